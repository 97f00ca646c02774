// Lets a request go when every budget it draws on has room, and not before.
import type { Budget } from './budget.ts';

interface Waiter {
  budgets: readonly Budget[];
  signal: AbortSignal | undefined;
  go: () => void;
  fail: (reason: unknown) => void;
}

/** What a request wants of the limiter. */
export interface Ticket {
  /** Names of the budgets it draws on beside `all`. */
  groups?: readonly string[];
  /** Ahead of everything that waits: for calls that must not idle. */
  urgent?: boolean;
  signal?: AbortSignal;
}

/** A queue in front of a vendor: at most `concurrency` requests under way, each within its budgets. */
export class Limiter {
  readonly #budgets: Readonly<Record<string, readonly Budget[]>>;
  readonly #concurrency: number;
  readonly #signals = new WeakSet<AbortSignal>();
  #waiting: Waiter[] = [];
  #underWay = 0;
  #pausedUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `budgets.all` holds for every request, the other names for those that ask for them. */
  constructor(budgets: Readonly<Record<string, readonly Budget[]>>, concurrency: number) {
    this.#budgets = budgets;
    this.#concurrency = concurrency;
  }

  /** Resolves when the request may be sent; call the result once it is answered or has failed. */
  async acquire(ticket: Ticket = {}): Promise<() => void> {
    const { groups = [], urgent = false, signal } = ticket;
    const budgets = this.#budgetsOf(groups);
    signal?.throwIfAborted();
    if (signal) this.#watch(signal);
    await new Promise<void>((go, fail) => {
      const waiter: Waiter = { budgets, signal, go, fail };
      if (urgent) this.#waiting.unshift(waiter);
      else this.#waiting.push(waiter);
      this.#pump();
    });
    return () => {
      this.#underWay -= 1;
      for (const budget of budgets) budget.release?.();
      this.#pump();
    };
  }

  /** Milliseconds until the budgets of these groups have room, apart from who else waits; Infinity where an answer must come first. */
  waitMs(groups: readonly string[] = []): number {
    const now = Date.now();
    return Math.max(now, this.#pausedUntil, readyAt(this.#budgetsOf(groups), now)) - now;
  }

  /** Nothing goes out for `ms` milliseconds: the vendor asked for a rest. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + ms);
  }

  #budgetsOf(groups: readonly string[]): Budget[] {
    return ['all', ...groups].flatMap((name) => this.#budgets[name] ?? []);
  }

  // One listener for all that wait: listeners that overlap keep each other, and what they refer to, in memory.
  #watch(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    const onAbort = (): void => {
      const given = this.#waiting.filter((waiter) => waiter.signal === signal);
      this.#waiting = this.#waiting.filter((waiter) => waiter.signal !== signal);
      for (const waiter of given) waiter.fail(signal.reason);
      // The timer of those who left would keep the process alive.
      this.#pump();
    };
    signal.addEventListener('abort', onAbort, { once: true });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    let next = this.#pausedUntil > now ? this.#pausedUntil : Infinity;
    if (next === Infinity) {
      const blocked: Waiter[] = [];
      for (const waiter of this.#waiting) {
        const ready = this.#underWay < this.#concurrency ? readyAt(waiter.budgets, now) : Infinity;
        if (ready <= now) this.#send(waiter, now);
        else blocked.push(waiter);
        if (ready > now) next = Math.min(next, ready);
      }
      this.#waiting = blocked;
    }
    if (this.#waiting.length > 0 && next < Infinity) {
      this.#timer = setTimeout(() => this.#pump(), Math.max(1, next - now));
    }
  }

  #send(waiter: Waiter, now: number): void {
    this.#underWay += 1;
    for (const budget of waiter.budgets) budget.take(now);
    waiter.go();
  }
}

function readyAt(budgets: readonly Budget[], now: number): number {
  return budgets.reduce((latest, budget) => Math.max(latest, budget.readyAt(now)), 0);
}
