// The changes that a round has planned, in their order.
import type { Database, Statement } from 'better-sqlite3';
import type { Change } from '../model.ts';

const PAGE = 500;

/** The table `plan`. */
export class Changes {
  readonly #clear: Statement<[]>;
  readonly #add: Statement<[string]>;
  readonly #page: Statement<[number, number], { num: number; change: string }>;
  readonly #count: Statement<[], number>;

  constructor(db: Database) {
    this.#clear = db.prepare('DELETE FROM replica_plan');
    this.#add = db.prepare('INSERT INTO replica_plan (change) VALUES (?)');
    this.#page = db.prepare('SELECT num, change FROM replica_plan WHERE num > ? ORDER BY num LIMIT ?');
    this.#count = db.prepare<[], number>('SELECT count(*) FROM replica_plan').pluck();
  }

  clear(): void {
    this.#clear.run();
  }

  add(change: Change): void {
    this.#add.run(JSON.stringify(change));
  }

  count(): number {
    return this.#count.get() ?? 0;
  }

  *all(): Generator<Change> {
    for (let last = 0; ;) {
      const page = this.#page.all(last, PAGE);
      for (const { change } of page) yield JSON.parse(change) as Change;
      const end = page.at(-1);
      if (!end) return;
      last = end.num;
    }
  }
}
