// Goes through the dirty contacts, and reads what is asked of each of them for many at once.
import type { Database, Statement } from 'better-sqlite3';
import type { Confirmations } from './confirmations.ts';
import type { Dirty } from './dirty.ts';
import type { Identities } from './identities.ts';
import { LINK_ORDER, type Linked, type RelatedRows } from './related.ts';
import type { Table } from './table.ts';

type DirtyRow = [
  place: number,
  num: number,
  key: string,
  version: number | null,
  isDeleted: number,
  body: string | null,
  isKnown: number,
  email: string | null,
  phone: string | null,
  rank: string,
  isGone: number,
  mergedInto: string | null,
  noEmail: number,
  noSms: number,
  confirmed: string | null,
];

// Bounds the memory: the rows of a page are in it.
const PAGE = 200;

/** What reads of contacts go to. */
export interface ContactParts {
  dirty: Dirty;
  contacts: Table;
  identities: Identities;
  confirmations: Confirmations;
  rows: RelatedRows;
}

type LinkRow = [contact: number, stream: number, row: number];

/** The dirty contacts in the order in which they became so. */
export class DirtyContacts {
  readonly #parts: ContactParts;
  readonly #page: Statement<[number, number], DirtyRow>;
  readonly #links: Statement<[number, number], LinkRow>;

  constructor(db: Database, parts: ContactParts) {
    this.#parts = parts;
    this.#page = db.prepare<[number, number], DirtyRow>(
      `SELECT d.place, c.num, c.key, c.version, c.deleted, c.body,
         i.contact IS NOT NULL, i.email, i.phone, i.rank, i.deleted, i.merged_into,
         i.no_email, i.no_sms, f.confirmed
       FROM replica_dirty d
       JOIN replica_contacts c ON c.num = d.contact
       LEFT JOIN replica_identities i ON i.contact = c.num
       LEFT JOIN replica_confirmed f ON f.contact = c.num
       WHERE d.place > ? ORDER BY d.place LIMIT ?`,
    );
    this.#page.raw();
    this.#links = db.prepare<[number, number], LinkRow>(
      `SELECT l.contact, l.stream, l.row FROM replica_dirty d JOIN replica_links l ON l.contact = d.contact
       WHERE d.place > ? AND d.place <= ? ORDER BY d.place, l.stream, ${LINK_ORDER}`,
    );
    this.#links.raw();
  }

  /** Keys of dirty contacts, those included that become dirty meanwhile. */
  *keys(limit = Number.POSITIVE_INFINITY): Generator<string> {
    const { dirty } = this.#parts;
    dirty.flush();
    try {
      for (let last = 0, left = limit; left > 0;) {
        const page = this.#page.all(last, Math.min(PAGE, left));
        const end = page.at(-1);
        if (!end) return;
        this.#forget();
        for (const row of page) this.#expect(row);
        this.#expectLinks(page, this.#links.all(last, end[0]));
        for (const [, , key] of page) yield key;
        [last] = end;
        left -= page.length;
      }
    } finally {
      this.#forget();
    }
  }

  #expect(row: DirtyRow): void {
    const [, num, key, version, deleted, body, isKnown, ...rest] = row;
    const [email, phone, rank, gone, merged_into, no_email, no_sms, confirmed] = rest;
    const { contacts, identities, confirmations } = this.#parts;
    contacts.expect(key, { num, version, deleted, parent: null, body });
    const identity = { email, phone, rank, deleted: gone, merged_into, no_email, no_sms };
    identities.expect(num, isKnown ? identity : undefined);
    confirmations.expect(num, confirmed);
  }

  #expectLinks(page: readonly DirtyRow[], links: readonly LinkRow[]): void {
    const { rows } = this.#parts;
    const byContact = new Map<number, Linked[]>(page.map(([, num]) => [num, []]));
    for (const [contact, stream, row] of links) byContact.get(contact)?.push({ stream, row });
    for (const [contact, linked] of byContact) rows.expect(contact, linked);
  }

  #forget(): void {
    const { contacts, identities, confirmations, rows } = this.#parts;
    for (const part of [contacts, identities, confirmations, rows]) part.forgetExpected();
  }
}
