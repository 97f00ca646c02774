// Calendar days in a workspace's timezone, as Intercom's contact search cuts time.

const HOUR = 3600;

/** A function that gives the start of the day (epoch seconds) that holds a time, in the named timezone; UTC where the name is unknown. */
export function dayStarts(timezone: string): (time: number) => number {
  const format = formatter(timezone);
  const clock = (time: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(time * 1000).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  };
  return (time) => {
    const whole = Math.floor(time);
    const local = clock(whole);
    const midnight = local - (((local % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR));
    const start = whole - (local - midnight);
    // Where the offset changed since midnight, the clock there shows by how much.
    return start - (clock(start) - midnight);
  };
}

function formatter(timezone: string): Intl.DateTimeFormat {
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: timezone, ...fields });
  } catch {
    return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...fields });
  }
}
