// What the Brevo account must hold after each run, worked out naively and in memory, contact by contact.
import type { Row } from '../../core/protocol/messages.ts';
import type { AccountContact } from './brevo.ts';
import { byRank, emailOf, isGone, isUnsubscribed, phoneOf } from './brevo-people.ts';
import type { World } from './brevo-world.ts';

/** A value, null where the source is empty, undefined where the workspace does not say. */
export type Value = string | number | boolean | string[] | null | undefined;

/** What a test's configuration means, in the test's own words. */
export interface Rules {
  attributes: Record<string, (contact: Row, world: World) => Value>;
  /** Who is on each managed list. */
  lists: Record<number, (contact: Row, world: World) => boolean>;
}

/** A contact as `GET /__sandbox/account` shows it, without the account's own id. */
export type Expected = Omit<AccountContact, 'id'>;

interface Held extends Expected {
  /** What this target itself put there: it alone may be cleared again. */
  ours: { attributes: Set<string>; lists: Set<number> };
  /** The e-mail or phone that Brevo refused, which is not asked for again. */
  refused: { email?: string; phone?: string };
}

/** The account, as this target alone would have made it of a workspace. */
export class Model {
  readonly #rules: Rules;
  #held: Held[] = [];

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** A contact that was there before this target. */
  seed(contact: Partial<Expected>): void {
    this.#held.push({ ...nobody(), ...contact });
  }

  /** The target's replica is lost: it clears nothing of what was there, and asks for everything again. */
  forget(): void {
    for (const held of this.#held) {
      held.ours = { attributes: new Set(), lists: new Set() };
      held.refused = {};
    }
  }

  /** A run over the workspace as it stands. */
  run(world: World): void {
    const contacts = world.all('contacts').toSorted(byRank);
    for (const gone of contacts.filter(isGone)) this.#unlist(String(gone['id']));
    const live = contacts.filter((row) => !isGone(row));
    const winners = firstOfEach(live, emailOf);
    this.#giveEmails(winners, live);
    // Who lost the e-mail in Intercom stays known by the id, unless somebody else has the address now.
    const nameless = live.filter((row) => emailOf(row) === undefined && this.#isKnown(row));
    const sent = [...winners, ...nameless];
    this.#givePhones(sent, firstOfEach(live, phoneOf));
    const isLeft = (row: Row): boolean => !sent.includes(row) && this.#isKnown(row);
    for (const row of live.filter(isLeft)) this.#leave(row, live);
    for (const row of sent) this.#describe(this.#of(row), row, world, live);
  }

  /** Every contact, in a fixed order. */
  account(): Expected[] {
    return sorted(this.#held.map(({ ours: _ours, refused: _refused, ...contact }) => contact));
  }

  #of(row: Row): Held {
    const found = this.#held.find((held) => held.ext_id === row['id']);
    if (found !== undefined) return found;
    const held = { ...nobody(), ext_id: String(row['id']) };
    this.#held.push(held);
    return held;
  }

  /** Known contacts move to their new e-mails as far as these are free; then the others come. */
  #giveEmails(winners: Row[], live: Row[]): void {
    const known = winners.filter((row) => this.#isKnown(row));
    for (let moved = true; moved;) {
      moved = false;
      for (const row of known) {
        const [held, email = ''] = [this.#of(row), emailOf(row)];
        if (held.email === email || held.refused.email === email || this.#holder(email)) continue;
        held.email = email;
        moved = true;
      }
    }
    for (const row of known) {
      const [held, email = ''] = [this.#of(row), emailOf(row)];
      if (held.email === email) delete held.refused.email;
      else held.refused.email = email;
    }
    for (const row of winners.filter((one) => !this.#isKnown(one))) {
      // The record with this e-mail; else that of a contact which has the same e-mail now and ranks lower.
      const holder = this.#holder(emailOf(row) ?? '') ?? this.#recordOfLoser(row, live);
      if (holder !== undefined) holder.ext_id = String(row['id']);
      this.#of(row).email = emailOf(row) ?? null;
    }
  }

  #recordOfLoser(winner: Row, live: Row[]): Held | undefined {
    const loser = live.find(
      (row) => row !== winner && emailOf(row) === emailOf(winner) && this.#isKnown(row),
    );
    return loser && this.#of(loser);
  }

  #isKnown({ id }: Row): boolean {
    return this.#held.some((held) => held.ext_id === id);
  }

  #holder(email: string): Held | undefined {
    return this.#held.find((held) => held.email === email);
  }

  #givePhones(winners: Row[], owners: Row[]): void {
    const wanted = new Map(winners.map((row) => [row, owners.includes(row) ? phoneOf(row) : undefined]));
    for (const [row, phone] of wanted) {
      const { attributes, ours } = this.#of(row);
      if (attributes['SMS'] === phone || !ours.attributes.delete('SMS')) continue;
      delete attributes['SMS'];
    }
    for (const [row, phone] of wanted) {
      const { attributes, ours, refused } = this.#of(row);
      if (phone === undefined || attributes['SMS'] === phone || refused.phone === phone) continue;
      if (this.#held.some((held) => held.attributes['SMS'] === phone)) refused.phone = phone;
      else {
        attributes['SMS'] = phone;
        ours.attributes.add('SMS');
        delete refused.phone;
      }
    }
  }

  /** Somebody else has the e-mail now: a record that is left is on no list, and no less blocked. */
  #leave(row: Row, live: Row[]): void {
    this.#unlist(String(row['id']));
    this.#of(row).emailBlacklisted ||= isUnsubscribed('email', row, live);
  }

  #describe(held: Held, row: Row, world: World, live: Row[]): void {
    for (const [name, valueOf] of Object.entries(this.#rules.attributes)) {
      const value = valueOf(row, world);
      if (value === undefined) continue;
      if (value !== null) {
        held.attributes[name] = value;
        held.ours.attributes.add(name);
      } else if (held.ours.attributes.delete(name)) delete held.attributes[name];
    }
    for (const [id, isOn] of Object.entries(this.#rules.lists)) {
      const list = Number(id);
      if (isOn(row, world)) {
        held.lists = [...new Set([...held.lists, list])];
        held.ours.lists.add(list);
      } else if (held.ours.lists.delete(list)) held.lists = held.lists.filter((one) => one !== list);
    }
    // Nor is an address that was refused to be written to.
    const unsubscribed = [held, this.#holder(held.refused.email ?? '')];
    if (isUnsubscribed('email', row, live))
      for (const one of unsubscribed) if (one) one.emailBlacklisted = true;
    held.smsBlacklisted ||= isUnsubscribed('phone', row, live);
  }

  #unlist(id: string): void {
    for (const held of this.#held.filter((one) => one.ext_id === id)) {
      held.lists = held.lists.filter((list) => !held.ours.lists.delete(list));
    }
  }
}

/** The contacts of an account in the order of the model's. */
export function comparable(account: AccountContact[]): Expected[] {
  return sorted(account.map(({ id: _id, ...contact }) => contact));
}

function sorted(contacts: Expected[]): Expected[] {
  const key = (contact: Expected): string => `${contact.ext_id} ${contact.email}`;
  return contacts
    .map((contact) => ({
      ...contact,
      attributes: Object.fromEntries(
        Object.entries(contact.attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
      lists: contact.lists.toSorted((a, b) => a - b),
    }))
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function nobody(): Held {
  return {
    ext_id: null,
    email: null,
    attributes: {},
    lists: [],
    emailBlacklisted: false,
    smsBlacklisted: false,
    ours: { attributes: new Set(), lists: new Set() },
    refused: {},
  };
}

/** Of the rows (best first) that share a value the first. */
function firstOfEach(rows: Row[], valueOf: (row: Row) => string | undefined): Row[] {
  const firsts = new Map<string, Row>();
  for (const row of rows) {
    const value = valueOf(row);
    if (value !== undefined && !firsts.has(value)) firsts.set(value, row);
  }
  return [...firsts.values()];
}
