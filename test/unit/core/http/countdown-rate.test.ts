// The rate that is kept to windows told by what is left of them, against a model of a vendor.
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CountdownBudget } from '../../../../core/http/countdown.ts';
import { Limiter } from '../../../../core/http/limiter.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Sends `count` requests, so many at a time, to a vendor with windows of a second that begin with a request. */
async function load(limit: number, count: number, there: number[], back: number[], concurrency = 64) {
  const budget = new CountdownBudget();
  const limiter = new Limiter({ all: [budget] }, concurrency);
  let windowStart = -Infinity;
  let used = 0;
  let refused = 0;
  const one = async (n: number): Promise<void> => {
    const release = await limiter.acquire();
    const sentAt = Date.now();
    await new Promise((resolve) => void setTimeout(resolve, there[n % there.length]));
    const now = Date.now();
    if (now >= windowStart + 1000) {
      windowStart = now;
      used = 0;
    }
    if (used < limit) used += 1;
    else refused += 1;
    const told = { limit, remaining: limit - used, seconds: Math.ceil((windowStart + 1000 - now) / 1000) };
    await new Promise((resolve) => void setTimeout(resolve, back[n % back.length]));
    budget.observe({ ...told, resetAt: Date.now() + told.seconds * 1000 }, 0, sentAt);
    release();
  };
  const start = Date.now();
  const all = Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  await vi.runAllTimersAsync();
  await all;
  return { refused, seconds: (Date.now() - start) / 1000 };
}

test('however long the way, it is never refused while the way varies by less than a sixth', async () => {
  const base = fc.integer({ min: 5, max: 120 });
  const jitter = fc.array(fc.double({ min: 1, max: 1.08, noNaN: true }), { minLength: 1, maxLength: 20 });
  const property = fc.asyncProperty(
    fc.integer({ min: 2, max: 60 }),
    fc.tuple(base, jitter),
    fc.tuple(base, jitter),
    async (limit, there, back) => {
      const [thereMs = [], backMs = []] = [there, back].map(([ms, factors]) => factors.map((f) => ms * f));
      const { refused, seconds } = await load(limit, limit * 20, thereMs, backMs);
      expect(refused).toBe(0);
      expect(19 / seconds).toBeGreaterThan(0.85);
    },
  );
  await fc.assert(property, { numRuns: 25 });
});

test('at a steady latency it keeps to 0.95 of the limit', async () => {
  const { refused, seconds } = await load(10, 1000, [50], [50]);
  expect(refused).toBe(0);
  expect(99 / seconds).toBeGreaterThan(0.95);
});

test.each([
  [700, 0.8],
  [1000, 0.8],
  [1500, 0.6],
])('over a way of %i ms there and back it keeps to %f of the limit', async (ms, share) => {
  const { refused, seconds } = await load(10, 600, [ms / 2], [ms / 2]);
  expect(refused).toBe(0);
  expect(59 / seconds).toBeGreaterThan(share);
});

test.each([100, 200, 400])(
  'first answers slower by %i ms do not hurry it when the next are fast',
  async (cold) => {
    const there = Array.from({ length: 1000 }, (_, n) => (n < 10 ? cold : 5));
    const { refused } = await load(10, 1000, there, [5]);
    expect(refused).toBe(0);
  },
);

test('nobody is refused on a machine so busy that any request may arrive in another second', async () => {
  const ways = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 19, maxLength: 19 });
  const property = fc.asyncProperty(
    fc.integer({ min: 2, max: 20 }),
    ways,
    ways,
    async (limit, there, back) => {
      const { refused } = await load(limit, 19, there, back, 1);
      expect(refused).toBe(0);
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

test('on a machine that stalls for seconds, not one of a thousand is refused', async () => {
  const fastOrStalled = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 8 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3000 }) },
  );
  const ways = fc.array(fastOrStalled, { minLength: 200, maxLength: 200 });
  let refused = 0;
  const property = fc.asyncProperty(ways, ways, async (there, back) => {
    refused += (await load(10, 200, there, back, 10)).refused;
  });
  await fc.assert(property, { numRuns: 100, seed: 7 });
  expect(refused).toBeLessThan(20);
});
