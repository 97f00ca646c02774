// A queue without end: order, what goes to disk, and nothing left open.
import * as fc from 'fast-check';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';
import { spool } from '../../../core/tap/spool.ts';

const files = vi.hoisted(() => ({ opened: 0, closed: 0 }));

vi.mock(import('node:fs/promises'), async (importActual) => {
  const actual = await importActual();
  const open: typeof actual.open = async (...args) => {
    const file = await actual.open(...args);
    files.opened += 1;
    const close = file.close.bind(file);
    file.close = () => {
      files.closed += 1;
      return close();
    };
    return file;
  };
  return { ...actual, open };
});

beforeEach(() => {
  Object.assign(files, { opened: 0, closed: 0 });
});

interface Item {
  n: number;
  text: string;
}

const item = (n: number): Item => ({ n, text: `é${'x'.repeat(n % 7)}\u2028` });

async function* items(count: number): AsyncGenerator<Item> {
  for (let n = 0; n < count; n += 1) yield item(n);
}

async function* failing(after: number): AsyncGenerator<Item> {
  yield* items(after);
  throw new Error('source failed');
}

test('items come in order and unchanged, however much waits on disk', async () => {
  const property = fc.asyncProperty(
    fc.nat(60),
    fc.integer({ min: 1, max: 20 }),
    fc.array(fc.nat(2), { maxLength: 10 }),
    async (count, inMemory, pauses) => {
      const came: Item[] = [];
      for await (const one of spool(items(count), inMemory)) {
        came.push(one);
        for (let left = pauses[came.length % (pauses.length || 1)] ?? 0; left > 0; left -= 1) await sleep(0);
      }
      expect(came).toEqual(Array.from({ length: count }, (_, n) => item(n)));
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

test('a slow reader does not hold the source up, and no more than asked is kept in memory', async () => {
  const source = new EventEmitter();
  async function* hasty(): AsyncGenerator<Item> {
    yield* items(500);
    source.emit('end');
  }
  const ended = once(source, 'end');
  const reader = spool(hasty(), 3);
  expect(await reader.next()).toMatchObject({ value: { n: 0 } });
  await ended;
  expect(files).toEqual({ opened: 1, closed: 0 });
  let rest = 0;
  for await (const one of reader) expect(one).toEqual(item((rest += 1)));
  expect(rest).toBe(499);
  expect(files).toEqual({ opened: 1, closed: 1 });
});

test('no file is made while the reader keeps up', async () => {
  let came = 0;
  for await (const _ of spool(items(50), 100)) came += 1;
  expect(came).toBe(50);
  expect(files.opened).toBe(0);
});

test.each([0, 5, 50])(
  'a source that fails after %i items: they come first, then its failure',
  async (after) => {
    const came: Item[] = [];
    const reading = async (): Promise<void> => {
      for await (const one of spool(failing(after), 10)) came.push(one);
    };
    await expect(reading()).rejects.toThrow('source failed');
    expect(came).toHaveLength(after);
    expect(files.closed).toBe(files.opened);
  },
);

test.each([1, 2, 3, 20])('a reader that leaves after %i items closes file and source', async (after) => {
  const source = new EventEmitter();
  async function* endless(): AsyncGenerator<Item> {
    try {
      for (let n = 0; ; n += 1) {
        await sleep(0);
        yield item(n);
      }
    } finally {
      source.emit('end');
    }
  }
  const ended = once(source, 'end');
  for await (const { n } of spool(endless(), 1)) {
    await sleep(3);
    if (n + 1 === after) break;
  }
  await ended;
  await vi.waitFor(() => expect(files.closed).toBe(files.opened));
});
