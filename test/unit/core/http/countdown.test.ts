// Windows that are told by what is left of them: budgets by table, and the rate kept against a model of a vendor.
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CountdownBudget } from '../../../../core/http/countdown.ts';
import { Limiter } from '../../../../core/http/limiter.ts';

const NOW = 1_700_000_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

const second = (remaining: number, limit = 10) => ({ limit, remaining, resetAt: Date.now() + 1000 });

/** One request and its answer, `ms` apart. */
function exchange(budget: CountdownBudget, remaining: number, ms = 10): void {
  const sentAt = Date.now();
  budget.take(sentAt);
  vi.advanceTimersByTime(ms);
  budget.observe(second(remaining), 0, sentAt);
  budget.release();
}

test('the first request goes alone, whether or not it is answered by a failing gateway', () => {
  const budget = new CountdownBudget();
  expect(budget.left()).toBeUndefined();
  budget.take(NOW);
  expect(budget.readyAt(NOW)).toBe(Infinity);
  budget.lost();
  budget.release();
  expect(budget.readyAt(NOW)).toBe(NOW);
  budget.take(NOW);
  expect(budget.readyAt(NOW)).toBe(Infinity);
});

test('a vendor without rate headers does not hold anything up', () => {
  const budget = new CountdownBudget();
  budget.take(NOW);
  budget.observe(undefined, 0, NOW);
  budget.release();
  for (let n = 0; n < 50; n += 1) budget.take(NOW);
  expect(budget.readyAt(NOW)).toBe(NOW);
  expect(budget.left()).toBe(Infinity);
  expect(budget.used).toBe(0);
});

test('what is left less what is under way may go; the next full window begins when the seconds are over', () => {
  const budget = new CountdownBudget();
  exchange(budget, 2);
  const answeredAt = Date.now();
  budget.take(answeredAt);
  expect(budget.left()).toBe(1);
  budget.take(answeredAt);
  expect(budget.readyAt(answeredAt)).toBe(answeredAt + 1002);
  expect(budget.used).toBe(1);
  vi.advanceTimersByTime(1002);
  expect(budget.left()).toBe(8);
});

test('a full window is not used beyond its limit before an answer told when it began', () => {
  const budget = new CountdownBudget();
  exchange(budget, 0);
  vi.advanceTimersByTime(2000);
  for (let n = 0; n < 10; n += 1) budget.take(Date.now());
  expect(budget.readyAt(Date.now())).toBe(Infinity);
});

test('answers that all got lost do not stop it for ever', () => {
  const budget = new CountdownBudget();
  exchange(budget, 0);
  vi.advanceTimersByTime(2000);
  for (let n = 0; n < 10; n += 1) {
    budget.take(Date.now());
    budget.lost();
    budget.release();
  }
  expect(budget.left()).toBe(0);
  expect(budget.readyAt(Date.now())).toBeLessThanOrEqual(Date.now() + 1002);
});

test('an hour and a second are both kept, though an answer tells of one of them', () => {
  const budget = new CountdownBudget();
  exchange(budget, 5);
  const sentAt = Date.now();
  budget.take(sentAt);
  budget.observe({ limit: 36_000, remaining: 3, resetAt: sentAt + 60_000 }, 0, sentAt);
  budget.release();
  expect(budget.left()).toBe(3);
  vi.advanceTimersByTime(1100);
  expect(budget.left()).toBe(3);
  vi.advanceTimersByTime(60_000);
  expect(budget.left()).toBe(10);
  expect(budget.limits).toEqual([
    { limit: 10, seconds: 1 },
    { limit: 36_000, seconds: 60 },
  ]);
});

test('what may have fallen into the next window already counts for that, too', () => {
  const budget = new CountdownBudget();
  exchange(budget, 9);
  vi.advanceTimersByTime(900);
  exchange(budget, 8);
  exchange(budget, 7);
  vi.advanceTimersByTime(1000);
  expect(budget.left()).toBe(8);
});

test('a window of an absurd length ends within the hour', () => {
  const budget = new CountdownBudget();
  budget.take(NOW);
  budget.observe({ limit: 5, remaining: 0, resetAt: NOW + 1e15 }, 0, NOW);
  budget.release();
  expect(budget.readyAt(NOW)).toBeLessThanOrEqual(NOW + 3_600_002);
});

test('it rests as long as it is told to, and a shorter rest does not cut a longer one', () => {
  const budget = new CountdownBudget();
  exchange(budget, 9);
  const from = Date.now();
  budget.pause(5000);
  budget.pause(100);
  expect(budget.readyAt(from)).toBe(from + 5000);
  expect(budget.left()).toBe(0);
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

test('who was overtaken by the request that opened a window counts in it', () => {
  const budget = new CountdownBudget();
  const until = (ms: number): void => void vi.setSystemTime(NOW + ms);
  const send = (count = 1): void => {
    for (let n = 0; n < count; n += 1) budget.take(Date.now());
  };
  const answered = (sentAt: number, remaining: number): void => {
    budget.observe(second(remaining, 60), 0, NOW + sentAt);
    budget.release();
  };
  send();
  until(10);
  answered(0, 59);
  until(1100);
  send();
  until(1990);
  send(40);
  until(2000);
  answered(1100, 59);
  send();
  until(2111);
  answered(2000, 59);
  until(2210);
  for (let n = 0; n < 40; n += 1) answered(1990, 58 - n);
  expect(budget.left()).toBe(19);
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
