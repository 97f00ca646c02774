// What the tap's configuration means: start dates in every form, and defaults.
import { expect, test } from 'vitest';
import { ConfigError } from '../../../core/errors.ts';
import { settings, startDate } from '../../../taps/intercom/settings.ts';

const JAN_31 = Date.parse('2024-01-31T00:00:00Z') / 1000;

test.each([
  ['2024-01-31', JAN_31],
  ['2024-01-31T00:00:00Z', JAN_31],
  ['2024-01-31T00:00:00.000000Z', JAN_31],
  ['2024-01-31T00:00:00', JAN_31],
  ['2024-01-31 00:00:00', JAN_31],
  ['2024-01-31T02:00:00+02:00', JAN_31],
  ['2024-01-31T00:00:00.999Z', JAN_31],
  [' 2024-01-31 ', JAN_31],
  ['01/31/2024', JAN_31],
  ['1/31/2024', JAN_31],
  ['2/1/2024', JAN_31 + 86_400],
  ['1969-12-31', 0],
  [undefined, 0],
])('%s is %d', (text, seconds) => {
  expect(startDate(text)).toBe(seconds);
});

test.each([
  'yesterday',
  '31/01/2024',
  '13/13/2024',
  '2024',
  '1706659200',
  '2024-13-01',
  '2024-01-31 nonsense',
  '31.01.2024',
])('"%s" is refused with both forms that are taken', (text) => {
  expect(() => startDate(text)).toThrow(ConfigError);
  expect(() => startDate(text)).toThrow(`"start_date" is no date: ${text}; write 2024-01-31 or 01/31/2024`);
});

test('without settings everything is read, with the lookback that the search index needs', () => {
  expect(settings({ access_token: 'x' })).toEqual({
    startDate: 0,
    lookbackSeconds: 300,
    includeUndeclared: false,
    activateVersions: true,
    concurrency: 32,
  });
});

test('each setting is taken', () => {
  const config = {
    access_token: 'x',
    start_date: '2024-01-31',
    lookback_seconds: 0,
    include_undeclared: true,
    emit_activate_version: false,
    max_concurrency: 1,
  };
  expect(settings(config)).toEqual({
    startDate: JAN_31,
    lookbackSeconds: 0,
    includeUndeclared: true,
    activateVersions: false,
    concurrency: 1,
  });
});
