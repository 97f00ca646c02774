// A budget for vendors whose headers tell how many seconds a window still lasts, but not which window it is.
import type { LearningBudget, RateReading } from './budget.ts';

interface Window {
  limit: number;
  /** Requests the vendor has left in it, as far as we know; those under way are not taken off yet. */
  remaining: number;
  /** When our first request in it went; Infinity until one has. */
  openedAt: number;
  /** Requests that went after this, before it opened, are counted in it already. */
  countedFrom: number;
  /** When our requests in it went. */
  sent: number[];
  /** Seconds are told rounded up, so the end is no later than the earliest that any answer named; Infinity until one did. */
  end: number;
  /** The longest it was ever said to last. */
  lengthMs: number;
  /** What the last answer said was left, and when it came. */
  told: { remaining: number; at: number };
}

// Timers and clocks count in whole milliseconds.
const GUARD_MS = 2;

// Of the fastest round trip, so much may be a busy machine's own; and of the rest, what every other one surely takes too.
const OWN_MS = 30;
const SURE = 0.85;

// Before so many answers the fastest one tells nothing: connections are opened, and the code is cold.
const COLD_ANSWERS = 20;

// Of the fastest round trip: as slow as that is no answer that was not held up on its way.
const HELD_UP = 2;

// Within this time before its end a request may already have fallen into the next window.
const BLUR_MS = 2000;

// Untrusted input: the longest window there is, an hour.
const LONGEST_MS = 3_600_000;

/**
 * The windows of one group of endpoints, told apart by their limits, as an account may have one per second
 * and one per hour and each answer tells of the tighter one. A window is taken to begin with its first
 * request. The first request of all goes alone; what is under way holds its place until it is answered.
 */
export class CountdownBudget implements LearningBudget {
  readonly #windows = new Map<number, Window>();
  #underWay = 0;
  #answers = 0;
  /** The fastest answer so far, in milliseconds: what a request needs to get there and back at least. */
  #fastest = Infinity;
  #pausedUntil = 0;

  /** How many requests may go now; undefined until an answer told, Infinity where there is no limit. */
  left(now: number = Date.now()): number | undefined {
    if (this.#answers === 0) return undefined;
    if (this.#pausedUntil > now) return 0;
    const free = [...this.#windows.values()].map((window) => this.#current(window, now).remaining);
    return Math.max(0, Math.min(...free) - this.#underWay);
  }

  /** The limits told so far, with the longest that their windows were said to last. */
  get limits(): { limit: number; seconds: number }[] {
    return Array.from(this.#windows.values(), ({ limit, lengthMs }) => ({
      limit,
      seconds: Math.round(lengthMs / 1000),
    }));
  }

  get used(): number {
    const now = Date.now();
    const shares = [...this.#windows.values()].map((window) => {
      const { remaining, limit } = this.#current(window, now);
      return 1 - Math.max(0, remaining - this.#underWay) / limit;
    });
    return Math.max(0, ...shares);
  }

  readyAt(now: number): number {
    if (this.#pausedUntil > now) return this.#pausedUntil;
    if (this.#answers === 0) return this.#underWay === 0 ? now : Infinity;
    let latest = now;
    for (const window of this.#windows.values()) {
      const { remaining } = this.#current(window, now);
      if (remaining <= this.#underWay) latest = Math.max(latest, this.#endOf(window));
    }
    return latest;
  }

  take(now: number): void {
    this.#underWay += 1;
    for (const known of this.#windows.values()) {
      const window = this.#current(known, now);
      if (window.openedAt === Infinity) window.openedAt = now;
      window.sent.push(now);
    }
  }

  release(): void {
    this.#underWay -= 1;
  }

  lost(): void {
    const now = Date.now();
    for (const window of this.#windows.values()) this.#spend(window, now);
  }

  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + ms);
  }

  observe(reading: RateReading | undefined, _skewMs: number, sentAt: number): void {
    const now = Date.now();
    this.#answers += 1;
    this.#fastest = Math.min(this.#fastest, Math.max(0, now - sentAt));
    if (!reading) return this.lost();
    for (const window of this.#windows.values()) {
      if (window.limit !== reading.limit) this.#spend(window, now);
    }
    const end = Math.min(reading.resetAt, now + LONGEST_MS);
    const window = this.#current(this.#windows.get(reading.limit) ?? this.#found(reading, sentAt), now);
    window.lengthMs = Math.max(window.lengthMs, end - now);
    // A window gives nothing back: who was sent after an answer and is told no less is in a later one, or is refused.
    const isNext = sentAt >= window.told.at && reading.remaining >= window.told.remaining;
    if (isNext && window.openedAt <= window.told.at) this.#begin(window, reading.remaining, sentAt);
    else if (isNext && sentAt < window.openedAt) window.openedAt = sentAt;
    else if (sentAt < window.openedAt) return this.#late(window, sentAt, now);
    window.told = { remaining: reading.remaining, at: now };
    window.remaining = Math.min(window.remaining, reading.remaining);
    window.end = Math.min(window.end, end);
  }

  #found({ limit, remaining }: RateReading, openedAt: number): Window {
    const told = { remaining, at: Infinity };
    const window = {
      limit,
      remaining,
      openedAt,
      countedFrom: Infinity,
      sent: [openedAt],
      end: Infinity,
      lengthMs: 0,
      told,
    };
    this.#windows.set(limit, window);
    return window;
  }

  /** The window of `now`: a full one, where the last one known has ended. */
  #current(window: Window, now: number): Window {
    const end = this.#endOf(window);
    if (now < end) return window;
    const blurred = Math.max(window.openedAt + 0.75 * window.lengthMs, end - BLUR_MS);
    const twice = window.sent.filter((sentAt) => sentAt > blurred).length;
    window.remaining = Math.max(1, window.limit - twice);
    window.openedAt = Infinity;
    window.countedFrom = blurred;
    window.sent = [];
    window.end = Infinity;
    return window;
  }

  // A window began before the answer that tells of it set out, and the next request takes its time to arrive:
  // the two ways together take no less than the fastest round trip.
  #endOf({ end }: Window): number {
    const onTheWay = this.#answers < COLD_ANSWERS ? 0 : SURE * Math.max(0, this.#fastest - OWN_MS);
    return end - onTheWay + GUARD_MS;
  }

  // The vendor's next window began with this request, before the one that we know was to end.
  #begin(window: Window, remaining: number, openedAt: number): void {
    window.remaining = remaining;
    window.openedAt = openedAt;
    // What the vendor has counted in it is what it told.
    window.countedFrom = Infinity;
    window.sent = window.sent.filter((sentAt) => sentAt >= openedAt);
    window.end = Infinity;
  }

  // Sent before the window opened and answered since: held up on its way, the vendor may have counted it in this one.
  #late(window: Window, sentAt: number, now: number): void {
    const isHeldUp = now - sentAt >= HELD_UP * this.#fastest;
    if (!isHeldUp || sentAt > window.countedFrom) return;
    const least = window.openedAt === Infinity ? 1 : 0;
    window.remaining = Math.max(least, window.remaining - 1);
  }

  #spend(window: Window, now: number): void {
    window.remaining -= 1;
    if (window.end === Infinity) window.end = now + window.lengthMs;
  }
}
