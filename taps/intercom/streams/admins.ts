// Teammates of the workspace.
import schema from '../../../schemas/intercom/admins.json' with { type: 'json' };
import { defineStream } from '../define-stream.ts';
import { readTable } from '../lists.ts';

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/admins/listadmins */
export const admins = defineStream({
  name: 'admins',
  schema,
  key: ['id'],
  selectedByDefault: true,
  permission: 'Read admins',
  read: readTable({ stream: 'admins', path: '/admins', query: { display_avatar: 'true' }, rows: 'admins' }),
});
