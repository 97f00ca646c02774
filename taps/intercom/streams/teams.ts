// Teams of teammates.
import schema from '../../../schemas/intercom/teams.json' with { type: 'json' };
import { defineStream } from '../define-stream.ts';
import { readTable } from '../lists.ts';

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/teams/listteams */
export const teams = defineStream({
  name: 'teams',
  schema,
  key: ['id'],
  selectedByDefault: true,
  permission: 'Read admins',
  read: readTable({ stream: 'teams', path: '/teams', rows: 'teams' }),
});
