// What the rows in the replica make of a company, and who belongs to it.
import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../../../core/protocol/messages.ts';
import type { CompanyAttribute } from '../account/companies.ts';
import type { CompanyAtBrevo } from '../replica/companies.ts';
import type { Replica } from '../replica/replica.ts';

/** The attribute of companies that holds the key of their row: the only thing that tells them apart. */
export const KEY_ATTRIBUTE = 'intercom_id';

/** A company as it should be at Brevo. */
export interface WantedCompany {
  key: string;
  name: string;
  /** By internal name, `KEY_ATTRIBUTE` included. */
  attributes: Row;
  /** Keys of its contacts that are at Brevo, ascending. */
  contacts: string[];
}

const PAGE = 500;

/** Brevo's attribute, the type it must have, and what it is made of. */
const ATTRIBUTES: readonly [name: string, type: string, value: (row: Row) => unknown][] = [
  ['domain', 'text', ({ website }) => domainOf(website)],
  ['industry', 'text', ({ industry }) => filled(industry)],
  ['number_of_employees', 'number', ({ size }) => (typeof size === 'number' ? size : undefined)],
];

/** Every company of a stream, by key. Attributes that the account lacks are left out. */
export function* wantedCompanies(
  replica: Replica,
  stream: string,
  known: readonly CompanyAttribute[],
): Generator<WantedCompany> {
  for (let last = ''; ;) {
    const page = replica.all(`SELECT _key FROM "${stream}" WHERE _key > ? ORDER BY _key LIMIT ${PAGE}`, [
      last,
    ]);
    for (const { _key } of page) {
      const key = String(_key);
      const row = replica.row(stream, key);
      if (row) yield wantedCompany(key, row, contactsOf(replica, stream, key), known);
    }
    if (page.length < PAGE) return;
    last = String(page.at(-1)?.['_key']);
  }
}

function wantedCompany(
  key: string,
  row: Row,
  contacts: string[],
  known: readonly CompanyAttribute[],
): WantedCompany {
  const attributes: Row = { [KEY_ATTRIBUTE]: key };
  for (const [name, type, valueOf] of ATTRIBUTES) {
    const value = valueOf(row);
    const fits = known.some((one) => one.internalName === name && one.attributeTypeName === type);
    if (fits && value !== undefined) attributes[name] = value;
  }
  return { key, name: filled(row['name']) ?? filled(row['company_id']) ?? key, attributes, contacts };
}

function contactsOf(replica: Replica, stream: string, key: string): string[] {
  return replica
    .all('SELECT DISTINCT contact FROM contact_rows WHERE stream = ? AND key = ? ORDER BY contact', [
      stream,
      key,
    ])
    .map(({ contact }) => String(contact))
    .filter((contact) => replica.confirmed(contact) !== undefined);
}

const filled = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** The host of a web address, as people write them. */
function domainOf(website: unknown): string | undefined {
  const text = filled(website);
  if (text === undefined) return undefined;
  const address = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, '') : undefined;
}

/** What is kept of a company once it was sent. */
export const sentOf = ({ name, attributes }: WantedCompany): Row => ({ ...attributes, name });

/** Whether its name or an attribute differs from what was sent. */
export const isChanged = (wanted: WantedCompany, before: CompanyAtBrevo): boolean =>
  !isDeepStrictEqual(sentOf(wanted), before.attributes);

/** Contacts that join or leave. */
export const linksOf = ({ contacts }: WantedCompany, before: CompanyAtBrevo): string[] => [
  ...contacts.filter((contact) => !before.contacts.includes(contact)),
  ...before.contacts.filter((contact) => !contacts.includes(contact)),
];
