// Limits by group of endpoints, and the headers that tell of them: seconds to wait, and no Retry-After.
import type { SandboxOptions } from '../options.ts';
import { RateWindow, type RateVerdict, type WindowShape } from '../traffic/rate-window.ts';
import type { Route } from './route.ts';

const SECOND: WindowShape = { seconds: 1, begins: 'first request' };
const HOUR: WindowShape = { seconds: 3600, begins: 'first request' };

type Group = 'contacts' | 'events' | 'rest';

function groupOf({ method, path }: Route): Group {
  if (path.startsWith('/contacts')) return 'contacts';
  return method === 'POST' && path.startsWith('/events') ? 'events' : 'rest';
}

const limited = (...windows: RateWindow[]): RateWindow[] => windows.filter(({ limit }) => limit > 0);

/** The windows of one account. */
export class RateLimits {
  readonly #windows: Record<Group, RateWindow[]>;

  constructor(options: SandboxOptions) {
    this.#windows = {
      contacts: limited(
        new RateWindow(options.brevoContactsPerSecond, SECOND),
        new RateWindow(options.brevoContactsPerHour, HOUR),
      ),
      events: limited(new RateWindow(options.brevoEventsPerSecond, SECOND)),
      rest: limited(new RateWindow(options.brevoRestPerHour, HOUR)),
    };
  }

  /** Takes a request at `now` (epoch ms) from every window of its group, or from none; the headers are of the tightest. */
  take(route: Route, now: number): { allowed: boolean; headers: Record<string, string> } {
    const seconds = now / 1000;
    const windows = this.#windows[groupOf(route)];
    const full = windows.filter((window) => !window.hasRoom(seconds));
    const verdicts = (full.length > 0 ? full : windows).map((window) => window.take(seconds));
    const tightest = verdicts.toSorted((a, b) => a.remaining - b.remaining || b.reset - a.reset)[0];
    return {
      allowed: full.length === 0,
      headers: tightest === undefined ? {} : headersOf(tightest, seconds),
    };
  }
}

function headersOf({ limit, remaining, reset }: RateVerdict, now: number): Record<string, string> {
  return {
    'x-sib-ratelimit-limit': String(limit),
    'x-sib-ratelimit-remaining': String(remaining),
    'x-sib-ratelimit-reset': String(Math.max(1, Math.ceil(reset - now))),
  };
}
