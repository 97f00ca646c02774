// METRIC lines as singer-python's parser reads them.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../core/log.ts';
import { Metrics } from '../../core/protocol/metrics.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const lines: string[] = [];
  const metrics = new Metrics(createLog('test', {}, (line) => lines.push(line)));
  const points = (): unknown[] =>
    lines.map((line): unknown => JSON.parse(/^INFO METRIC: (.*)$/m.exec(line)?.[1] ?? 'null'));
  return { metrics, points };
}

const point = (value: number) => ({
  type: 'counter',
  metric: 'record_count',
  value,
  tags: { stream: 'users' },
});

test('a counter logs what was added, every minute and at the end, and nothing where nothing was', () => {
  const { metrics, points } = setUp();
  const counter = metrics.counter('record_count', { stream: 'users' });
  counter.add();
  counter.add(2);
  vi.advanceTimersByTime(60_000);
  expect(points()).toEqual([point(3)]);
  vi.advanceTimersByTime(60_000);
  counter.add(4);
  metrics.close();
  vi.advanceTimersByTime(60_000);
  expect(points()).toEqual([point(3), point(4)]);
  expect(counter.total).toBe(7);
});

test('the same name and tags are the same counter', () => {
  const { metrics } = setUp();
  const users = metrics.counter('record_count', { stream: 'users' });
  expect(metrics.counter('record_count', { stream: 'users' })).toBe(users);
  expect(metrics.counter('record_count', { stream: 'tags' })).not.toBe(users);
});

test('a timer logs seconds at once', () => {
  const { metrics, points } = setUp();
  metrics.timer('http_request_duration', 0.25, { endpoint: '/tags' });
  expect(points()).toEqual([
    { type: 'timer', metric: 'http_request_duration', value: 0.25, tags: { endpoint: '/tags' } },
  ]);
});
