// Merging sources: nothing lost, nobody ahead of the reader, sources added on the way, all of them ended.
import * as fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Merger } from '../../../core/concurrency.ts';

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await turn();
}

async function* items(name: string, pauses: readonly number[]): AsyncGenerator<string> {
  for (const [n, pause] of pauses.entries()) {
    await turns(pause);
    yield `${name}${n}`;
  }
}

async function* failing(): AsyncGenerator<string> {
  yield 'last';
  throw new Error('source failed');
}

test('every item of every source comes once, each source in its own order', async () => {
  const sources = fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { maxLength: 5 });
  const property = fc.asyncProperty(sources, async (lists) => {
    const merger = new Merger<string>();
    for (const [n, pauses] of lists.entries()) merger.add(items(`${n}-`, pauses));
    const came: string[] = [];
    for await (const item of merger) came.push(item);
    for (const [n, pauses] of lists.entries()) {
      expect(came.filter((one) => one.startsWith(`${n}-`))).toEqual(pauses.map((_, at) => `${n}-${at}`));
    }
    expect(came.length).toBe(lists.flat().length);
    expect(merger.running).toBe(0);
  });
  await fc.assert(property, { numRuns: 60 });
});

test('a source waits until its item has been dealt with', async () => {
  let made = 0;
  async function* endless(): AsyncGenerator<number> {
    for (;;) yield (made += 1);
  }
  const merger = new Merger<number>();
  merger.add(endless());
  const reader = merger[Symbol.asyncIterator]();
  await reader.next();
  await turns(5);
  expect(made).toBe(1);
  await reader.next();
  expect(made).toBe(2);
  await reader.return(undefined);
});

test('a source may be added while the others are read', async () => {
  const merger = new Merger<string>();
  merger.add(items('a', [0, 0]));
  const came: string[] = [];
  for await (const item of merger) {
    came.push(item);
    if (item === 'a0' || item === 'a1') merger.add(items(`${item}+`, [2, 0]));
  }
  expect(came.toSorted()).toEqual(['a0', 'a0+0', 'a0+1', 'a1', 'a1+0', 'a1+1']);
});

test('a failing source fails the whole, after what had already come', async () => {
  const merger = new Merger<string>();
  merger.add(failing());
  merger.add(items('slow', [50]));
  const came: string[] = [];
  const reading = async (): Promise<void> => {
    for await (const item of merger) came.push(item);
  };
  await expect(reading()).rejects.toThrow('source failed');
  expect(came).toEqual(['last']);
});

test('a reader that leaves early ends every source, also the one whose item it holds', async () => {
  const ended: string[] = [];
  async function* source(name: string): AsyncGenerator<string> {
    try {
      for (;;) yield name;
    } finally {
      ended.push(name);
    }
  }
  const merger = new Merger<string>();
  for (const name of ['a', 'b', 'c']) merger.add(source(name));
  for await (const item of merger) if (item === 'b') break;
  await turns(3);
  expect(ended.toSorted()).toEqual(['a', 'b', 'c']);
  expect(merger.running).toBe(0);
});
