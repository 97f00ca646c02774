// Which figures of the benchmark count as missed.
import { expect, test } from 'vitest';
import { missedBounds } from '../../bench/bounds.ts';
import { median, type Figure } from '../../bench/measure.ts';

function figure(name: string, value: number): Figure {
  return { name, value, unit: '', against: '' };
}

test.each<[string, number, boolean]>([
  ['tap_throughput_ratio', 0.6, true],
  ['tap_throughput_ratio', 0.59, false],
  ['backfill_request_ratio', 1.02, true],
  ['backfill_request_ratio', 1.03, false],
  ['backfill_429', 0, true],
  ['backfill_429', 1, false],
  ['tap_rss_mb', Number.NaN, false],
  ['plan_ratio', 0.25, true],
  ['plan_records_per_s', 14_999, false],
  ['incremental_overhead_s', 5.1, false],
  ['incremental_rss_mb', 250, true],
  ['send_rate_ratio', 0.94, false],
  ['send_429', 1, false],
  ['unchanged_requests', 1, false],
])('%s of %d holds: %s', (name, value, holds) => {
  expect(missedBounds([figure(name, value)])).toEqual(holds ? [] : [`${name} is ${value}`]);
});

test('one of two bounds is enough where either may hold', () => {
  const fast = [figure('jsonl_records_per_s', 120_000), figure('jsonl_ratio', 0.3)];
  const close = [figure('jsonl_records_per_s', 90_000), figure('jsonl_ratio', 0.5)];
  const neither = [figure('jsonl_records_per_s', 90_000), figure('jsonl_ratio', 0.3)];
  expect(missedBounds(fast)).toEqual([]);
  expect(missedBounds(close)).toEqual([]);
  expect(missedBounds(neither)).toEqual(['jsonl_records_per_s is 90000, jsonl_ratio is 0.3']);
});

test('a figure that was not measured is not missed', () => {
  expect(missedBounds([])).toEqual([]);
});

test('the median is the middle one, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
});
