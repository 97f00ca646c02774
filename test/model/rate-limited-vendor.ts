// A vendor that counts requests in fixed windows and says so in its headers, and a client of it under fake timers.
import { vi } from 'vitest';
import { HeaderBudget, type Budget } from '../../core/http/budget.ts';
import { Limiter } from '../../core/http/limiter.ts';

const EPOCH = 1_700_000_000_000;

/** How long the vendor counts before it starts again. */
export const WINDOW_MS = 10_000;

/** How a run goes. Times in milliseconds, taken in turn from their lists. */
export interface Traffic {
  /** How far into one of the vendor's windows it starts. */
  start: number;
  limit: number;
  concurrency: number;
  /** Requests wanted, all at once. */
  requests: number;
  /** How long a request is on its way, and how long its answer. */
  there: readonly number[];
  back: readonly number[];
  /** Whether the n-th answer gets lost: there was one, but we never learn what it said. */
  lost?: readonly boolean[];
  /** When, since the start, somebody else sends a request with the same budget. */
  others?: readonly number[];
}

/** What the vendor saw in one of its windows. */
export interface Counted {
  ours: number;
  others: number;
  refused: number;
}

/** Sends all requests through a limiter; the windows by their end in epoch seconds. Needs fake timers. */
export async function send(traffic: Traffic, more: readonly Budget[] = []): Promise<Map<number, Counted>> {
  const { start, limit, concurrency, requests, there, back, lost = [], others = [] } = traffic;
  vi.setSystemTime(EPOCH + start);
  const windows = new Map<number, Counted>();
  const budget = new HeaderBudget(WINDOW_MS);
  const limiter = new Limiter({ all: [budget, ...more] }, concurrency);
  const take = (who: 'ours' | 'others') => {
    const reset = (Math.floor(Date.now() / WINDOW_MS) + 1) * 10;
    const window = windows.get(reset) ?? { ours: 0, others: 0, refused: 0 };
    windows.set(reset, window);
    const remaining = limit - window.ours - window.others - 1;
    if (remaining >= 0) window[who] += 1;
    else if (who === 'ours') window.refused += 1;
    return { limit, remaining: Math.max(0, remaining), resetAt: reset * 1000 };
  };
  for (const ms of others) setTimeout(() => take('others'), ms);
  const one = async (_: unknown, n: number): Promise<void> => {
    const release = await limiter.acquire();
    await sleep(nth(there, n));
    const reading = take('ours');
    await sleep(nth(back, n));
    if (lost[n % (lost.length || 1)]) budget.lost();
    else budget.observe(reading);
    release();
  };
  const all = Array.from({ length: requests }, one);
  const running = new Set(all);
  for (const each of all) void each.finally(() => running.delete(each));
  while (running.size > 0) await vi.advanceTimersByTimeAsync(500);
  await Promise.all(all);
  return windows;
}

function nth(list: readonly number[], n: number): number {
  return list[n % (list.length || 1)] ?? 0;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
