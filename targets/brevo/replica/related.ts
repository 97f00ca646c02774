// Reads rows back: by key, and those of a contact.
import type { Database, Statement } from 'better-sqlite3';
import type { Row } from '../../../core/protocol/messages.ts';
import type { Streams } from './streams.ts';

// Companies and lookups are read for one contact after the other.
const REMEMBERED = 2000;

/** Links of one contact in their order: those that the contact's row names come first. */
export const LINK_ORDER = 'by_contact DESC, position, row';

/** A row that is linked to a contact, and its stream. */
export interface Linked {
  stream: number;
  row: number;
}

/** Parsed rows. They are shared between readers: nobody may change them. */
export class RelatedRows {
  readonly #streams: Streams;
  readonly #nums: Statement<[number, number], number>;
  readonly #body: Statement<[number], string | null>;
  readonly #children: Statement<[number, number, number], string>;
  readonly #parsed = new Map<number, Row>();
  readonly #expected = new Map<number, Linked[]>();

  constructor(db: Database, streams: Streams) {
    this.#streams = streams;
    this.#nums = db
      .prepare<[number, number], number>(
        `SELECT row FROM replica_links WHERE contact = ? AND stream = ? ORDER BY ${LINK_ORDER}`,
      )
      .pluck();
    this.#body = db.prepare<[number], string | null>('SELECT body FROM replica_rows WHERE num = ?').pluck();
    this.#children = db
      .prepare<[number, number, number], string>(
        `SELECT r.body FROM replica_links l JOIN replica_rows r ON r.parent = l.row
         WHERE l.contact = ? AND l.stream = ? AND r.stream = ? AND r.body IS NOT NULL ORDER BY l.row, r.num`,
      )
      .pluck();
  }

  get(streamName: string, key: string): Row | undefined {
    const stream = this.#streams.get(streamName);
    if (stream?.plan.sink !== 'lookup') {
      const body = stream?.table.body(key);
      return body === undefined ? undefined : parse(body);
    }
    const num = stream.table.num(key);
    return num === undefined ? undefined : this.#byNum(num);
  }

  ofContact(streamName: string, contact: number): Row[] {
    const stream = this.#streams.get(streamName);
    if (!stream) return [];
    const { num, via, onContact } = stream;
    if (via) return this.#children.all(contact, via.stream, num).map(parse);
    const nums = this.#linked(contact, num);
    // Named from both sides, a row counts once.
    const unique = nums.length > 1 ? [...new Set(nums)] : nums;
    const read = onContact ? (row: number) => this.#byNum(row) : (row: number) => this.#read(row);
    return unique.map(read).filter((row) => row !== undefined);
  }

  /** Takes the links of a contact that were read along with others: `ofContact` is about to be asked for it. */
  expect(contact: number, links: Linked[]): void {
    this.#expected.set(contact, links);
  }

  forgetExpected(): void {
    this.#expected.clear();
  }

  /** A row has changed, and its links with it. */
  forget(num: number): void {
    this.forgetExpected();
    this.#parsed.delete(num);
  }

  #linked(contact: number, stream: number): number[] {
    const expected = this.#expected.get(contact);
    if (!expected) return this.#nums.all(contact, stream);
    return expected.filter((link) => link.stream === stream).map(({ row }) => row);
  }

  #read(num: number): Row | undefined {
    const body = this.#body.get(num) ?? undefined;
    return body === undefined ? undefined : parse(body);
  }

  #byNum(num: number): Row | undefined {
    const remembered = this.#parsed.get(num);
    if (remembered) return remembered;
    const row = this.#read(num);
    if (!row) return undefined;
    if (this.#parsed.size >= REMEMBERED) this.#parsed.clear();
    this.#parsed.set(num, row);
    return row;
  }
}

function parse(body: string): Row {
  return JSON.parse(body) as Row;
}
