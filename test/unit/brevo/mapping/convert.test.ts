// Values: what each type and each converter makes of them, and what is refused.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert, isFailure } from '../../../../targets/brevo/mapping/convert.ts';
import { CONVERTERS } from '../../../../targets/brevo/mapping/converters.ts';
import type { AttributeType, AttributeValue } from '../../../../targets/brevo/model.ts';

const TYPES: AttributeType[] = ['text', 'float', 'boolean', 'date', 'category', 'multiple-choice'];

function made(type: AttributeType, value: unknown, converter?: string, only?: string[]): unknown {
  const mapping = { ...(converter && { convert: converter }), ...(only && { only }) };
  const result = convert(mapping, value, type, { country: 'DE' });
  return isFailure(result) ? result.failure : result;
}

describe('by type', () => {
  test.each(TYPES)('nothing, null and "" are no value of %s', (type) => {
    expect([undefined, null, ''].map((value) => made(type, value))).toEqual([null, null, null]);
  });

  test.each<[AttributeType, unknown, AttributeValue | null]>([
    ['text', ' as it is ', ' as it is '],
    ['text', 0, '0'],
    ['text', false, 'false'],
    ['text', 'half \ud800', 'half \ufffd'],
    ['text', { type: 'plan', id: '3', name: 'Pro' }, 'Pro'],
    ['text', { type: 'plan', id: null, name: null }, null],
    ['text', { a: 1 }, '{"a":1}'],
    ['text', ['a', null, { name: 'b' }, '', 3], 'a, b, 3'],
    ['text', [], null],
    ['category', 'Yes', 'Yes'],
    ['float', 0, 0],
    ['float', -3.5, -3.5],
    ['boolean', false, false],
    ['boolean', true, true],
    ['date', '2021-12-29T23:59:59.000000Z', '2021-12-29'],
    ['date', '2021-12-29T23:30:00-05:00', '2021-12-30'],
    ['date', '2021-12-29', '2021-12-29'],
    ['date', '1889-04-20T00:00:00Z', '1889-04-20'],
    ['date', '2099-01-31T00:00:00.000000Z', '2099-01-31'],
    ['date', 0, '1970-01-01'],
    ['date', -300_000_000, '1960-06-29'],
    ['date', 2_738_966_400, '2056-10-17'],
    ['date', 1_640_760_200_000, '2021-12-29'],
    ['date', '1640760200', '2021-12-29'],
    ['multiple-choice', ['a', 'b', 'a', '', null], ['a', 'b']],
    ['multiple-choice', 'a', ['a']],
    ['multiple-choice', [], null],
  ])('%s of %j is %j', (type, value, expected) => {
    expect(made(type, value)).toEqual(expected);
  });

  test.each<[AttributeType, unknown, string]>([
    ['float', '5', '"5" is no number; the converter "number" reads texts too'],
    ['float', true, 'true is no number; the converter "number" reads texts too'],
    ['boolean', 1, '1 is neither true nor false; the converter "boolean" reads texts too'],
    ['boolean', 'true', '"true" is neither true nor false; the converter "boolean" reads texts too'],
    ['date', '2021-02-30', '"2021-02-30" is no date'],
    ['date', '29/12/2021', '"29/12/2021" is no date'],
    ['date', '20211229', '"20211229" is no date'],
    ['date', 'soon', '"soon" is no date'],
    ['date', 1e15, '1000000000000000 is no date'],
    ['date', true, 'true is no date'],
    ['text', 'x'.repeat(50_001), 'is longer than 50000 characters'],
    [
      'multiple-choice',
      ['y'.repeat(201)],
      `"${'y'.repeat(56)}... is longer than the 200 characters of an option`,
    ],
  ])('%s of %j is refused', (type, value, failure) => {
    expect(made(type, value)).toBe(failure);
  });

  test('the longest text is sent whole', () => {
    expect(made('text', 'x'.repeat(50_000))).toBe('x'.repeat(50_000));
  });
});

describe('by converter', () => {
  test.each<[string, unknown, AttributeValue | null]>([
    ['text', 5, '5'],
    ['lower', 'ABC', 'abc'],
    ['join', ['a', 'b'], 'a, b'],
    ['json', { a: [1] }, '{"a":[1]}'],
    ['full_name', '  Ana   María ', 'Ana María'],
    ['first_name', 'Ana María López', 'Ana'],
    ['last_name', 'Ana María López', 'María López'],
    ['last_name', 'Cher', null],
    ['e164', '089 555123', '+4989555123'],
    ['number', '5', 5],
    ['number', ' -1.5e3 ', -1500],
    ['number', true, 1],
    ['number', 0, 0],
    ['count', ['a', 'b'], 2],
    ['count', [], 0],
    ['seconds', '1970-01-01T00:01:00Z', 60],
    ['seconds', 60, 60],
    ['boolean', 'Yes', true],
    ['boolean', '0', false],
    ['boolean', 1, true],
    ['day', 60, '1970-01-01'],
    ['list', [{ name: 'a' }], ['a']],
  ])('%s of %j is %j', (name, value, expected) => {
    expect(made(CONVERTERS[name]?.gives ?? 'text', value, name)).toEqual(expected);
  });

  test.each([
    ['number', 'five', '"five" is no number; the converter "number" reads texts too'],
    ['count', 'a', '"a" is no array'],
    ['boolean', 'maybe', '"maybe" is neither true nor false'],
    ['e164', '12', '"12" is no phone number of DE'],
  ])('%s of %j is refused', (name, value, failure) => {
    expect(made(CONVERTERS[name]?.gives ?? 'text', value, name)).toBe(failure);
  });

  test('an allow-list keeps its own options, in its own spelling', () => {
    expect(made('multiple-choice', ['vip', 'other'], undefined, ['VIP', 'Beta'])).toEqual(['VIP']);
    expect(made('multiple-choice', ['other'], undefined, ['VIP'])).toBeNull();
  });
});

const isOf: Record<AttributeType, (value: AttributeValue) => boolean> = {
  text: (value) => typeof value === 'string' && value !== '' && value.length <= 50_000,
  category: (value) => typeof value === 'string' && value !== '',
  float: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && realDay(value),
  'multiple-choice': (value) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => one !== '' && one.length <= 200),
};
const realDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

test('whatever comes, the result is of the type, or null, or a failure', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.double(),
    fc.string({ unit: 'binary' }),
  );
  const named = Object.entries(CONVERTERS).map(([name, { gives }]) => ({ convert: name, type: gives }));
  const ways = fc.constantFrom(...named, ...TYPES.map((type) => ({ type })));
  fc.assert(
    fc.property(ways, anything, ({ type, ...mapping }, value) => {
      const result = convert(mapping, value, type);
      expect(result === null || (isFailure(result) ? result.failure !== '' : isOf[type](result))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a value made once stays as it is when it is made again', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), fc.jsonValue(), (type, value) => {
      const once = convert({}, value, type);
      if (once === null || isFailure(once)) return;
      expect(convert({}, once, type)).toEqual(once);
    }),
  );
});
