// Searches: the query for a window, cursors in every form, and searches that go round in a circle.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../../../core/protocol/messages.ts';
import { probeSearch, readSearch, windowQuery, type Search } from '../../../taps/intercom/search.ts';
import { answering, request } from './answering-api.ts';

const search: Search = { stream: 'contacts', path: '/contacts/search', rows: 'data', cut: () => Math.floor };
const AT = 1_690_000_000;

async function pages(api: Parameters<typeof readSearch>[0], since = 0): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const page of readSearch(api, search, request({ since }))) found.push(page);
  return found;
}

const row = (id: string, at = AT): Row => ({ id, updated_at: at });

test('a window without an end asks for everything since its start, "or equal" said apart', () => {
  expect(windowQuery({ from: AT, to: Infinity })).toEqual({
    operator: 'OR',
    value: [
      { field: 'updated_at', operator: '>', value: AT },
      { field: 'updated_at', operator: '=', value: AT },
    ],
  });
});

type Query = { operator: string; value: Query[] | number };

// As the search is documented: in whole stretches (days, or seconds where the stretch is one).
function matches({ operator, value }: Query, time: number, stretch: number): boolean {
  if (Array.isArray(value)) {
    return operator === 'AND'
      ? value.every((one) => matches(one, time, stretch))
      : value.some((one) => matches(one, time, stretch));
  }
  const [left, right] = [Math.floor(time / stretch), Math.floor(value / stretch)];
  return operator === '=' ? left === right : operator === '>' ? left > right : left < right;
}

test('a window matches every time in it, compared by the second or by the day, and nests two levels at most', () => {
  const seconds = fc.integer({ min: 0, max: 1_000_000 });
  const property = fc.property(
    seconds,
    seconds,
    seconds,
    fc.constantFrom(1, 3600, 86_400),
    (a, b, time, stretch) => {
      const window = { from: Math.min(a, b), to: Math.max(a, b) + 1 };
      const query = windowQuery(window) as unknown as Query;
      const inside = time >= window.from && time < window.to;
      const matched = matches(query, time, stretch);
      expect(matched || !inside).toBe(true);
      expect(stretch > 1 || matched === inside).toBe(true);
      const depth = (one: Query): number =>
        Array.isArray(one.value) ? 1 + Math.max(...one.value.map(depth)) : 0;
      expect(depth(query)).toBeLessThanOrEqual(2);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

test.each<[string, unknown]>([
  ['an object', { per_page: 150, starting_after: 'c2' }],
  ['a link', 'https://api.intercom.io/contacts/search?per_page=150&starting_after=c2'],
])('the next page is asked for by cursor, given as %s', async (_, second) => {
  const { api, asked } = answering(
    { data: [row('1')], total_count: 2, pages: { next: second } },
    { data: [row('2')], total_count: 2, pages: {} },
  );
  expect(await pages(api)).toEqual([
    { records: [row('1')], position: AT, total: 2 },
    { records: [row('2')], position: AT, total: 2 },
  ]);
  const body = {
    query: windowQuery({ from: 0, to: Infinity }),
    sort: { field: 'updated_at', order: 'ascending' },
  };
  expect(asked).toMatchObject([
    { method: 'POST', groups: ['search'], body: { ...body, pagination: { per_page: 150 } } },
    { body: { ...body, pagination: { per_page: 150, starting_after: 'c2' } } },
  ]);
});

test.each([
  null,
  undefined,
  {},
  { next: null },
  { next: { per_page: 150 } },
  { next: { starting_after: null } },
  { next: '' },
])('pages %j mean that this was the last', async (last) => {
  const { api, asked } = answering({ data: [row('1')], total_count: 1, pages: last });
  expect(await pages(api)).toHaveLength(1);
  expect(asked).toHaveLength(1);
});

test.each(['https://', '/contacts/search?page=2', '?starting_after='])(
  'a link to a next page that is not told, %j, is not taken for the end',
  async (next) => {
    const { api } = answering({ data: [row('1')], total_count: 2, pages: { next } });
    await expect(pages(api)).rejects.toThrow(
      'POST /contacts/search: Intercom linked to a next page without "starting_after"',
    );
  },
);

test('an empty page is not the end while there is a cursor', async () => {
  const { api } = answering(
    { data: [], total_count: 1, pages: { next: { starting_after: 'c2' } } },
    { data: [row('1')], total_count: 1, pages: {} },
  );
  expect((await pages(api)).length).toBe(2);
});

test.each([undefined, null, 'many', {}])('a search that counts %j gives no total', async (total_count) => {
  const { api } = answering({ data: [row('1')], pages: null, total_count });
  expect(await pages(api)).toEqual([{ records: [row('1')], position: AT }]);
});

const next = (cursor: string): Row => ({ next: { starting_after: cursor } });

test.each<[string, Row, Row]>([
  ['cursor', { data: [row('1')], pages: next('c') }, { data: [row('2')], pages: next('c') }],
  ['page', { data: [row('1')], pages: next('c') }, { data: [row('1')], pages: next('d') }],
])('the same %s again is an error instead of a read without end', async (_, first, second) => {
  const { api, asked } = answering(first, second);
  await expect(pages(api)).rejects.toThrow(/POST \/contacts\/search: Intercom gave .*it would never end$/);
  expect(asked).toHaveLength(2);
});

test('an answer without its list is an error, not the end', async () => {
  const { api } = answering({ type: 'list', pages: {} });
  await expect(pages(api)).rejects.toThrow(
    'POST /contacts/search: Intercom answered without the list "data"',
  );
});

test('a probe asks for one row', async () => {
  const { api, asked } = answering({ data: [] });
  await probeSearch(api, search);
  expect(asked).toMatchObject([{ path: '/contacts/search', body: { pagination: { per_page: 1 } } }]);
});
