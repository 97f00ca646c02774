// People: users and leads.
import schema from '../../../schemas/intercom/contacts.json' with { type: 'json' };
import { orderedMap } from '../../../core/concurrency.ts';
import { completeLists } from '../contact-lists.ts';
import { dayStarts } from '../days.ts';
import { defineStream } from '../define-stream.ts';
import { denest } from '../denest.ts';
import { probeSearch, readSearch, type Search } from '../search.ts';

const search: Search = {
  stream: 'contacts',
  path: '/contacts/search',
  rows: 'data',
  cut: (api) => dayStarts(api.timezone),
};

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/contacts/contact */
export const contacts = defineStream({
  name: 'contacts',
  schema,
  key: ['id'],
  replicationKey: 'updated_at',
  selectedByDefault: true,
  permission: 'Read and list users and companies',
  prepare: denest(['tags', 'companies']),
  read: (api, request) =>
    orderedMap(readSearch(api, search, request), (page) => completeLists(api, request, page), 4),
  probe: (api) => probeSearch(api, search),
});
