// How long to wait: floor, cap, jitter, and the server's header as untrusted input.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RETRY, retryAfterSeconds, retryWait, sleep } from '../../../../core/http/retry.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

test('without a word of the server the wait is anything up to a ceiling that doubles, and is capped', () => {
  const ceilings = [1, 2, 3, 7, 8, 20].map((attempt) => retryWait(attempt, undefined, RETRY, () => 1));
  expect(ceilings).toEqual([500, 1000, 2000, 32_000, 60_000, 60_000]);
  expect(retryWait(8, undefined, RETRY, () => 0)).toBe(0);
});

test("the server's wait is the floor, its jitter small, and no header asks for more than five minutes", () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 20 }),
    fc.double({ min: -10, max: 1e9, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (attempt, seconds, random) => {
      const floor = Math.min(300, Math.max(0, seconds)) * 1000;
      const wait = retryWait(attempt, seconds, RETRY, () => random);
      expect(wait).toBeGreaterThanOrEqual(floor);
      expect(wait).toBeLessThanOrEqual(floor === 0 ? 60_000 : floor + 500);
    },
  );
  fc.assert(property);
});

test.each([
  ['5', 5],
  ['0', 0],
  ['1.5', 1.5],
  ['-3', 0],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  ['Infinity', undefined],
  [undefined, undefined],
])('Retry-After %j means %j seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, NOW)).toBe(seconds);
});

test('a sleep that is aborted ends with the reason of the signal', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const asleep = sleep(60_000, stop.signal);
  stop.abort(reason);
  await expect(asleep).rejects.toBe(reason);
  await expect(sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
});
