// What Brevo confirmed of companies in its CRM.
import type { Database, Statement } from 'better-sqlite3';

/** A company at Brevo, as this target made it. */
export interface CompanyAtBrevo {
  /** Brevo's id; absent where it is not known whether the company was made. */
  id?: string;
  /** The attributes that were sent. */
  attributes: Record<string, unknown>;
  /** Keys of the contacts that were linked. */
  contacts: string[];
}

/** Companies by the key of their row. */
export class Companies {
  readonly #get: Statement<[string], string>;
  readonly #set: Statement<[string, string]>;
  readonly #drop: Statement<[string]>;

  constructor(db: Database) {
    this.#get = db.prepare<[string], string>('SELECT company FROM replica_companies WHERE key = ?').pluck();
    this.#set = db.prepare('INSERT OR REPLACE INTO replica_companies VALUES (?, ?)');
    this.#drop = db.prepare('DELETE FROM replica_companies WHERE key = ?');
  }

  get(key: string): CompanyAtBrevo | undefined {
    const text = this.#get.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as CompanyAtBrevo);
  }

  set(key: string, company: CompanyAtBrevo | undefined): void {
    if (company) this.#set.run(key, JSON.stringify(company));
    else this.#drop.run(key);
  }
}
