// Pacing against a model of a vendor with fixed windows: never refused by our own fault, and nothing left unused.
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SlidingWindow } from '../../core/http/budget.ts';
import { send, WINDOW_MS, type Counted } from './rate-limited-vendor.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const traffic = fc.record({
  start: fc.nat(WINDOW_MS - 1),
  limit: fc.integer({ min: 1, max: 30 }),
  concurrency: fc.integer({ min: 1, max: 40 }),
  requests: fc.integer({ min: 1, max: 120 }),
  // Answers overtake each other, and come long after the window they tell of.
  there: fc.array(fc.nat(800), { minLength: 1, maxLength: 30 }),
  back: fc.array(fc.nat(14_000), { minLength: 1, maxLength: 30 }),
});

function refusals(windows: Map<number, Counted>): number {
  return [...windows.values()].reduce((sum, { refused }) => sum + refused, 0);
}

test('alone with its budget it is never refused, whatever the latencies', async () => {
  const property = fc.asyncProperty(traffic, async (one) => {
    expect(refusals(await send(one))).toBe(0);
  });
  await fc.assert(property, { numRuns: 150 });
});

test('an answer that got lost costs one refusal at most', async () => {
  // Before it has been told of any limit it can keep to none.
  const losses = fc.array(fc.boolean(), { maxLength: 10 }).map((list) => [false, ...list]);
  const property = fc.asyncProperty(traffic, losses, async (one, lost) => {
    const count = Array.from({ length: one.requests }, (_, n) => lost[n % lost.length]).filter(
      Boolean,
    ).length;
    expect(refusals(await send({ ...one, lost }))).toBeLessThanOrEqual(count);
  });
  await fc.assert(property, { numRuns: 100 });
});

test('it uses every request of every window', async () => {
  const quick = fc.record({
    start: fc.nat(WINDOW_MS / 2),
    limit: fc.integer({ min: 2, max: 40 }),
    there: fc.array(fc.nat(200), { minLength: 1, maxLength: 20 }),
    back: fc.array(fc.nat(300), { minLength: 1, maxLength: 20 }),
  });
  const property = fc.asyncProperty(quick, async (one) => {
    const windows = await send({ ...one, concurrency: 32, requests: one.limit * 4 });
    const used = [...windows.values()].map(({ ours }) => ours);
    expect(used.slice(0, -1)).toEqual(used.slice(0, -1).map(() => one.limit));
  });
  await fc.assert(property, { numRuns: 60 });
});

test('beside others it is refused no more often than they took requests it could not know of', async () => {
  const others = fc.array(fc.nat(60_000), { maxLength: 80 });
  const property = fc.asyncProperty(traffic, others, async (one, times) => {
    const windows = await send({ ...one, others: times });
    for (const window of windows.values()) expect(window.refused).toBeLessThanOrEqual(window.others);
  });
  await fc.assert(property, { numRuns: 100 });
});

test('a plan is kept to in any stretch of its time', async () => {
  const property = fc.asyncProperty(
    traffic,
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 100, max: WINDOW_MS }),
    async (one, limit, stretch) => {
      const sent: number[] = [];
      const plan = new SlidingWindow(limit, stretch);
      const watch = { readyAt: (now: number) => now, take: (now: number) => void sent.push(now) };
      await send({ ...one, requests: Math.min(one.requests, 40) }, [plan, watch]);
      const stretches = sent.flatMap((time, n) => (n < limit ? [] : [time - (sent[n - limit] ?? 0)]));
      expect(Math.min(stretch, ...stretches)).toBe(stretch);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
