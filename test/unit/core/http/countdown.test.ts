// Windows that are told by what is left of them, by table.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CountdownBudget } from '../../../../core/http/countdown.ts';

const NOW = 1_700_000_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

const second = (remaining: number, limit = 10) => ({ limit, remaining, resetAt: Date.now() + 1000 });

/** It is so many milliseconds later than at the start of the test. */
function until(ms: number): void {
  vi.setSystemTime(NOW + ms);
}

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

test('who was overtaken by the request that opened a window counts in it', () => {
  const budget = new CountdownBudget();
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
