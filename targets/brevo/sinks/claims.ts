// Who waits for whom in a round: identifiers that one change gives up and another takes, and those in use right now.
import type { Change, Confirmed } from '../model.ts';

/** An e-mail, a number or an ext_id with its kind before it. */
type Identifier = string;

/**
 * An e-mail that is on its way from one contact to another must be given up first: a new contact that came
 * sooner would take over the other's record at Brevo, attributes and lists included.
 */
export class Claims {
  /** By the identifier, the contact that holds it until its change is sent. */
  readonly #givers = new Map<Identifier, string>();
  readonly #given = new Map<string, Identifier[]>();
  readonly #busy = new Set<Identifier>();

  /** Takes note of a change that will be sent; `before` is what was confirmed of the record it is about. */
  expect(change: Change, before: Confirmed | undefined): void {
    const given = givenUp(change, before);
    if (given.length === 0) return;
    this.#given.set(change.id, given);
    for (const identifier of given) this.#givers.set(identifier, change.id);
  }

  /** Who has yet to give up what this change takes. */
  holder(change: Change): string | undefined {
    if (this.#givers.size === 0) return undefined;
    for (const identifier of taken(change)) {
      const giver = this.#givers.get(identifier);
      if (giver !== undefined && giver !== change.id) return giver;
    }
    return undefined;
  }

  /** Whether a request is under way for any of its identifiers. */
  isBusy(change: Change): boolean {
    return taken(change).some((identifier) => this.#busy.has(identifier));
  }

  begin(change: Change): void {
    for (const identifier of taken(change)) this.#busy.add(identifier);
  }

  /** Its request has been answered. */
  end(change: Change): void {
    for (const identifier of taken(change)) this.#busy.delete(identifier);
  }

  /** Whether somebody may be waiting for what this change gives up. */
  givesUp(change: Change): boolean {
    return this.#given.has(change.id);
  }

  /** The change was delivered, at least in part: what is not in `after` is free. */
  settle(change: Change, after: Confirmed | undefined): void {
    const kept = after === undefined ? [] : held(after);
    const left = (this.#given.get(change.id) ?? []).filter((identifier) => kept.includes(identifier));
    for (const identifier of this.#given.get(change.id) ?? [])
      if (!left.includes(identifier)) this.#givers.delete(identifier);
    this.#given.delete(change.id);
    if (left.length > 0) this.#given.set(change.id, left);
  }
}

const held = ({ extId, email, sms }: Pick<Confirmed, 'extId' | 'email' | 'sms'>): Identifier[] => [
  `ext ${extId}`,
  ...(email === undefined ? [] : [`email ${email}`]),
  ...(sms === undefined || sms === '' ? [] : [`sms ${sms}`]),
];

/** All that a change is about: what it finds the contact by, and what the contact has afterwards. */
const taken = (change: Change): Identifier[] => [`ext ${change.extId}`, ...held(change.after)];

function givenUp(change: Change, before: Confirmed | undefined): Identifier[] {
  if (change.kind === 'create') return [];
  const { extId, after } = change;
  if (change.kind === 'delete') return held({ ...before, extId });
  return [
    ...(extId === after.extId ? [] : [`ext ${extId}`]),
    ...(before?.email === undefined || before.email === after.email ? [] : [`email ${before.email}`]),
    ...(before?.sms === undefined || before.sms === after.sms ? [] : [`sms ${before.sms}`]),
  ];
}
