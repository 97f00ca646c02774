// Time as vendors write it, and as Singer wants it.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochSeconds, isoMicroseconds } from '../../../core/time.ts';

const YEAR_1 = -62_135_596_800;
const YEAR_9999_END = 253_402_300_799;
const seconds = fc.integer({ min: YEAR_1, max: YEAR_9999_END });

test.each<[unknown, number]>([
  [0, 0],
  [1_640_760_200, 1_640_760_200],
  [1_640_760_200_000, 1_640_760_200],
  [1_640_760_200_123, 1_640_760_200.123],
  [999_999_999, 999_999_999],
  [2_738_966_400, 2_738_966_400],
  [-86_400, -86_400],
  [-1_000_000_000_000, -1_000_000_000],
  [99_999_999_999, 99_999_999_999],
  ['1640760200', 1_640_760_200],
  ['1640760200000', 1_640_760_200],
  [' 1640760200 ', 1_640_760_200],
  ['2021-12-29T06:43:20Z', 1_640_760_200],
  ['2021-12-29T06:43:20.000000Z', 1_640_760_200],
  ['2021-12-29T06:43:20', 1_640_760_200],
  ['2021-12-29 06:43:20', 1_640_760_200],
  ['2021-12-29 06:43:20+00:00', 1_640_760_200],
  ['2021-12-29T08:43:20+02:00', 1_640_760_200],
  ['2021-12-29T01:13:20-0530', 1_640_760_200],
  ['2021-12-29', 1_640_736_000],
  ['1969-12-31', -86_400],
])('%j is %d', (value, expected) => {
  expect(epochSeconds(value)).toBe(expected);
});

test.each<[unknown]>([
  [''],
  [' '],
  ['yesterday'],
  ['2021-13-01'],
  [null],
  [undefined],
  [true],
  [{}],
  [[1_640_760_200]],
  [Number.NaN],
])('%j is no time', (value) => {
  expect(epochSeconds(value)).toBeNaN();
});

test('whole seconds are written as Date writes them, for any year from 1 to 9999', () => {
  const property = fc.property(seconds, (one) => {
    expect(isoMicroseconds(one)).toBe(new Date(one * 1000).toISOString().replace('.000Z', '.000000Z'));
  });
  fc.assert(property, { examples: [[YEAR_1], [YEAR_9999_END], [-1], [0], [86_399], [86_400]] });
});

test('milliseconds keep their fraction, for two centuries around 1970', () => {
  const near = fc.integer({ min: -(2 ** 33), max: 2 ** 33 - 1 });
  const property = fc.property(near, fc.integer({ min: 0, max: 999 }), (whole, ms) => {
    const text = isoMicroseconds((whole * 1000 + ms) / 1000);
    expect(text?.slice(0, 23)).toBe(new Date(whole * 1000 + ms).toISOString().slice(0, 23));
  });
  fc.assert(property);
});

test('any fraction gives the second it lies in, never a later or garbled one', () => {
  const instant = fc.double({ min: YEAR_1, max: YEAR_9999_END, noNaN: true });
  const property = fc.property(instant, (one) => {
    const text = isoMicroseconds(one) ?? '';
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(Date.parse(`${text.slice(0, 19)}Z`)).toBe(Math.floor(one) * 1000 + 0);
    expect(Math.abs(Number(`0.${text.slice(20, 26)}`) - (one - Math.floor(one)))).toBeLessThan(2e-6);
  });
  fc.assert(property, { examples: [[1_640_760_200.999_999_8], [0.999_999_9], [-0.000_000_1]] });
});

test.each([YEAR_1 - 1, YEAR_9999_END + 1, Infinity, -Infinity, Number.NaN])(
  '%d is in no year we can write',
  (one) => {
    expect(isoMicroseconds(one)).toBeUndefined();
  },
);

test('what is written is read back as the same second', () => {
  fc.assert(
    fc.property(seconds, (one) => {
      expect(epochSeconds(isoMicroseconds(one))).toBe(one);
    }),
  );
});
