// What a vendor's headers are made of: budgets by table.
import { expect, onTestFinished, test, vi } from 'vitest';
import { HeaderBudget, SlidingWindow } from '../../../../core/http/budget.ts';

const NOW = 1_700_000_000_000;
const reading = (remaining: number, resetIn = 10_000) => ({ limit: 10, remaining, resetAt: NOW + resetIn });

/** What the clock says until the end of the test. */
function at(now: number): void {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

test('before the first answer one request goes alone', () => {
  const budget = new HeaderBudget(10_000);
  expect(budget.readyAt(NOW)).toBe(NOW);
  budget.take();
  expect(budget.readyAt(NOW)).toBe(Infinity);
});

test('once others may have drawn on it, one request goes alone again, and its answer holds', () => {
  const budget = new HeaderBudget(10_000);
  budget.take();
  budget.observe(reading(9));
  budget.release();
  budget.forget();
  budget.take();
  expect(budget.readyAt(NOW)).toBe(Infinity);
  budget.observe(reading(1));
  budget.release();
  budget.take();
  expect(budget.readyAt(NOW)).toBe(NOW + 10_000);
});

test('a vendor without rate headers does not hold anything up', () => {
  const budget = new HeaderBudget(10_000);
  for (let n = 0; n < 50; n += 1) {
    expect(budget.readyAt(NOW)).toBe(NOW);
    budget.take();
    budget.observe(undefined);
    budget.release();
  }
  expect(budget.used).toBe(0);
});

test('what is left less what is under way may go; the rest waits for the end of the window', () => {
  const budget = new HeaderBudget(10_000);
  budget.take();
  budget.observe(reading(2));
  budget.release();
  budget.take();
  expect(budget.readyAt(NOW)).toBe(NOW);
  budget.take();
  expect(budget.readyAt(NOW)).toBe(NOW + 10_000);
  at(NOW);
  expect(budget.used).toBe(1);
  expect(budget.readyAt(NOW + 10_000)).toBe(NOW + 10_000);
  expect(budget.used).toBeCloseTo(0.2);
});

test('of a window that is over nothing is used but what is under way', () => {
  const budget = new HeaderBudget(10_000);
  at(NOW);
  budget.observe(reading(1));
  budget.take();
  expect(budget.used).toBe(1);
  at(NOW + 10_000);
  expect(budget.used).toBeCloseTo(0.1);
});

test.each([
  ['an older count of the same window', reading(7), 3],
  ['a newer count of the same window', reading(1), 1],
  ['a count of a window that has gone', reading(9, 0), 3],
  ['a count of the next window', reading(9, 20_000), 9],
  ['no count at all', undefined, 2],
])('%s', (_, next, left) => {
  const budget = new HeaderBudget(10_000);
  budget.observe(reading(3));
  budget.observe(next);
  let free = 0;
  for (; budget.readyAt(NOW) === NOW && free < 20; free += 1) budget.take();
  expect(free).toBe(left);
});

test("the window ends by our clock, not by the server's", () => {
  const budget = new HeaderBudget(10_000);
  budget.observe(reading(0), 60_000);
  expect(budget.readyAt(NOW - 55_000)).toBe(NOW - 50_000);
});

test('a sliding window is free again exactly one window after its oldest request', () => {
  const plan = new SlidingWindow(2, 1000);
  plan.take(NOW);
  plan.take(NOW + 400);
  expect(plan.readyAt(NOW + 500)).toBe(NOW + 1000);
  plan.take(NOW + 1000);
  expect(plan.readyAt(NOW + 1000)).toBe(NOW + 1400);
});
