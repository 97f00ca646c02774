// The account's contacts: what they are, and what reads see of them so far.
import type { Contact } from './contact.ts';
import { ContactTable } from './table.ts';

/** A write that reads do not see yet. */
interface Late {
  visibleAt: number;
  id: number;
  contact: Contact | undefined;
}

/** Contacts whose changes become visible to reads `lagMs` later. */
export class ContactStore {
  readonly current = new ContactTable();
  readonly #lagMs: number;
  readonly #seen: ContactTable;
  #late: Late[] = [];
  #lastId = 0;

  constructor(lagMs: number) {
    this.#lagMs = lagMs;
    this.#seen = lagMs === 0 ? this.current : new ContactTable();
  }

  /** The id of a contact that is about to be created. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  put(contact: Contact, now: number): void {
    this.current.put(contact);
    this.#later(contact.id, contact, now);
  }

  delete(id: number, now: number): void {
    this.current.delete(id);
    this.#later(id, undefined, now);
  }

  /** What a read at `now` (epoch ms) sees. */
  seen(now: number): ContactTable {
    const due = this.#late.findIndex(({ visibleAt }) => visibleAt > now);
    const caughtUp = this.#late.splice(0, due === -1 ? this.#late.length : due);
    for (const { id, contact } of caughtUp)
      if (contact === undefined) this.#seen.delete(id);
      else this.#seen.put(contact);
    return this.#seen;
  }

  #later(id: number, contact: Contact | undefined, now: number): void {
    if (this.#lagMs > 0) this.#late.push({ visibleAt: now + this.#lagMs, id, contact });
  }
}
