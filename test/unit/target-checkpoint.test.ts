// When STATE is printed, on a clock of the test's own.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Checkpoint } from '../../core/target/checkpoint.ts';
import { Watermark } from '../../core/protocol/settle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(flush: () => Promise<void> = async () => {}) {
  const watermark = new Watermark();
  const printed: string[] = [];
  const flushes = vi.fn<() => Promise<void>>(flush);
  const checkpoint = new Checkpoint(watermark, flushes, (text) => void printed.push(text));
  return { watermark, printed, flushes, checkpoint };
}

test('prints the newest due STATE every five seconds, and no sooner', async () => {
  const { watermark, printed } = setUp();
  watermark.state('A');
  await vi.advanceTimersByTimeAsync(4999);
  watermark.state('B');
  expect(printed).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  watermark.state('C');
  expect(printed).toEqual(['B']);
  await vi.advanceTimersByTimeAsync(5000);
  expect(printed).toEqual(['B', 'C']);
});

test('flushes only where a STATE waits', async () => {
  const { watermark, flushes } = setUp();
  watermark.ticket();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(flushes).not.toHaveBeenCalled();
  watermark.state('A');
  await vi.advanceTimersByTimeAsync(5000);
  expect(flushes).toHaveBeenCalledOnce();
});

test('a slow flush does not hold back what is settled meanwhile, and is not begun twice', async () => {
  const { watermark, printed, flushes } = setUp(() => new Promise(() => {}));
  const first = watermark.ticket();
  watermark.state('A');
  watermark.ticket();
  watermark.state('B');
  await vi.advanceTimersByTimeAsync(5000);
  first.settle();
  await vi.advanceTimersByTimeAsync(5000);
  expect(printed).toEqual(['A']);
  expect(flushes).toHaveBeenCalledOnce();
});

test('prints at the end, without waiting for the clock, and stops', async () => {
  const { watermark, printed, checkpoint } = setUp();
  watermark.state('A');
  await checkpoint.end();
  watermark.state('B');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(printed).toEqual(['A']);
});

test('where the last flush fails, what is due all the same is printed and the failure thrown', async () => {
  const { watermark, printed, checkpoint } = setUp(() => Promise.reject(new Error('disk full')));
  watermark.state('A');
  watermark.ticket();
  watermark.state('B');
  await expect(checkpoint.end()).rejects.toThrow('disk full');
  expect(printed).toEqual(['A']);
});

test('a failure between two messages is kept for whoever asks next', async () => {
  const { watermark, checkpoint } = setUp(() => Promise.reject(new Error('disk full')));
  watermark.state('A');
  expect(() => checkpoint.throwIfFailed()).not.toThrow();
  await vi.advanceTimersByTimeAsync(5000);
  expect(() => checkpoint.throwIfFailed()).toThrow('disk full');
});
