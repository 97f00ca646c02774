// Windows of time in which a vendor counts requests.

/** How long a window is, in seconds, and where it begins: at whole multiples of that, or with its first request. */
export interface WindowShape {
  seconds: number;
  begins: 'clock' | 'first request';
}

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
  readonly #shape: WindowShape;
  #start = -Infinity;
  #used = 0;

  constructor(limit: number, shape: WindowShape = { seconds: 10, begins: 'clock' }) {
    this.limit = limit;
    this.#shape = shape;
  }

  /** Whether the window of `now` (epoch seconds) has room for a request. */
  hasRoom(now: number): boolean {
    this.#enter(now);
    return this.limit === 0 || this.#used < this.limit;
  }

  /** Takes one request at `now` (epoch seconds) if the window still has room. */
  take(now: number): RateVerdict {
    const allowed = this.hasRoom(now);
    if (allowed) this.#used += 1;
    return {
      allowed,
      limit: this.limit,
      remaining: Math.max(0, this.limit - this.#used),
      reset: this.#start + this.#shape.seconds,
    };
  }

  #enter(now: number): void {
    const { seconds, begins } = this.#shape;
    if (now >= this.#start && now < this.#start + seconds) return;
    this.#start = begins === 'clock' ? Math.floor(now / seconds) * seconds : now;
    this.#used = 0;
  }
}
