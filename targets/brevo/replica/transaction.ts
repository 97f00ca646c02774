// The one transaction that is open at a time, and what has to be written before it ends.
import type { Database } from 'better-sqlite3';
import type { Dirty } from './dirty.ts';
import { fileFailure } from './file.ts';
import type { Meta } from './meta.ts';

/** What a transaction writes to. */
export interface TransactionParts {
  db: Database;
  path: string;
  meta: Meta;
  dirty: Dirty;
}

/** Begins and ends transactions. */
export class Transaction {
  readonly #parts: TransactionParts;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
  }

  begin(): void {
    const { db } = this.#parts;
    if (!db.inTransaction) db.exec('BEGIN');
  }

  /** @throws ExpectedError where the file fails */
  commit(): void {
    const { db, path, meta, dirty } = this.#parts;
    if (!db.inTransaction) return;
    try {
      dirty.flush();
      meta.set('sequence', String(dirty.last));
      db.exec('COMMIT');
    } catch (error) {
      throw fileFailure(error, path);
    }
  }

  /** Commits, and has the disk hold all that was ever committed. */
  commitDurably(): void {
    const { db } = this.#parts;
    this.commit();
    db.pragma('synchronous = FULL');
    this.begin();
    this.commit();
    db.pragma('synchronous = NORMAL');
  }

  /** Runs `step` in the open transaction, else in one of its own. */
  within<T>(step: () => T): T {
    const { db } = this.#parts;
    if (db.inTransaction) return step();
    this.begin();
    try {
      const result = step();
      this.commit();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  rollback(): void {
    const { db } = this.#parts;
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}
