// "Did you mean": the known name nearest to a mistyped one.
import leven from 'leven';

/** ` (did you mean "x"?)`, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const [best] = candidates
    .map((name) => ({ name, distance: leven(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, word.length / 3) ? ` (did you mean "${best.name}"?)` : '';
}
