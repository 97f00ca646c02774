// Which contacts and rows belong together, and whom a change of a row concerns.
import type { Database, Statement } from 'better-sqlite3';
import type { Dirty } from './dirty.ts';

/** Links between contacts and rows of other streams, kept by the side whose row names the other. */
export class Links {
  readonly #dirty: Dirty;
  readonly #add: Statement<[number, number, number, number, number]>;
  readonly #ofContact: Statement<[number, number], number>;
  readonly #dropOfContact: Statement<[number, number]>;
  readonly #ofRow: Statement<[number], number>;
  readonly #dropOfRow: Statement<[number, number, number]>;
  readonly #allOfRow: Statement<[number], number>;

  constructor(db: Database, dirty: Dirty) {
    this.#dirty = dirty;
    const one = (sql: string): Statement<[number], number> => db.prepare<[number], number>(sql).pluck();
    const links = 'FROM replica_links';
    this.#add = db.prepare('INSERT INTO replica_links VALUES (?, ?, ?, ?, ?)');
    this.#ofContact = db
      .prepare<[number, number], number>(
        `SELECT row ${links} WHERE contact = ? AND stream = ? AND by_contact = 1 ORDER BY position`,
      )
      .pluck();
    this.#dropOfContact = db.prepare(`DELETE ${links} WHERE contact = ? AND stream = ? AND by_contact = 1`);
    this.#ofRow = one(`SELECT contact ${links} WHERE row = ? AND by_contact = 0 ORDER BY contact`);
    this.#dropOfRow = db.prepare(
      `DELETE ${links} WHERE contact = ? AND stream = ? AND by_contact = 0 AND position = 0 AND row = ?`,
    );
    this.#allOfRow = one(`SELECT DISTINCT contact ${links} WHERE row = ?`);
  }

  /** The rows of `stream` that a contact's row names, in its order. */
  setOfContact(contact: number, stream: number, rows: number[], isNew: boolean): void {
    if (!isNew) {
      const before = this.#ofContact.all(contact, stream);
      if (before.length === rows.length && before.every((row, index) => row === rows[index])) return;
      this.#dropOfContact.run(contact, stream);
    }
    for (const [position, row] of rows.entries()) this.#add.run(contact, stream, 1, position, row);
  }

  /** The contacts that a row names. Those that it no longer names become dirty. */
  setOfRow(row: number, stream: number, contacts: number[], isNew: boolean): void {
    const before = isNew ? [] : this.#ofRow.all(row);
    for (const contact of before) {
      if (contacts.includes(contact)) continue;
      this.#dropOfRow.run(contact, stream, row);
      this.#dirty.markStored(contact);
    }
    for (const contact of contacts) if (!before.includes(contact)) this.#add.run(contact, stream, 0, 0, row);
  }

  /** The contacts of a row become dirty. */
  markOfRow(row: number): void {
    for (const contact of this.#allOfRow.all(row)) this.#dirty.markStored(contact);
  }
}
