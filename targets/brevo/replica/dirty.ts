// Which contacts have to be looked at again, in the order in which they became so.
import type { Database, Statement } from 'better-sqlite3';
import { NumberSet } from './number-set.ts';

/** The set of dirty contacts. A contact that becomes dirty again after `sequence()` was read is not cleared by that reading. */
export class Dirty {
  #sequence: number;
  #read: number;
  // Those that were marked since the sequence was read: once more changes nothing.
  #marked = new NumberSet();
  #place: number;
  #all = false;
  readonly #mark: Statement<[number, number, number, number]>;
  readonly #markStored: Statement<[number, number, number, number]>;
  readonly #markAll: Statement<[number, number]>;
  readonly #clear: Statement<[number, string]>;
  readonly #count: Statement<[], number>;
  readonly #lastPlace: Statement<[], number>;

  constructor(db: Database, sequence: number) {
    const again = 'ON CONFLICT (contact) DO UPDATE SET sequence = excluded.sequence';
    const into = 'INSERT INTO replica_dirty (place, contact, sequence)';
    const stored = 'FROM replica_contacts WHERE body IS NOT NULL';
    this.#mark = db.prepare(`${into} VALUES (?, ?, ?) ${again} WHERE sequence <= ?`);
    this.#markStored = db.prepare(
      `${into} SELECT ?, num, ? ${stored} AND num = ? ${again} WHERE sequence <= ?`,
    );
    this.#markAll = db.prepare(`${into} SELECT ? + num, num, ? ${stored} ${again}`);
    this.#clear = db.prepare(
      `DELETE FROM replica_dirty WHERE sequence <= ?
       AND contact = (SELECT num FROM replica_contacts WHERE stream = 0 AND key = ?)`,
    );
    this.#count = db.prepare<[], number>('SELECT count(*) FROM replica_dirty').pluck();
    this.#lastPlace = db.prepare<[], number>('SELECT coalesce(max(place), 0) FROM replica_dirty').pluck();
    this.#sequence = sequence;
    this.#read = sequence;
    this.#place = this.#lastPlace.get() ?? 0;
  }

  /** Each change of a row has a number of its own. */
  step(): void {
    this.#sequence += 1;
  }

  get last(): number {
    return this.#sequence;
  }

  /** The number of the latest change, to clear up to. */
  sequence(): number {
    this.#marked = new NumberSet();
    this.#read = this.#sequence;
    return this.#sequence;
  }

  /** Marks a contact that has a row. */
  mark(contact: number): void {
    if (this.#marked.has(contact)) return;
    this.#marked.add(contact);
    this.#mark.run((this.#place += 1), contact, this.#sequence, this.#read);
  }

  /** Marks a contact unless it is only mentioned so far: it becomes dirty anyway once its row comes. */
  markStored(contact: number): void {
    if (this.#marked.has(contact)) return;
    const { changes } = this.#markStored.run((this.#place += 1), this.#sequence, contact, this.#read);
    if (changes > 0) this.#marked.add(contact);
  }

  /** Marks every contact; done later, since it often comes many times in a row. */
  markAll(): void {
    this.#all = true;
  }

  /** Does what `markAll` left open. */
  flush(): void {
    if (!this.#all) return;
    this.#all = false;
    this.#markAll.run(this.#place, this.#sequence);
    this.#place = Math.max(this.#place, this.#lastPlace.get() ?? 0);
  }

  clear(key: string, upTo: number): void {
    this.flush();
    this.#clear.run(upTo, key);
  }

  count(): number {
    this.flush();
    return this.#count.get() ?? 0;
  }
}
