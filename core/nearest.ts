// "Did you mean": the known name nearest to a mistyped one.
import leven from 'leven';

/** ` (did you mean "x"?)`, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  if (!best || best.distance > Math.max(2, word.length / 3)) return '';
  // Two steps make any word of two letters out of any other.
  const hasCommon = best.distance < Math.max(word.length, best.name.length);
  return hasCommon ? ` (did you mean "${best.name}"?)` : '';
}

/** Whether `word` differs from a candidate by so little that it is a slip of the pen, and no other word. */
export function isSlip(word: string, candidates: readonly string[]): boolean {
  const best = nearest(word, candidates);
  return best !== undefined && best.distance <= Math.max(1, word.length / 4);
}

function nearest(
  word: string,
  candidates: readonly string[],
): { name: string; distance: number } | undefined {
  return candidates
    .map((name) => ({ name, distance: leven(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
}
