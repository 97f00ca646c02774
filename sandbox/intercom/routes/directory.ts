// The small lists: who am I, admins, teams, tags, segments, data attributes.
import { admins, dataAttributes, segments, tags, teams } from '../records/directory.ts';
import { Problem } from '../problem.ts';
import type { ApiRequest, Route } from '../route.ts';
import type { Workspace } from '../workspace.ts';

/** The routes of everything that does not grow with the number of people. */
export function directoryRoutes(workspace: Workspace): Route[] {
  return [
    { method: 'GET', path: '/me', answer: ({ version }) => me(workspace, admins(version, true)[1]) },
    {
      method: 'GET',
      path: '/admins',
      scope: 'admins',
      answer: ({ version, query }) => ({
        type: 'admin.list',
        admins: admins(version, query['display_avatar'] === 'true'),
      }),
    },
    { method: 'GET', path: '/admins/:id', scope: 'admins', answer: oneAdmin },
    {
      method: 'GET',
      path: '/teams',
      scope: 'teams',
      answer: ({ version }) => ({ type: 'team.list', teams: teams(version) }),
    },
    {
      method: 'GET',
      path: '/tags',
      scope: 'tags',
      answer: ({ version }) => ({ type: 'list', data: tags(version) }),
    },
    {
      method: 'GET',
      path: '/segments',
      scope: 'segments',
      answer: ({ query }) => ({
        type: 'segment.list',
        segments: segments(
          workspace,
          query['type'] === 'company' ? 'company' : 'contact',
          query['include_count'] === 'true',
        ),
      }),
    },
    {
      method: 'GET',
      path: '/data_attributes',
      scope: 'data_attributes',
      answer: (request) => attributesOf(workspace, request),
    },
  ];
}

function me(workspace: Workspace, admin: Record<string, unknown> | undefined): unknown {
  return {
    ...admin,
    avatar: { type: 'avatar', image_url: 'https://static.intercomassets.example/admins/1.png' },
    email_verified: true,
    app: {
      type: 'app',
      id_code: workspace.options.workspace,
      name: 'Sandbox',
      region: 'US',
      timezone: workspace.options.timezone,
      created_at: workspace.options.until - 100_000_000,
      secure: false,
      identity_verification: false,
    },
  };
}

function oneAdmin({ params, version }: ApiRequest): unknown {
  const admin = admins(version, true).find(({ id }) => id === params['id']);
  if (admin === undefined) throw new Problem(404, 'admin_not_found', 'Admin not found');
  return admin;
}

function attributesOf(workspace: Workspace, { query, version }: ApiRequest): unknown {
  const model = query['model'] ?? 'contact';
  if (model !== 'contact' && model !== 'company' && model !== 'conversation')
    throw new Problem(400, 'parameter_invalid', 'model must be contact, company or conversation');
  if (model === 'conversation' && version.minor >= 16)
    throw new Problem(422, 'parameter_invalid', 'Use GET /conversations/attributes for conversations');
  return {
    type: 'list',
    data: dataAttributes(workspace, model, query['include_archived'] === 'true', version),
  };
}
