// Calendar days in a timezone: contacts search knows nothing finer.

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local date of an instant, as a text that sorts: `2026-03-29`. `seconds` is epoch seconds. */
export function localDate(seconds: number, timezone: string): string {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timezone, format);
  }
  return format.format(seconds * 1000);
}

/** The first second of the local day of an instant, and the first second after it. */
export function localDay(seconds: number, timezone: string): { start: number; end: number } {
  const date = localDate(seconds, timezone);
  const same = (instant: number): boolean => localDate(instant, timezone) === date;
  return {
    start: boundary(seconds - 2 * 86_400, seconds, same),
    end: boundary(seconds, seconds + 2 * 86_400, (instant) => !same(instant)),
  };
}

/** The first second in (low, high] where a test that turns true once is true. */
function boundary(low: number, high: number, isTrue: (instant: number) => boolean): number {
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isTrue(middle)) after = middle;
    else before = middle;
  }
  return after;
}
