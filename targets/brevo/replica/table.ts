// One stream's rows in one table: found by key, and by the number that links use.
import type { Database, Statement } from 'better-sqlite3';

/** A row as it is stored; without a body it is only mentioned. */
export interface StoredRow {
  num: number;
  version: number | null;
  deleted: number;
  parent: number | null;
  body: string | null;
}

/** What is stored with a row's text. */
export interface RowFacts {
  version: number | undefined;
  deleted: boolean;
  parent: number | undefined;
}

/** The stream number of contacts, whatever their stream is called. */
export const CONTACTS = 0;

const REMEMBERED = 20_000;

/** Access to one stream in `replica_contacts` or `replica_rows`. */
export class Table {
  readonly stream: number;
  readonly #find: Statement<[number, string], StoredRow>;
  readonly #num: Statement<[number, string], number>;
  readonly #body: Statement<[number, string], string | null>;
  readonly #mention: Statement<[number, string]>;
  readonly #add: Statement<[number, string, number | null, number, number | null, string]>;
  readonly #change: Statement<[number | null, number, number | null, string | null, number]>;
  readonly #version: Statement<[number, number]>;
  readonly #page: Statement<[number, number], StoredRow>;
  readonly #nums = new Map<string, number>();
  readonly #expected = new Map<string, StoredRow>();

  constructor(db: Database, stream: number) {
    const table = stream === CONTACTS ? 'replica_contacts' : 'replica_rows';
    const columns = 'num, version, deleted, parent, body';
    this.stream = stream;
    this.#find = db.prepare(`SELECT ${columns} FROM ${table} WHERE stream = ? AND key = ?`);
    const pick = <T>(column: string): Statement<[number, string], T> =>
      db.prepare<[number, string], T>(`SELECT ${column} FROM ${table} WHERE stream = ? AND key = ?`).pluck();
    this.#num = pick('num');
    this.#body = pick('body');
    this.#mention = db.prepare(`INSERT INTO ${table} (stream, key) VALUES (?, ?)`);
    this.#add = db.prepare(
      `INSERT INTO ${table} (stream, key, version, deleted, parent, body) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#change = db.prepare(
      `UPDATE ${table} SET version = ?, deleted = ?, parent = ?, body = ? WHERE num = ?`,
    );
    this.#version = db.prepare(`UPDATE ${table} SET version = ? WHERE num = ?`);
    this.#page = db.prepare(
      `SELECT ${columns} FROM ${table} WHERE stream = ? AND num > ? AND body IS NOT NULL ORDER BY num LIMIT 200`,
    );
  }

  find(key: string): StoredRow | undefined {
    return this.#expected.get(key) ?? this.#find.get(this.stream, key);
  }

  /** Takes a row that was read along with others: `find` is about to be asked for it. */
  expect(key: string, row: StoredRow): void {
    this.#expected.set(key, row);
  }

  forgetExpected(): void {
    if (this.#expected.size > 0) this.#expected.clear();
  }

  body(key: string): string | undefined {
    const { body } = this.#expected.get(key) ?? { body: this.#body.get(this.stream, key) };
    return body ?? undefined;
  }

  num(key: string): number | undefined {
    const remembered = this.#expected.get(key)?.num ?? this.#nums.get(key);
    if (remembered !== undefined) return remembered;
    const num = this.#num.get(this.stream, key);
    if (num !== undefined) this.#remember(key, num);
    return num;
  }

  /** The number of the row with this key, which need not have come yet. */
  mention(key: string): number {
    const known = this.num(key);
    if (known !== undefined) return known;
    const num = Number(this.#mention.run(this.stream, key).lastInsertRowid);
    this.#remember(key, num);
    return num;
  }

  add(key: string, body: string, { version, deleted, parent }: RowFacts): number {
    const added = this.#add.run(this.stream, key, version ?? null, deleted ? 1 : 0, parent ?? null, body);
    return Number(added.lastInsertRowid);
  }

  /** Without a body only the mention stays. */
  change(num: number, body: string | null, { version, deleted, parent }: RowFacts): void {
    this.forgetExpected();
    this.#change.run(version ?? null, deleted ? 1 : 0, parent ?? null, body, num);
  }

  setVersion(num: number, version: number): void {
    this.forgetExpected();
    this.#version.run(version, num);
  }

  /** Every row that has a body; rows may change meanwhile. */
  *rows(): Generator<StoredRow & { body: string }> {
    for (let last = 0; ;) {
      const page = this.#page.all(this.stream, last);
      for (const row of page) yield row as StoredRow & { body: string };
      const end = page.at(-1);
      if (!end) return;
      last = end.num;
    }
  }

  #remember(key: string, num: number): void {
    if (this.#nums.size >= REMEMBERED) this.#nums.clear();
    this.#nums.set(key, num);
  }
}
