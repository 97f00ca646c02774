// The queue in front of a vendor: bound, order, groups, pauses and waiters that leave.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SlidingWindow } from '../../../../core/http/budget.ts';
import { Limiter, type Ticket } from '../../../../core/http/limiter.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Queues a request and notes its name when it goes. */
function queue(
  limiter: Limiter,
  gone: string[],
  name: string,
  ticket?: Ticket,
): { sent: Promise<() => void> } {
  const sent = limiter.acquire(ticket);
  void sent.then(
    () => gone.push(name),
    () => undefined,
  );
  return { sent };
}

test('no more requests are under way than allowed, and the next goes when one is answered', async () => {
  const limiter = new Limiter({}, 2);
  const gone: string[] = [];
  const [first] = ['a', 'b', 'c', 'd'].map((name) => queue(limiter, gone, name));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(gone).toEqual(['a', 'b']);
  (await first?.sent)?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['a', 'b', 'c']);
});

test('a group that is out of budget does not hold up the others', async () => {
  const limiter = new Limiter({ search: [new SlidingWindow(1, 1000)] }, 10);
  const gone: string[] = [];
  for (const name of ['search 1', 'search 2', 'search 3']) queue(limiter, gone, name, { groups: ['search'] });
  queue(limiter, gone, 'other');
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['search 1', 'other']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(gone.at(-1)).toBe('search 2');
  await vi.advanceTimersByTimeAsync(1000);
  expect(gone.at(-1)).toBe('search 3');
});

test('a request of a group draws on the common budget too', async () => {
  const budgets = { all: [new SlidingWindow(2, 1000)], search: [new SlidingWindow(5, 1000)] };
  const limiter = new Limiter(budgets, 10);
  const gone: string[] = [];
  for (const name of ['a', 'b', 'c']) queue(limiter, gone, name, { groups: ['search'] });
  await vi.advanceTimersByTimeAsync(999);
  expect(gone).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(1);
  expect(gone).toEqual(['a', 'b', 'c']);
});

test('a group without a budget of its own is held by the common one alone', async () => {
  const gone: string[] = [];
  queue(new Limiter({}, 1), gone, 'a', { groups: ['search', 'unheard of'] });
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['a']);
});

test('an urgent request goes ahead of all that waits', async () => {
  const limiter = new Limiter({}, 1);
  const gone: string[] = [];
  const first = queue(limiter, gone, 'first');
  queue(limiter, gone, 'waiting');
  queue(limiter, gone, 'urgent', { urgent: true });
  (await first.sent)();
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['first', 'urgent']);
});

test('nothing goes while it pauses, urgent or not; a shorter pause does not cut a longer one', async () => {
  const limiter = new Limiter({}, 5);
  const gone: string[] = [];
  limiter.pause(5000);
  limiter.pause(100);
  queue(limiter, gone, 'a', { urgent: true });
  await vi.advanceTimersByTimeAsync(4999);
  expect(gone).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(gone).toEqual(['a']);
});

test('a request that is given up leaves the queue and takes no budget', async () => {
  const limiter = new Limiter({ all: [new SlidingWindow(1, 1000)] }, 5);
  const gone: string[] = [];
  const stop = new AbortController();
  queue(limiter, gone, 'first');
  const given = queue(limiter, gone, 'given up', { signal: stop.signal });
  queue(limiter, gone, 'last');
  stop.abort(new Error('stopped'));
  await expect(given.sent).rejects.toThrow('stopped');
  await vi.advanceTimersByTimeAsync(1000);
  expect(gone).toEqual(['first', 'last']);
});

test('once everybody has given up, no timer keeps the process alive', async () => {
  const limiter = new Limiter({}, 5);
  const stop = new AbortController();
  limiter.pause(300_000);
  const given = queue(limiter, [], 'given up', { signal: stop.signal });
  expect(vi.getTimerCount()).toBe(1);
  stop.abort(new Error('stopped'));
  await expect(given.sent).rejects.toThrow('stopped');
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that is given up before it asks is refused at once', async () => {
  const limiter = new Limiter({}, 5);
  await expect(limiter.acquire({ signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
    'stopped',
  );
});

test('giving up after it went leaves the queue as it is', async () => {
  const limiter = new Limiter({}, 1);
  const gone: string[] = [];
  const stop = new AbortController();
  const first = queue(limiter, gone, 'first', { signal: stop.signal });
  queue(limiter, gone, 'second');
  const release = await first.sent;
  stop.abort();
  await vi.advanceTimersByTimeAsync(1000);
  expect(gone).toEqual(['first']);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['first', 'second']);
});
