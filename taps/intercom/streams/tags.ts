// Tags of the workspace.
import schema from '../../../schemas/intercom/tags.json' with { type: 'json' };
import { defineStream } from '../define-stream.ts';
import { readTable } from '../lists.ts';

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/tags/listtags */
export const tags = defineStream({
  name: 'tags',
  schema,
  key: ['id'],
  selectedByDefault: true,
  permission: 'Read tags',
  read: readTable({ stream: 'tags', path: '/tags', rows: 'data' }),
});
