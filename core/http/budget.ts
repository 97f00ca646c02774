// How many requests may go in a stretch of time: a fixed cap of our own, or the cap the vendor's headers tell.

/** One limit on requests. Times are epoch milliseconds. */
export interface Budget {
  /** When one more request may go: `now` or earlier for at once, Infinity for "not before an answer came". */
  readyAt(now: number): number;
  take(now: number): void;
  /** A request that was taken has been answered or has failed. */
  release?(): void;
}

/** A budget that learns from a vendor's answers. */
export interface LearningBudget extends Budget {
  /** The share of the window's requests that is used up, 0 to 1. */
  readonly used: number;
  /** A request got no answer that tells the budget; the vendor may have counted it. */
  lost(): void;
  /**
   * Takes an answer's headers in, or notes that it had none: call it before `release`. `skewMs` is the
   * server's clock minus ours, `sentAt` when the request went, by our clock.
   */
  observe(reading: RateReading | undefined, skewMs: number, sentAt: number): void;
  /** Nothing that draws on it goes for `ms` milliseconds; without it everything rests after a 429. */
  pause?(ms: number): void;
  /** Others may have drawn on it since: the next request goes alone, and its answer tells. */
  forget?(): void;
}

/** At most `limit` requests in any stretch of `windowMs` milliseconds. */
export class SlidingWindow implements Budget {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #sent: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  readyAt(now: number): number {
    const oldest = this.#sent.length < this.#limit ? undefined : this.#sent[0];
    return oldest === undefined ? now : oldest + this.#windowMs;
  }

  take(now: number): void {
    this.#sent.push(now);
    if (this.#sent.length > this.#limit) this.#sent.shift();
  }
}

/** What a vendor's rate headers said: `remaining` requests are left in the window that ends at `resetAt`, by the server's clock where it names a time. */
export interface RateReading {
  limit: number;
  remaining: number;
  resetAt: number;
}

/**
 * The budget as the vendor's answers tell it. Requests under way may or may not be counted in the
 * last reading, so all of them are taken off; before the first answer one request goes alone.
 */
export class HeaderBudget implements LearningBudget {
  readonly #windowMs: number;
  #limit = 0;
  #remaining = 0;
  #reset = 0;
  #windowEnd = 0;
  #underWay = 0;
  #answered = false;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  get used(): number {
    if (this.#limit === 0) return 0;
    // Nobody has used anything of a window that has only just begun.
    const remaining = Date.now() < this.#windowEnd ? this.#remaining : this.#limit;
    return 1 - Math.max(0, remaining - this.#underWay) / this.#limit;
  }

  readyAt(now: number): number {
    if (!this.#answered) return this.#underWay === 0 ? now : Infinity;
    if (this.#limit === 0) return now;
    if (now >= this.#windowEnd) {
      this.#remaining = this.#limit;
      this.#windowEnd = now + this.#windowMs;
    }
    return this.#remaining > this.#underWay ? now : this.#windowEnd;
  }

  take(): void {
    this.#underWay += 1;
  }

  release(): void {
    this.#underWay -= 1;
  }

  lost(): void {
    this.#remaining -= 1;
  }

  forget(): void {
    this.#answered = false;
  }

  observe(reading: RateReading | undefined, skewMs = 0): void {
    this.#answered = true;
    if (!reading) return this.lost();
    if (reading.resetAt < this.#reset) return;
    const sameWindow = reading.resetAt === this.#reset;
    this.#remaining = sameWindow ? Math.min(this.#remaining, reading.remaining) : reading.remaining;
    this.#limit = reading.limit;
    this.#reset = reading.resetAt;
    // A header is untrusted input: no window lasts much longer than we know it to.
    this.#windowEnd = Math.min(reading.resetAt - skewMs, Date.now() + 2 * this.#windowMs);
  }
}
