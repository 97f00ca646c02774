// Contacts by id and by each identifier, in the order of their ids.
import type { Contact } from './contact.ts';
import { IDENTIFIERS, type IdentifierName } from './identifiers.ts';

/** One state of the account's contacts. */
export class ContactTable {
  readonly #byId = new Map<number, Contact>();
  readonly #owners = new Map(IDENTIFIERS.map(({ name }) => [name, new Map<string, number>()]));
  #selected: { name: string; contacts: Contact[] } | undefined;
  #members: Map<number, number> | undefined;

  get size(): number {
    return this.#byId.size;
  }

  /** Every contact, oldest first. */
  all(): Iterable<Contact> {
    return this.#byId.values();
  }

  get(id: number): Contact | undefined {
    return this.#byId.get(id);
  }

  /** The contact that has the identifier, in its kept form. */
  owner(name: IdentifierName, value: string): Contact | undefined {
    const id = this.#owners.get(name)?.get(value);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** Adds the contact, or puts it in the place of the one with its id. */
  put(contact: Contact): void {
    this.#disown(this.#byId.get(contact.id));
    this.#byId.set(contact.id, contact);
    for (const [name, owners] of this.#owners) {
      const value = contact.identity[name];
      if (value !== undefined) owners.set(value, contact.id);
    }
    this.#changed();
  }

  /** Removes the contact if it is there. */
  delete(id: number): void {
    this.#disown(this.#byId.get(id));
    this.#byId.delete(id);
    this.#changed();
  }

  /** The contacts that pass, oldest first; kept for the next call of that name until something changes. */
  select(name: string, passes: (contact: Contact) => boolean): Contact[] {
    if (this.#selected?.name !== name)
      this.#selected = { name, contacts: Array.from(this.#byId.values()).filter(passes) };
    return this.#selected.contacts;
  }

  /** How many contacts a list has. */
  members(listId: number): number {
    this.#members ??= this.#countMembers();
    return this.#members.get(listId) ?? 0;
  }

  #countMembers(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const { listIds } of this.#byId.values())
      for (const id of listIds) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  }

  #disown(contact: Contact | undefined): void {
    if (contact === undefined) return;
    for (const [name, owners] of this.#owners) {
      const value = contact.identity[name];
      if (value !== undefined && owners.get(value) === contact.id) owners.delete(value);
    }
  }

  #changed(): void {
    this.#selected = undefined;
    this.#members = undefined;
  }
}
