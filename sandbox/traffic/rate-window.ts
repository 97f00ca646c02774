// Fixed windows of ten seconds, as the vendor counts requests.

const WINDOW_SECONDS = 10;

/** What one request learns about the window it fell into. */
export interface RateVerdict {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Epoch seconds of the window's end. */
  reset: number;
}

/** Counts requests per window; `limit` 0 never refuses. */
export class RateWindow {
  readonly limit: number;
  #start = 0;
  #used = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Takes one request at `now` (epoch seconds) if the window still has room. */
  take(now: number): RateVerdict {
    const start = Math.floor(now / WINDOW_SECONDS) * WINDOW_SECONDS;
    if (start !== this.#start) {
      this.#start = start;
      this.#used = 0;
    }
    const allowed = this.limit === 0 || this.#used < this.limit;
    if (allowed) this.#used += 1;
    return {
      allowed,
      limit: this.limit,
      remaining: Math.max(0, this.limit - this.#used),
      reset: start + WINDOW_SECONDS,
    };
  }
}
