// Reads rows back: by key, and those of a contact.
import type { Database, Statement } from 'better-sqlite3';
import type { Row } from '../../../core/protocol/messages.ts';
import type { Streams } from './streams.ts';
import type { StoredRow } from './table.ts';

type Found = Pick<StoredRow, 'num'> & { body: string };

// Companies and lookups are read for one contact after the other.
const REMEMBERED = 2000;

/** Parsed rows. They are shared between readers: nobody may change them. */
export class RelatedRows {
  readonly #streams: Streams;
  readonly #linked: Statement<[number, number], Found>;
  readonly #nums: Statement<[number, number], number>;
  readonly #body: Statement<[number], string | null>;
  readonly #children: Statement<[number, number, number], Found>;
  readonly #parsed = new Map<number, Row>();

  constructor(db: Database, streams: Streams) {
    this.#streams = streams;
    const order = 'ORDER BY l.by_contact DESC, l.position, l.row';
    this.#linked = db.prepare(
      `SELECT r.num, r.body FROM replica_links l JOIN replica_rows r ON r.num = l.row
       WHERE l.contact = ? AND l.stream = ? AND r.body IS NOT NULL ${order}`,
    );
    this.#nums = db.prepare<[number, number], number>(
      `SELECT row FROM replica_links l WHERE contact = ? AND stream = ? ${order}`,
    );
    this.#nums.pluck();
    this.#body = db.prepare<[number], string | null>('SELECT body FROM replica_rows WHERE num = ?').pluck();
    this.#children = db.prepare(
      `SELECT r.num, r.body FROM replica_links l JOIN replica_rows r ON r.parent = l.row
       WHERE l.contact = ? AND l.stream = ? AND r.stream = ? AND r.body IS NOT NULL ORDER BY l.row, r.num`,
    );
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
    if (via) return this.#children.all(contact, via.stream, num).map(({ body }) => parse(body));
    if (!onContact) return this.#linked.all(contact, num).map(({ body }) => parse(body));
    const nums = this.#nums.all(contact, num);
    // Named from both sides, a row counts once.
    const unique = nums.length > 1 ? [...new Set(nums)] : nums;
    return unique.map((row) => this.#byNum(row)).filter((row) => row !== undefined);
  }

  /** A row has changed. */
  forget(num: number): void {
    this.#parsed.delete(num);
  }

  #byNum(num: number): Row | undefined {
    const remembered = this.#parsed.get(num);
    if (remembered) return remembered;
    const body = this.#body.get(num) ?? undefined;
    return body === undefined ? undefined : this.#remember(num, body);
  }

  #remember(num: number, body: string): Row {
    const row = parse(body);
    if (this.#parsed.size >= REMEMBERED) this.#parsed.clear();
    this.#parsed.set(num, row);
    return row;
  }
}

function parse(body: string): Row {
  return JSON.parse(body) as Row;
}
