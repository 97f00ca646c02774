// Days as Brevo takes them: `YYYY-MM-DD` in UTC, whatever form the time came in.
import { epochSeconds, isoMicroseconds } from '../../../core/time.ts';

const ISO = /^\d{4}-\d\d-\d\d([T ].*)?$/;
const UTC = /^\d{4}-\d\d-\d\d(T[012]\d:[0-5]\d:[0-6]\d(\.\d+)?(Z|\+00:?00))?$/;
// Fewer digits may be a year or a day in other clothes: 20240131 is no moment of 1970.
const EPOCH = /^-?\d{9,}(\.\d+)?$/;
const DAY_LENGTH = 10;

/** The UTC day of epoch seconds, milliseconds or ISO 8601 text, in the years 1 to 9999; undefined for anything else. */
export function dayOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    if (UTC.test(text)) return existing(text.slice(0, DAY_LENGTH));
    if (!EPOCH.test(text) && !(ISO.test(text) && existing(text.slice(0, DAY_LENGTH)))) return undefined;
    return isoMicroseconds(epochSeconds(text))?.slice(0, DAY_LENGTH);
  }
  return typeof value === 'number' ? isoMicroseconds(epochSeconds(value))?.slice(0, DAY_LENGTH) : undefined;
}

const known = new Map<string, string | null>();

/** The day, if the calendar has it: Brevo drops a 30th of February without a word. */
function existing(day: string): string | undefined {
  const before = known.get(day);
  if (before !== undefined) return before ?? undefined;
  const time = Date.parse(`${day}T00:00:00Z`);
  const real = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) && day >= '0001';
  if (known.size < 50_000) known.set(day, real ? day : null);
  return real ? day : undefined;
}
