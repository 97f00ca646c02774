// The small fixed lists of a workspace: admins, teams, tags, segments and data attributes.
import type { ApiVersion } from '../api-version.ts';
import attributes from '../data/attributes.json' with { type: 'json' };
import directory from '../data/directory.json' with { type: 'json' };
import { adminId, hexId, KIND, tagId, teamId } from '../ids.ts';
import type { Workspace } from '../workspace.ts';

/** Everyone who can be assigned, the bot included. */
export function admins(version: ApiVersion, withAvatar: boolean): Record<string, unknown>[] {
  return directory.admins.map((admin, index) => ({
    type: 'admin',
    id: String(adminId(index)),
    name: admin.name,
    email: admin.email,
    ...((version.bySpec || admin.job_title !== '') && { job_title: admin.job_title }),
    away_mode_enabled: 'away' in admin,
    away_mode_reassign: false,
    has_inbox_seat: admin.seat,
    team_ids: admin.teams.map(teamId),
    team_priority_level:
      admin.teams.length === 0
        ? {}
        : { primary_team_ids: admin.teams.slice(0, 1).map(teamId), secondary_team_ids: null },
    ...avatar(index, version, withAvatar),
  }));
}

/** An object on request up to 2.11, a plain URL or null from 2.12. */
function avatar(index: number, version: ApiVersion, wanted: boolean): Record<string, unknown> {
  const url = `https://static.intercomassets.example/admins/${index}.png`;
  if (version.minor >= 12) return { avatar: index % 2 === 0 ? url : null };
  return wanted ? { avatar: { image_url: url } } : {};
}

/** The teams with their members. */
export function teams(version: ApiVersion): Record<string, unknown>[] {
  return directory.teams.map((name, index) => {
    const members = directory.admins.flatMap((admin, n) =>
      admin.teams.some((t) => t === index) ? [adminId(n)] : [],
    );
    return {
      type: 'team',
      id: String(teamId(index)),
      name,
      admin_ids: members,
      admin_priority_level: { primary_admin_ids: members.slice(0, 1), secondary_admin_ids: null },
      ...(version.minor >= 14 && {
        assignment_limit: index === 0 ? 20 : null,
        distribution_method: 'round_robin',
      }),
    };
  });
}

/** The workspace's tags; the description asks for the two keys of a tagging even here. */
export function tags(version: ApiVersion): Record<string, unknown>[] {
  return directory.tags.map((name, index) => ({
    type: 'tag',
    id: tagId(index),
    name,
    ...(version.bySpec && { applied_at: null, applied_by: null }),
  }));
}

/** Segments of people or of companies. One of each kind has never been updated. */
export function segments(
  workspace: Workspace,
  of: 'contact' | 'company',
  withCount: boolean,
): Record<string, unknown>[] {
  const list = of === 'contact' ? directory.contact_segments : directory.company_segments;
  return list.map((segment, index) => {
    const dice = workspace.dice(KIND.segment, index, of === 'contact' ? 0 : 1);
    const created_at = workspace.options.until - dice.int(10_000_000, 90_000_000);
    return {
      type: 'segment',
      id: hexId(KIND.segment + (of === 'contact' ? 0 : 100), created_at, index),
      name: segment.name,
      created_at,
      ...(!('never_updated' in segment) && { updated_at: created_at + dice.int(0, 9_000_000) }),
      person_type: segment.person_type,
      ...(withCount && { count: index === 0 ? null : dice.int(0, 5_000) }),
    };
  });
}

/** Data attributes of a model: built-in ones (no id, no dates), custom ones and, on request, archived ones. */
export function dataAttributes(
  workspace: Workspace,
  model: 'contact' | 'company' | 'conversation',
  withArchived: boolean,
  version: ApiVersion,
): Record<string, unknown>[] {
  const { built_in, custom, archived } = attributes[model];
  const common = {
    type: 'data_attribute',
    ...(!(version.bySpec && model === 'conversation') && { model }),
  };
  const first = { contact: 14_000, company: 15_000, conversation: 16_000 }[model];
  const own = [...custom, ...archived].map(([name, description, data_type, options], index) => ({
    ...common,
    id: first + index,
    name,
    full_name: `custom_attributes.${String(name)}`,
    label: name,
    description: description ?? (version.bySpec ? '' : null),
    data_type,
    ...(options !== undefined && { options }),
    api_writable: true,
    messenger_writable: false,
    ui_writable: true,
    custom: true,
    archived: index >= custom.length || workspace.archivedAttributes.has(`${model}.${String(name)}`),
    created_at: workspace.options.until - 90_000_000 + index,
    updated_at: workspace.options.until - 40_000_000 + index,
    admin_id: String(adminId(1)),
  }));
  const given = built_in.map(([name, full_name, label, description, data_type]) => ({
    ...common,
    name,
    full_name,
    label,
    description,
    data_type,
    api_writable: name !== 'company_id',
    messenger_writable: true,
    ui_writable: false,
    custom: false,
    archived: false,
  }));
  return [...given, ...own.filter((attribute) => withArchived || !attribute.archived)];
}

/** The segments a contact is in. */
export function contactSegments(workspace: Workspace, contact: number): Record<string, unknown>[] {
  const dice = workspace.dice(KIND.segment, contact, -1);
  return segments(workspace, 'contact', false).filter(() => dice.chance(0.3));
}
