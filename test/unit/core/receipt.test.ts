// The line at the end of a stream, by what happened to it.
import { expect, test, vi } from 'vitest';
import { ApiError } from '../../../core/errors.ts';
import { RequestStats } from '../../../core/http/stats.ts';
import { Receipt } from '../../../core/tap/receipt.ts';

function line(more: Partial<Receipt>, counts: Record<string, number> = {}): string {
  const receipt = Object.assign(new Receipt(), more);
  for (const [what, n] of Object.entries(counts)) receipt.count(what, n);
  return receipt.line('people', Object.assign(new RequestStats(), { requests: 3, retries: 1 }));
}

const sleep = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

const FACTS = '3 requests, 1 retries, 0.0 s waited';

test.each<[string, Partial<Receipt>, Record<string, number>, string]>([
  [
    'complete',
    { records: 300, read: 300, complete: true, seconds: 1.25 },
    {},
    `people: 300 records, ${FACTS} in 1.3 s`,
  ],
  [
    'with counts',
    { complete: true },
    { vanished: 2, 'lists completed': 7 },
    `people: 0 records, ${FACTS} in 0.0 s; 2 vanished; 7 lists completed`,
  ],
  [
    'counted otherwise by the vendor',
    { complete: true, records: 5, read: 9, expected: 10 },
    {},
    `people: 5 records, ${FACTS} in 0.0 s; the API counted 10 where 9 came`,
  ],
  [
    'counted alike, though older rows were left out',
    { complete: true, records: 5, read: 9, expected: 9 },
    {},
    `people: 5 records, ${FACTS} in 0.0 s`,
  ],
  ['interrupted', { records: 1 }, {}, `people: 1 records, ${FACTS} in 0.0 s; interrupted`],
  [
    'failed',
    { error: new ApiError('GET /people: 500', { status: 500, retryable: true }) },
    {},
    `people: 0 records, ${FACTS} in 0.0 s; failed: GET /people: 500`,
  ],
])('%s', (_, receipt, counts, expected) => {
  expect(line(receipt, counts)).toBe(expected);
});

test('a figure grows with each count', () => {
  expect(line({ complete: true }, { vanished: 1 })).toContain('; 1 vanished');
  const receipt = new Receipt();
  receipt.count('vanished');
  receipt.count('vanished', 4);
  expect(receipt.counts.get('vanished')).toBe(5);
});

test('waits that overlap are counted once', async () => {
  vi.useFakeTimers();
  const stats = new RequestStats();
  const wait = (ms: number): Promise<void> => stats.during(sleep(ms));
  const all = Promise.allSettled([wait(100), wait(300), stats.during(Promise.reject(new Error('failed')))]);
  await vi.advanceTimersByTimeAsync(200);
  expect(stats.waitedMs).toBe(200);
  await vi.advanceTimersByTimeAsync(500);
  await all;
  expect(stats.waitedMs).toBe(300);
  vi.useRealTimers();
});
