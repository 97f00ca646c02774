// A company as the API shows it, made from its row.
import type { Dice } from '../../dice.ts';
import type { ApiVersion } from '../api-version.ts';
import directory from '../data/directory.json' with { type: 'json' };
import places from '../data/places.json' with { type: 'json' };
import { KIND, tagId } from '../ids.ts';
import type { CompanyRow, Workspace } from '../workspace.ts';
import { segments } from './directory.ts';

/** The company at `index` as every companies route shows it. */
export function companyRecord(
  workspace: Workspace,
  index: number,
  row: CompanyRow,
  version: ApiVersion,
): Record<string, unknown> {
  const dice = workspace.dice(KIND.company, index, row.version + 1);
  // The description requires what real payloads leave out when it is not set.
  const mayLack = <T>(value: T): T | undefined => (version.bySpec || dice.chance(0.6) ? value : undefined);
  const spend = dice.pick([0, 0, 29, 499, 120_000]);
  return {
    type: 'company',
    company_id: `acme-${index}`,
    id: workspace.companyId(index),
    app_id: workspace.options.workspace,
    name: `${dice.pick(places.company_names)} ${index}`,
    remote_created_at: mayLack(row.created_at - dice.int(0, 10_000_000)),
    last_request_at: mayLack(row.updated_at),
    size: mayLack(dice.int(1, 10_000)),
    website: mayLack(`https://www.example.com/${dice.int(1, 99)}`),
    industry: mayLack(dice.pick(places.industries)),
    created_at: row.created_at,
    updated_at: row.updated_at,
    monthly_spend: version.bySpec ? spend : spend + 0.5,
    session_count: dice.int(0, 5_000),
    user_count: dice.int(1, 300),
    tags: { type: 'tag.list', tags: companyTags(workspace, index, row.version) },
    segments: {
      type: 'segment.list',
      segments: segments(workspace, 'company', false).filter(() => dice.chance(0.3)),
    },
    plan: dice.chance(0.4) ? {} : dice.pick(plans),
    custom_attributes: customAttributes(dice, row, version),
    notes: version.minor >= 16 ? { type: 'note.list', notes: [] } : undefined,
  };
}

const plans = [
  { type: 'plan', id: '269315', name: 'Free' },
  { type: 'plan', id: '269316', name: 'Pro ✓' },
  { type: 'plan', id: '269317', name: 'Enterprise' },
];

/** Real tag lists of companies may hold the same tag twice. */
function companyTags(workspace: Workspace, index: number, version: number): unknown[] {
  const dice = workspace.dice(KIND.companyTags, index, version);
  const chosen = Array.from({ length: Math.max(0, dice.int(-2, 4)) }, () =>
    dice.int(0, directory.tags.length - 1),
  );
  if (chosen[0] !== undefined && dice.chance(0.1)) chosen.push(chosen[0]);
  return chosen.map((n) => ({ type: 'tag', id: tagId(n), name: directory.tags[n] }));
}

/** Up to 2.11 the description knows only strings here. */
function customAttributes(dice: Dice, row: CompanyRow, version: ApiVersion): Record<string, unknown> {
  const texts = {
    creation_source: dice.pick(['api', 'import']),
    account_manager: dice.pick(['Zoë', 'José "Pepe"', '']),
    edition: `v${row.version}`,
  };
  if (version.bySpec) return texts;
  return {
    ...texts,
    contract_value: dice.pick([0, 1999.99, null]),
    renewal_at: row.created_at + 31_536_000,
    is_partner: dice.chance(0.5),
  };
}
