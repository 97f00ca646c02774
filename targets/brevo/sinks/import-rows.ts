// Which changes an import can make without harm, and how it wants them written.
import type { BrevoAccount } from '../account/account.ts';
import type { AttributeType, AttributeValue, Change } from '../model.ts';
import { csvLine } from './csv.ts';
import { awaitsEmail } from './refusals.ts';

/** Types of the account's attributes by name. */
export type Types = ReadonlyMap<string, AttributeType>;

/** A row of an import, by the names of its columns. */
export interface ImportRow {
  change: Change;
  cells: Map<string, string>;
}

/** What all rows of one import share: lists, and blocks. */
export interface ImportGroup {
  lists: number[];
  emailBlacklist: boolean;
  smsBlacklist: boolean;
}

/**
 * Who has which identifier. An import merges the contacts that a row names by several identifiers, and deletes all
 * but one of them, so a row may only name one contact, or none, and no two rows the same.
 */
export class Owners {
  readonly #byIdentifier = new Map<string, number>();
  readonly #extIds = new Map<number, string>();
  #rows = 0;

  /** Reads every contact of the account. @throws AuthError, ApiError */
  static async read(account: Pick<BrevoAccount, 'contacts'>): Promise<Owners> {
    const owners = new Owners();
    for await (const { id, email, attributes } of account.contacts()) {
      const { EXT_ID: extId, SMS: sms } = attributes;
      if (email !== undefined) owners.#byIdentifier.set(`email ${email.toLowerCase()}`, id);
      if (typeof sms === 'string') owners.#byIdentifier.set(`sms ${sms.replace(/^\+/, '')}`, id);
      if (typeof extId !== 'string') continue;
      owners.#byIdentifier.set(`ext ${extId}`, id);
      owners.#extIds.set(id, extId);
    }
    return owners;
  }

  /** Whether a row for this change would name one contact at most. Then its identifiers are that row's. */
  claim({ kind, extId, email, sms }: Change): boolean {
    const byExt = this.#byIdentifier.get(`ext ${extId}`);
    if (kind === 'update') return byExt !== undefined && byExt > 0;
    const names = [
      `ext ${extId}`,
      ...(email === undefined ? [] : [`email ${email}`]),
      ...(sms === undefined ? [] : [`sms ${sms.replace(/^\+/, '')}`]),
    ];
    const byEmail = email === undefined ? byExt : this.#byIdentifier.get(`email ${email}`);
    // A contact that is known by another ext_id, or gets another e-mail, is for a request of its own.
    if (byExt !== byEmail && (byExt !== undefined || this.#isKnown(byEmail))) return false;
    const others = names.map((name) => this.#byIdentifier.get(name));
    if (others.some((one) => one !== undefined && (one < 0 || one !== byEmail))) return false;
    this.#rows -= 1;
    for (const name of names) this.#byIdentifier.set(name, this.#rows);
    return true;
  }

  #isKnown(id: number | undefined): boolean {
    return id !== undefined && (id < 0 || this.#extIds.has(id));
  }
}

/** Whether an import can say all that the change says: it cannot clear, take off a list, lift a block or change an e-mail. */
export function isPlain(change: Change): boolean {
  const { kind, email, sms, extId, after, removeLists, emailBlacklisted, smsBlacklisted } = change;
  return (
    (kind === 'create' || (kind === 'update' && email === undefined && sms === undefined)) &&
    extId === after.extId &&
    !awaitsEmail(change) &&
    removeLists.length === 0 &&
    emailBlacklisted !== false &&
    smsBlacklisted !== false &&
    Object.values(change.attributes).every(isWritable)
  );
}

// Options stand between commas.
const isWritable = (value: AttributeValue): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every((one) => !one.includes(',')) : value !== '';

/** The row of a change: booleans as Yes and No, days as DD-MM-YYYY, options between commas. */
export function importRow(change: Change, types: Types): ImportRow {
  const { kind, extId, email, sms, attributes } = change;
  const cells = new Map([['EXT_ID', extId]]);
  if (kind === 'create' && email !== undefined) cells.set('EMAIL', email);
  if (kind === 'create' && sms !== undefined) cells.set('SMS', sms);
  for (const [name, value] of Object.entries(attributes)) cells.set(name, cellOf(value, types.get(name)));
  return { change, cells };
}

function cellOf(value: AttributeValue, type: AttributeType | undefined): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.join(',');
  return type === 'date' ? String(value).split('-').toReversed().join('-') : String(value);
}

/** What the changes of one import must share. */
export function groupOf({ addLists, emailBlacklisted, smsBlacklisted }: Change): ImportGroup {
  return {
    lists: addLists,
    emailBlacklist: emailBlacklisted === true,
    smsBlacklist: smsBlacklisted === true,
  };
}

/** How many bytes of the request a row takes at most, besides an empty cell for each column that it lacks. */
export const bytesOf = ({ cells }: ImportRow): number =>
  Buffer.byteLength(JSON.stringify(csvLine([...cells.values()])));

/** The rows as CSV, under a header with every column that one of them has. */
export function fileOf(rows: readonly ImportRow[]): string {
  const columns = columnsOf(rows);
  const lines = rows.map(({ cells }) => csvLine(columns.map((name) => cells.get(name) ?? '')));
  return csvLine(columns) + lines.join('');
}

const columnsOf = (rows: readonly ImportRow[]): string[] => [
  ...new Set(rows.flatMap(({ cells }) => [...cells.keys()])),
];
