// Windowed reading against a model of a sorted table: complete, without doubles, and safe to stop at any page.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWindows, type SearchPage, type WindowedRead, type WindowPage } from '../../core/tap/windows.ts';
import { SortedTable, type TableRow } from './sorted-table.ts';

const scenario = fc.record({
  // Few distinct times make many equal ones across page borders.
  times: fc
    .integer({ min: 1, max: 4000 })
    .chain((span) => fc.array(fc.integer({ min: 1, max: span }), { maxLength: 500, size: 'max' })),
  from: fc.constantFrom(0, 0, 300, 2000),
  pageSize: fc.integer({ min: 1, max: 2 }),
  grain: fc.constantFrom(1, 50, 300),
  cutGrain: fc.constantFrom(1, 50, 70),
  delays: fc.array(fc.nat(3), { maxLength: 20 }),
  changes: fc.array(fc.option(fc.nat(500), { nil: undefined }), { maxLength: 400, size: 'max' }),
  concurrency: fc.integer({ min: 1, max: 8 }),
  indexLag: fc.constantFrom(0, 0, 3, 30, Infinity),
  // Changed shortly before the read.
  stale: fc.array(fc.nat(500), { maxLength: 200, size: 'max' }),
  lateSince: fc.constantFrom(0, 1, 100, 2000),
});

const version = ({ id, at }: TableRow): number => at * 1000 + id;

test('whatever changes while it is read: every other row comes once, and every position is safe', async () => {
  const property = fc.asyncProperty(
    scenario,
    async ({ times, from, concurrency, lateSince, stale, ...options }) => {
      const table = new SortedTable(times, options);
      const came = new Map<number, number>();
      const isMissing = (row: TableRow): boolean => row.at >= from && !came.has(version(row));
      const read = table.read(from, concurrency);
      for (const id of stale) table.change(id);
      for await (const page of readWindows({ ...read, settledAt: read.settledAt - lateSince })) {
        for (const row of page.records) came.set(version(row), (came.get(version(row)) ?? 0) + 1);
        expect(table.rows.filter((row) => row.at < page.position && isMissing(row))).toEqual([]);
      }
      expect(table.rows.filter((row) => row.at === times[row.id] && isMissing(row))).toEqual([]);
      // What the index never learns of has come from where it stood; what is not settled may come from two windows.
      const stays = options.indexLag === Infinity;
      const current = table.shown.filter((row) => stays && row.at === table.rows[row.id]?.at);
      expect(current.filter(isMissing)).toEqual([]);
      const settled = times.map((at, id) => ({ id, at })).filter(({ at }) => at < read.settledAt - lateSince);
      const counted = settled.map(version);
      expect(counted.filter((one) => (came.get(one) ?? 0) > 1)).toEqual([]);
    },
  );
  // Shrinking a failure would otherwise outlast the test, and hide it.
  await fc.assert(property, { numRuns: 100, interruptAfterTimeLimit: 20_000 });
});

const STILL = { changes: [], indexLag: 0 };

const SHAPES: Record<string, (share: number) => number> = {
  even: (share) => share,
  'mostly recent': (share) => share ** 0.25,
  'mostly old': (share) => share ** 4,
  'two busy times': (share) => (share < 0.5 ? share / 10 : 0.9 + (share - 0.5) / 5),
};

test.each(Object.keys(SHAPES))(
  'rows that are %s are read by all readers with few pages read twice',
  async (shape) => {
    const at = SHAPES[shape] ?? Number;
    const times = Array.from({ length: 3000 }, (_, n) => 1000 + Math.round(at(n / 3000) * 1e7));
    const table = new SortedTable(times, { pageSize: 2, grain: 1, cutGrain: 1, delays: [1], ...STILL });
    let rows = 0;
    for await (const { records } of readWindows(table.read(0, 4))) rows += records.length;
    expect(rows).toBe(3000);
    expect(table.requests).toBeLessThan(1500 * 1.02);
    expect(Math.max(...table.windows)).toBeLessThan(2 * (1500 / 4));
  },
);

test.each([
  ['everything', 0],
  ['more than half', 3000],
])(
  'where %s has changed too late to be settled, it is read once, and what is left by few requests more',
  async (_, old) => {
    for (const grain of [1, 50]) {
      const settled = Array.from({ length: old }, (_row, n) => 1000 + n);
      const late = Array.from({ length: 4000 }, (_row, n) => 20_000 + Math.floor(n / 10));
      const options = { pageSize: 2, grain, cutGrain: grain, delays: [1], ...STILL };
      const table = new SortedTable([...settled, ...late], options);
      const came = new Map<number, number>();
      for await (const { records } of readWindows({ ...table.read(0, 8), settledAt: 19_000 }))
        for (const { id } of records) came.set(id, (came.get(id) ?? 0) + 1);
      expect(came.size).toBe(table.rows.length);
      expect(Math.max(...came.values())).toBe(1);
      expect(table.requests).toBeLessThan((table.rows.length / 2) * 1.1);
    }
  },
);

test('two readers are enough while there is no time to spare', async () => {
  const times = Array.from({ length: 3000 }, (_, n) => 1000 + n);
  const table = new SortedTable(times, { pageSize: 2, grain: 1, cutGrain: 1, delays: [], ...STILL });
  let rows = 0;
  for await (const { records } of readWindows({ ...table.read(0, 4), idle: () => false }))
    rows += records.length;
  expect(rows).toBe(3000);
  expect(table.windows).toHaveLength(2);
});

function fixed(
  pages: readonly SearchPage<number>[],
  more: Partial<WindowedRead<number>> = {},
): WindowedRead<number> {
  return {
    from: 0,
    settledAt: 4000,
    pages: async function* ({ from, to }, goOn) {
      for (const { records, total } of pages) {
        const page = { records: records.filter((time) => time >= from && time < to), total };
        const wanted = goOn(page);
        yield page;
        if (!wanted) return;
      }
    },
    timeOf: (time) => time,
    keyOf: (time) => time,
    cut: Math.floor,
    pageSize: 1,
    concurrency: 4,
    idle: () => true,
    ...more,
  };
}

async function all(read: WindowedRead<number>): Promise<WindowPage<number>[]> {
  const pages: WindowPage<number>[] = [];
  for await (const page of readWindows(read)) pages.push(page);
  return pages;
}

test('a search that does not keep to its order is read to its end and loses nothing', async () => {
  const times = [500, 400, 3000, 300, 3500, 200, ...Array.from({ length: 300 }, (_, n) => (n * 37) % 4000)];
  const pages = times.map((time) => ({ records: [time], total: times.length }));
  const came = (await all(fixed(pages, { concurrency: 2 }))).flatMap(({ records }) => records);
  expect(came.toSorted((a, b) => a - b)).toEqual(times.toSorted((a, b) => a - b));
});

test('the position stays where it is while rows come newest first', async () => {
  const times = Array.from({ length: 300 }, (_, n) => 3000 - n);
  const pages = [0, 1, 2].map((n) => ({ records: times.slice(n * 100, n * 100 + 100), total: 300 }));
  expect((await all(fixed(pages))).map(({ position }) => position)).toEqual([0, 0, 0]);
});

test('rows before the asked time, as a search by day gives them, are left in for the reader to judge', async () => {
  const pages = [{ records: [90, 100, 110], total: 3 }];
  const read = fixed(pages, {
    from: 100,
    pages: async function* (_, goOn) {
      for (const page of pages) {
        goOn(page);
        yield page;
      }
    },
  });
  expect(await all(read)).toEqual([{ records: [90, 100, 110], position: 110, total: 3 }]);
});

test('a search that does not count is read by one reader', async () => {
  const pages = Array.from({ length: 400 }, (_, n) => ({ records: [n], total: Infinity }));
  let opened = 0;
  const one = fixed(pages);
  const read = fixed(pages, {
    pages: (window, goOn) => {
      opened += 1;
      return one.pages(window, goOn);
    },
  });
  expect((await all(read)).length).toBe(400);
  expect(opened).toBe(1);
});

test('rows that leave a search while it is read, as a bulk change makes them, do not make it endless', async () => {
  const pages = Array.from({ length: 100 }, (_, n) => ({ records: [n], total: n < 50 ? 100 : 0 }));
  expect(await all(fixed(pages))).toHaveLength(100);
});

test('a row that stands where it stood before it changed says nothing of how far the search has come', async () => {
  const pages = [[1, 2, 3999], [3, 4], [5]].map((records) => ({ records, total: 6 }));
  const read = fixed(pages, { settledAt: 3000 });
  expect((await all(read)).map(({ position }) => position)).toEqual([2, 4, 5]);
});

test('a search that never ends is stopped with an error that says what it counted', async () => {
  let asked = 0;
  const read = fixed([], {
    pages: async function* (_, goOn) {
      while (goOn({ records: [7], total: 20 })) {
        asked += 1;
        yield { records: [7], total: 20 };
      }
    },
  });
  await expect(all(read)).rejects.toThrow('the search gave 51 rows where it counted 20');
  expect(asked).toBe(50);
});
