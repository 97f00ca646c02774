// What the requests of one stream cost.

/** Counted while a stream is read. */
export class RequestStats {
  requests = 0;
  retries = 0;
  #waitedMs = 0;
  #waiting = 0;
  #since = 0;

  /** Milliseconds in which at least one request waited for its turn or for a retry. */
  get waitedMs(): number {
    return this.#waitedMs + (this.#waiting > 0 ? Date.now() - this.#since : 0);
  }

  /** Awaits `wait` on the stream's account. */
  async during<T>(wait: Promise<T>): Promise<T> {
    if (this.#waiting === 0) this.#since = Date.now();
    this.#waiting += 1;
    try {
      return await wait;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#waitedMs += Date.now() - this.#since;
    }
  }
}
