// Who gets an e-mail or a number that several contacts have, and who stands for a contact that was merged away.
import type { Claimant } from './reader.ts';

/**
 * The key of the contact that owns what `claimants` share; undefined where nobody is left. Deleted contacts own nothing,
 * and those that were merged away neither: the survivor claims by its own row.
 */
export function ownerOf(claimants: Iterable<Claimant>): string | undefined {
  let owner: Claimant | undefined;
  for (const claimant of claimants) {
    if (claimant.deleted || claimant.mergedInto !== undefined) continue;
    if (owner === undefined || claimant.rank < owner.rank) owner = claimant;
  }
  return owner?.id;
}

/** Follows merges to the contact that is left; one that was never merged stands for itself. */
export function survivorOf(id: string, mergedInto: (id: string) => string | undefined): string {
  const seen = new Set([id]);
  for (;;) {
    const next = mergedInto(id);
    if (next === undefined || seen.has(next)) return id;
    seen.add(next);
    id = next;
  }
}

const REMEMBERED = 20_000;

/** Who owns each phone number, remembered: a switchboard's number is that of thousands. Good while nobody's identity changes. */
export class PhoneOwners {
  readonly #claimants: (phone: string) => Iterable<Claimant>;
  readonly #owners = new Map<string, string | undefined>();

  constructor(claimants: (phone: string) => Iterable<Claimant>) {
    this.#claimants = claimants;
  }

  /** The owner's key; undefined where nobody is known to have the number. */
  of(phone: string): string | undefined {
    if (this.#owners.has(phone)) return this.#owners.get(phone);
    const owner = ownerOf(this.#claimants(phone));
    if (this.#owners.size >= REMEMBERED) this.#owners.clear();
    this.#owners.set(phone, owner);
    return owner;
  }

  /** Identities have changed. */
  forget(): void {
    this.#owners.clear();
  }
}
