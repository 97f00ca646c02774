// The start of a calendar day in a workspace's timezone, against the calendar of the platform.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayStarts } from '../../../taps/intercom/days.ts';

const ZONES = [
  'Pacific/Pago_Pago',
  'Pacific/Honolulu',
  'America/Los_Angeles',
  'America/New_York',
  'America/St_Johns',
  'UTC',
  'Europe/Dublin',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];

// Their clocks go forward at midnight, so that a day begins at one o'clock.
const WITHOUT_MIDNIGHT = ['America/Santiago', 'Asia/Beirut', 'Africa/Cairo', 'America/Asuncion'];

const dayOf = (zone: string): ((time: number) => string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  return (time) => format.format(time * 1000);
};

test.each([...ZONES, ...WITHOUT_MIDNIGHT])(
  '%s: the start is in the same day, and the second before it in another',
  (zone) => {
    const startOf = dayStarts(zone);
    const day = dayOf(zone);
    const since2010 = fc.double({ min: 1_262_304_000, max: 2_208_988_800, noNaN: true });
    const property = fc.property(since2010, (time) => {
      const start = startOf(time);
      expect(Number.isInteger(start)).toBe(true);
      expect(start).toBeLessThanOrEqual(time);
      expect(day(start)).toBe(day(time));
      expect(day(start - 1)).not.toBe(day(time));
    });
    fc.assert(property, { numRuns: 200 });
  },
);

test.each([
  ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-28T23:00:00Z'],
  ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-24T22:00:00Z'],
  ['America/New_York', '2026-03-08T12:00:00Z', '2026-03-08T05:00:00Z'],
  ['Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00:00Z'],
  ['Pacific/Kiritimati', '2026-01-01T09:59:59Z', '2025-12-31T10:00:00Z'],
  ['Pacific/Pago_Pago', '2026-01-01T10:59:59Z', '2025-12-31T11:00:00Z'],
  ['Asia/Kathmandu', '2026-01-01T18:15:00Z', '2026-01-01T18:15:00Z'],
  ['UTC', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
  ['Nowhere/At_All', '2026-01-01T18:15:00Z', '2026-01-01T00:00:00Z'],
])('%s: the day of %s starts at %s', (zone, time, start) => {
  expect(dayStarts(zone)(Date.parse(time) / 1000)).toBe(Date.parse(start) / 1000);
});
