// Ordered concurrency: order kept, bound kept, no failure lost, source closed.
import * as fc from 'fast-check';
import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { orderedMap, readAhead } from '../../../core/concurrency.ts';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let n = 0; n < count; n += 1) yield n;
}

async function* failing(after: number): AsyncGenerator<number> {
  yield* numbers(after);
  await turn();
  throw new Error('source failed');
}

async function failAtOne(n: number): Promise<number> {
  if (n === 1) throw new Error('work failed');
  await turns(3);
  return n;
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await turn();
}

async function collect<T>(source: AsyncIterable<T>): Promise<{ items: T[]; error: unknown }> {
  const items: T[] = [];
  try {
    for await (const item of source) items.push(item);
  } catch (error) {
    return { items, error };
  }
  return { items, error: undefined };
}

test('results come in the order of the source, never more than the width under way', async () => {
  const durations = fc.array(fc.nat(4), { maxLength: 20 });
  const property = fc.asyncProperty(durations, fc.integer({ min: 1, max: 6 }), async (times, width) => {
    let underWay = 0;
    let most = 0;
    const work = async (n: number): Promise<number> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turns(times[n] ?? 0);
      underWay -= 1;
      return n;
    };
    const { items } = await collect(orderedMap(numbers(times.length), work, width));
    expect(items).toEqual(times.map((_, n) => n));
    expect(most).toBeLessThanOrEqual(width);
  });
  await fc.assert(property, { numRuns: 60 });
});

test('a slow first item does not keep the others from being worked on', async () => {
  const started: number[] = [];
  const first = new EventEmitter();
  const result = collect(
    orderedMap(
      numbers(5),
      async (n) => {
        started.push(n);
        if (n === 0) await once(first, 'done');
        return n;
      },
      3,
    ),
  );
  await turns(5);
  expect(started).toEqual([0, 1, 2]);
  first.emit('done');
  expect((await result).items).toEqual([0, 1, 2, 3, 4]);
});

test.each([0, 1, 3])(
  'work that takes %i turns: what came before a failing source is yielded, then the failure thrown',
  async (time) => {
    const work = async (n: number): Promise<number> => {
      await turns(time);
      return n;
    };
    for (const width of [1, 2, 4]) {
      const { items, error } = await collect(orderedMap(failing(3), work, width));
      expect(items).toEqual([0, 1, 2]);
      expect(error).toEqual(new Error('source failed'));
    }
  },
);

test('a source that fails while the reader is busy is not taken for one that ended', async () => {
  const result = orderedMap(failing(1), async (n) => n, 2);
  expect(await result.next()).toEqual({ value: 0, done: false });
  await turns(5);
  await expect(result.next()).rejects.toThrow('source failed');
});

test('failing work is thrown in its turn and closes the source', async () => {
  let closed = false;
  async function* source(): AsyncGenerator<number> {
    try {
      yield* numbers(100);
    } finally {
      closed = true;
    }
  }
  const { items, error } = await collect(orderedMap(source(), failAtOne, 4));
  expect(items).toEqual([0]);
  expect(error).toEqual(new Error('work failed'));
  expect(closed).toBe(true);
});

test('a reader that leaves early closes the source, which is asked for no more', async () => {
  let asked = 0;
  let closed = false;
  async function* source(): AsyncGenerator<number> {
    try {
      for (;;) yield (asked += 1);
    } finally {
      closed = true;
    }
  }
  for await (const item of orderedMap(source(), async (n) => n, 3)) if (item === 2) break;
  const before = asked;
  await turns(5);
  expect(closed).toBe(true);
  expect(asked).toBe(before);
});

test('reading ahead runs no further than asked', async () => {
  let made = 0;
  async function* source(): AsyncGenerator<number> {
    for (;;) yield (made += 1);
  }
  const ahead = readAhead(source(), 4);
  await ahead.next();
  await turns(10);
  expect(made).toBe(5);
  await ahead.return(undefined);
});
