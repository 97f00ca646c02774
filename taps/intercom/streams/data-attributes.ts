// Definitions of the attributes of contacts and of companies, built in and custom.
import { createHash } from 'node:crypto';
import companySchema from '../../../schemas/intercom/company_attributes.json' with { type: 'json' };
import contactSchema from '../../../schemas/intercom/contact_attributes.json' with { type: 'json' };
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';
import { defineStream } from '../define-stream.ts';
import { readTable } from '../lists.ts';

/**
 * The key that singer-io's tap gives an attribute, since built-in ones have no id: SHA-256 of id, name and
 * description as Python's `str` writes them, nothing for a missing one.
 */
export function recordHash(attribute: Row): string {
  const text = ['id', 'name', 'description'].map((name) => pythonText(attribute[name])).join('');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function pythonText(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function attributes(name: string, model: 'contact' | 'company', schema: JsonSchema) {
  return defineStream({
    name,
    schema,
    key: ['_sdc_record_hash'],
    selectedByDefault: true,
    permission: 'Read and list users and companies',
    // A new name or description makes a new key, so the row under the old one has to be dropped.
    versioned: true,
    prepare: (attribute) => ({ ...attribute, _sdc_record_hash: recordHash(attribute) }),
    read: readTable({ stream: name, path: '/data_attributes', query: { model }, rows: 'data' }),
  });
}

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/data-attributes/lisdataattributes */
export const contactAttributes = attributes('contact_attributes', 'contact', contactSchema);

/** The same call for companies. */
export const companyAttributes = attributes('company_attributes', 'company', companySchema);
