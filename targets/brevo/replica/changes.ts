// The changes that a round has planned, in their order.
import type { Database, Statement } from 'better-sqlite3';
import type { Change } from '../model.ts';

const PAGE = 500;

/** The table `plan`. */
export class Changes {
  readonly #clear: Statement<[]>;
  readonly #add: Statement<[string, string]>;
  readonly #drop: Statement<[string], string>;
  readonly #page: Statement<[number, number], { num: number; change: string }>;
  readonly #count: Statement<[], number>;

  constructor(db: Database) {
    this.#clear = db.prepare('DELETE FROM replica_plan');
    this.#add = db.prepare('INSERT INTO replica_plan (contact, change) VALUES (?, ?)');
    this.#drop = db.prepare<[string], string>(
      'DELETE FROM replica_plan WHERE contact IN (SELECT value FROM json_each(?)) RETURNING change',
    );
    this.#drop.pluck();
    this.#page = db.prepare('SELECT num, change FROM replica_plan WHERE num > ? ORDER BY num LIMIT ?');
    this.#count = db.prepare<[], number>('SELECT count(*) FROM replica_plan').pluck();
  }

  clear(): void {
    this.#clear.run();
  }

  add(change: Change): void {
    this.#add.run(change.id, textOf(change));
  }

  /** Takes out the changes of these contacts; nothing else may be asked of the replica until all were taken. */
  *drop(ids: Iterable<string>): Generator<Change> {
    for (const change of this.#drop.iterate(JSON.stringify([...ids]))) yield changeOf(change);
  }

  count(): number {
    return this.#count.get() ?? 0;
  }

  *all(): Generator<Change> {
    for (let last = 0; ;) {
      const page = this.#page.all(last, PAGE);
      for (const { change } of page) yield changeOf(change);
      const end = page.at(-1);
      if (!end) return;
      last = end.num;
    }
  }
}

// What a new contact is sent is what it will have: once is enough.
function textOf(change: Change): string {
  if (change.after.attributes !== change.attributes) return JSON.stringify(change);
  return JSON.stringify({ ...change, after: { ...change.after, attributes: undefined } });
}

function changeOf(text: string): Change {
  const { after, ...change } = JSON.parse(text) as Change;
  return { ...change, after: { ...after, attributes: after.attributes ?? { ...change.attributes } } };
}
