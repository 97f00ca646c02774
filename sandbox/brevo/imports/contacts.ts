// What an import does to the account when its turn comes: rows are matched, merged, and written without a word about losses.
import { textOf, type Fields } from '../../json.ts';
import type { Account } from '../account.ts';
import { changed, isIdentifier, type Change } from '../contacts/change.ts';
import type { Contact } from '../contacts/contact.ts';
import { IDENTIFIERS, normalized, type IdentifierName, type Identity } from '../contacts/identifiers.ts';
import { blank } from '../contacts/upsert.ts';
import { csvImportValue, jsonImportValue } from '../contacts/values.ts';
import { Problem } from '../problem.ts';
import type { ProcessFiles } from '../processes.ts';
import { formatCsv } from './csv.ts';

/** An import as it was asked for. */
export interface ContactImport {
  /** Cells by the name of their attribute, EMAIL included. */
  rows: Fields[];
  /** CSV cells are read in another way than JSON values. */
  csv: boolean;
  listIds: number[];
  /** Whether contacts that exist are updated, or only put on the lists. */
  updateExisting: boolean;
  /** Whether empty cells clear what is there. */
  emptyClears: boolean;
  emailBlacklist: boolean;
  smsBlacklist: boolean;
}

const FILES = ['invalid_emails', 'duplicate_contact_id', ...IDENTIFIERS.map(({ duplicates }) => duplicates)];

/** Writes every row that can be written; the rest is in the files. */
export function importContacts(account: Account, job: ContactImport, now: number): ProcessFiles {
  const refused = new Map<string, Fields[]>(FILES.map((file) => [file, []]));
  const seen = new Set<string>();
  for (const row of job.rows) {
    const identity = identityOf(row);
    const problem = identity === undefined ? 'invalid_emails' : repeated(identity, seen);
    if (problem !== undefined) refused.get(problem)?.push(row);
    else if (identity !== undefined && Object.keys(identity).length > 0)
      writeRow(account, job, row, identity, now);
  }
  return Object.fromEntries(
    [...refused].map(([file, rows]) => [file, rows.length > 0 ? fileOf(rows) : null]),
  );
}

/** The identifiers of a row; undefined where the e-mail is none. Phones that are none are left out. */
function identityOf(row: Fields): Identity | undefined {
  const identity: Identity = {};
  for (const { name } of IDENTIFIERS) {
    const value = row[name];
    if (value === undefined || value === null || value === '') continue;
    try {
      identity[name] = normalized(name, value);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (name === 'EMAIL') return undefined;
    }
  }
  return identity;
}

/** The file for a row that has an identifier of an earlier row. */
function repeated(identity: Identity, seen: Set<string>): string | undefined {
  const keys = IDENTIFIERS.filter(({ name }) => identity[name] !== undefined).map(({ name, duplicates }) => ({
    key: `${name} ${identity[name]}`,
    duplicates,
  }));
  const first = keys.find(({ key }) => seen.has(key));
  for (const { key } of keys) seen.add(key);
  return first?.duplicates;
}

function writeRow(account: Account, job: ContactImport, row: Fields, identity: Identity, now: number): void {
  const existing = merged(account, identity, now);
  const change: Change = {
    identity,
    attributes: attributesOf(account, job, row),
    emailBlacklisted: job.emailBlacklist ? true : undefined,
    smsBlacklisted: job.smsBlacklist ? true : undefined,
    listIds: job.listIds.filter((id) => account.lists.has(id)),
    unlinkListIds: [],
  };
  const onlyListed: Change = { ...change, identity: {}, attributes: {} };
  const applied = existing === undefined || job.updateExisting ? change : onlyListed;
  account.contacts.put(changed(existing ?? blank(account, now), applied, now), now);
}

/** The contact whose identifier counts most; the others that the row names are deleted. */
function merged(account: Account, identity: Identity, now: number): Contact | undefined {
  const { current } = account.contacts;
  const named = IDENTIFIERS.map(({ name }) => current.owner(name, identity[name] ?? ''));
  const [survivor, ...losers] = new Set(named.filter((contact) => contact !== undefined));
  for (const { id } of losers) {
    account.contacts.delete(id, now);
    account.log.count('import_merges');
  }
  return survivor;
}

function attributesOf(
  account: Account,
  { csv, emptyClears }: ContactImport,
  row: Fields,
): Change['attributes'] {
  const attributes: Change['attributes'] = {};
  for (const [name, value] of Object.entries(row)) {
    const attribute = account.attributes.get(name);
    if (attribute === undefined || isIdentifier(name)) continue;
    const read = csv ? csvImportValue(attribute, value) : jsonImportValue(attribute, value);
    if (read !== undefined && (read !== null || emptyClears)) attributes[name] = read;
  }
  return attributes;
}

const COLUMNS: IdentifierName[] = ['EMAIL', 'EXT_ID', 'SMS', 'WHATSAPP', 'LANDLINE_NUMBER'];

const fileOf = (rows: Fields[]): string =>
  formatCsv([COLUMNS, ...rows.map((row) => COLUMNS.map((name) => textOf(row[name])))]);
