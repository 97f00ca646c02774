// What Brevo confirmed of each contact, and what was under way when a run died.
import type { Database, Statement } from 'better-sqlite3';
import type { Confirmed } from '../model.ts';

interface ConfirmedRow {
  confirmed: string | null;
  under_way: string | null;
}

/** What Brevo holds of contacts because of this target, by the number of each. */
export class Confirmations {
  readonly #db: Database;
  readonly #get: Statement<[number], ConfirmedRow>;
  readonly #set: Statement<[number, string]>;
  readonly #underWay: Statement<[number, string]>;
  readonly #drop: Statement<[number]>;
  readonly #move: Statement<[number, number]>;
  readonly #expected = new Map<number, string | null>();

  constructor(db: Database) {
    this.#db = db;
    this.#get = db.prepare('SELECT confirmed, under_way FROM replica_confirmed WHERE contact = ?');
    this.#set = db.prepare(
      `INSERT INTO replica_confirmed (contact, confirmed) VALUES (?, ?)
       ON CONFLICT (contact) DO UPDATE SET confirmed = excluded.confirmed, under_way = NULL`,
    );
    this.#underWay = db.prepare(
      `INSERT INTO replica_confirmed (contact, under_way) VALUES (?, ?)
       ON CONFLICT (contact) DO UPDATE SET under_way = excluded.under_way`,
    );
    this.#drop = db.prepare('DELETE FROM replica_confirmed WHERE contact = ?');
    this.#move = db.prepare('UPDATE OR REPLACE replica_confirmed SET contact = ? WHERE contact = ?');
  }

  get(contact: number): Confirmed | undefined {
    const expected = this.#expected.get(contact);
    return parsed(expected === undefined ? this.#get.get(contact)?.confirmed : expected);
  }

  /** Takes what was read along with others: `get` is about to be asked for it. */
  expect(contact: number, confirmed: string | null): void {
    this.#expected.set(contact, confirmed);
  }

  forgetExpected(): void {
    this.#expected.clear();
  }

  underWay(contact: number): Confirmed | undefined {
    return parsed(this.#get.get(contact)?.under_way);
  }

  setUnderWay(contact: number, after: Confirmed): void {
    this.#underWay.run(contact, JSON.stringify(after));
  }

  set(contact: number, confirmed: Confirmed | undefined): void {
    this.#expected.delete(contact);
    if (confirmed) this.#set.run(contact, JSON.stringify(confirmed));
    else this.#drop.run(contact);
  }

  move(from: number, to: number): void {
    this.#expected.clear();
    this.#move.run(to, from);
  }

  /**
   * What a run left under way may or may not have arrived: both count as sent by this target, neither as certain.
   * The result are the contacts concerned.
   */
  recover(): number[] {
    const left = this.#db
      .prepare<[], ConfirmedRow & { contact: number }>(
        'SELECT contact, confirmed, under_way FROM replica_confirmed WHERE under_way IS NOT NULL',
      )
      .all();
    for (const { contact, confirmed, under_way: underWay } of left) {
      const after = parsed(underWay);
      if (after) this.set(contact, either(parsed(confirmed), after));
    }
    return left.map(({ contact }) => contact);
  }
}

/** What may be at Brevo where either of two states may be. */
export function either(before: Confirmed | undefined, after: Confirmed): Confirmed {
  const lists = new Set([...(before?.lists ?? []), ...after.lists]);
  return {
    ...before,
    ...after,
    // By the old one it is found if nothing arrived; by the contact's own where it did.
    extId: before?.extId ?? after.extId,
    attributes: { ...before?.attributes, ...after.attributes },
    lists: [...lists].toSorted((one, other) => one - other),
    unsure: true,
  };
}

function parsed(text: string | null | undefined): Confirmed | undefined {
  return text ? (JSON.parse(text) as Confirmed) : undefined;
}
