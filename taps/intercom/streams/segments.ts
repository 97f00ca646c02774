// Segments of people and of companies.
import companySchema from '../../../schemas/intercom/company_segments.json' with { type: 'json' };
import schema from '../../../schemas/intercom/segments.json' with { type: 'json' };
import type { Row } from '../../../core/protocol/messages.ts';
import { defineStream } from '../define-stream.ts';
import { readTable } from '../lists.ts';

const common = {
  key: ['id'],
  replicationKey: 'updated_at',
  selectedByDefault: true,
  permission: 'Read and list users and companies',
  // Intercom does not promise `updated_at` here.
  prepare: (segment: Row): Row => ({
    ...segment,
    updated_at: segment['updated_at'] ?? segment['created_at'],
  }),
};

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/segments/listsegments */
export const segments = defineStream({
  ...common,
  name: 'segments',
  schema,
  read: readTable({
    stream: 'segments',
    path: '/segments',
    query: { include_count: 'true' },
    rows: 'segments',
  }),
});

/** The same call with `type=company`, which Intercom answers but does not document. */
export const companySegments = defineStream({
  ...common,
  name: 'company_segments',
  schema: companySchema,
  read: readTable({
    stream: 'company_segments',
    path: '/segments',
    query: { type: 'company', include_count: 'true' },
    rows: 'segments',
  }),
});
