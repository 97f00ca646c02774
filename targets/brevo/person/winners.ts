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
