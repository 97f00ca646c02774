// Compares what somebody sent with what only the right one can know.
import { timingSafeEqual } from 'node:crypto';

/** Whether both are the same, in a time that tells nothing of where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
