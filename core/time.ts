// Time as vendors send it (seconds, milliseconds, text) and as Singer wants it (ISO 8601 UTC, microseconds).

// Above it a number can only be milliseconds: as seconds it would lie past the year 5000.
const MILLISECONDS_FROM = 1e11;
const DAY = 86_400;
const YEAR_1 = -62_135_596_800;
const YEAR_9999_END = 253_402_300_799;

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const days = new Map<number, string>();

/** Epoch seconds (with fraction) of a number in seconds or milliseconds, digits, or ISO 8601 text; NaN for anything else. */
export function epochSeconds(value: unknown): number {
  if (typeof value === 'number') return Math.abs(value) >= MILLISECONDS_FROM ? value / 1000 : value;
  if (typeof value !== 'string' || value.trim() === '') return Number.NaN;
  const number = Number(value);
  if (!Number.isNaN(number)) return epochSeconds(number);
  // Text without an offset is UTC, as singer-python reads it.
  const zoned = /(z|[+-]\d\d:?\d\d|^\d{4}-\d\d-\d\d)$/i.test(value) ? value : `${value}Z`;
  return Date.parse(zoned) / 1000;
}

/** `2021-12-29T06:43:20.000000Z` for epoch seconds; undefined outside the years 1 to 9999. */
export function isoMicroseconds(seconds: number): string | undefined {
  if (!(seconds >= YEAR_1 && seconds <= YEAR_9999_END)) return undefined;
  const whole = Math.floor(seconds);
  const day = Math.floor(whole / DAY);
  const rest = whole - day * DAY;
  const hour = TWO_DIGITS[Math.floor(rest / 3600)];
  const minute = TWO_DIGITS[Math.floor(rest / 60) % 60];
  // Never rounded up into the next second, which would be another time.
  const micros = Math.min(999_999, Math.round((seconds - whole) * 1e6));
  const fraction = micros === 0 ? '000000' : String(micros).padStart(6, '0');
  return `${dayText(day)}T${hour}:${minute}:${TWO_DIGITS[rest % 60]}.${fraction}Z`;
}

// Formatting the calendar part costs ten times the rest, and a workspace spans a few thousand days.
function dayText(day: number): string {
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY * 1000).toISOString().slice(0, 10);
    if (days.size < 50_000) days.set(day, text);
  }
  return text;
}
