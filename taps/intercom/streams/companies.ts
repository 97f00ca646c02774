// Companies, read by the serial scroll.
import schema from '../../../schemas/intercom/companies.json' with { type: 'json' };
import { spool } from '../../../core/tap/spool.ts';
import { defineStream } from '../define-stream.ts';
import { denest } from '../denest.ts';
import { countCompanies, readScroll } from '../scroll.ts';

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/companies/company */
export const companies = defineStream({
  name: 'companies',
  schema,
  key: ['id'],
  replicationKey: 'updated_at',
  selectedByDefault: true,
  permission: 'Read and list users and companies',
  prepare: denest(['segments', 'tags']),
  // A reader that is slow must not let the scroll idle: it dies after a minute.
  read: (api, request) => spool(readScroll(api, request), 20),
  probe: async (api) => {
    await countCompanies(api);
  },
});
