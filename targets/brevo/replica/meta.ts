// Notes about the replica itself, by name.
import type { Database, Statement } from 'better-sqlite3';

/** Texts by name. */
export class Meta {
  readonly #get: Statement<[string], string>;
  readonly #set: Statement<[string, string]>;

  constructor(db: Database) {
    this.#get = db.prepare<[string], string>('SELECT value FROM replica_meta WHERE name = ?').pluck();
    this.#set = db.prepare('INSERT OR REPLACE INTO replica_meta VALUES (?, ?)');
  }

  get(name: string): string | undefined {
    return this.#get.get(name);
  }

  set(name: string, value: string): void {
    this.#set.run(name, value);
  }
}
