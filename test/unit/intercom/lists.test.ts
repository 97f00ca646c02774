// Lists that go on under a link, a cursor or a page number.
import { expect, test } from 'vitest';
import { readLinked, readTable } from '../../../taps/intercom/lists.ts';
import { answering, request } from './answering-api.ts';

const LIST = {
  stream: 'contacts',
  path: '/contacts/1/notes',
  route: '/contacts/{id}/notes',
  query: { per_page: 2 },
  rows: ['data', 'notes'],
};

const LINKS = [
  'https://api.intercom.io/contacts/1/notes?page=2&a=b%20c',
  'https://gateway.example:8443/vendor/contacts/1/notes?page=2&a=b+c#top',
  '/vendor/contacts/1/notes?page=2&a=b c',
  'notes?page=2&a=b%20c',
  '?page=2&a=b%20c',
  'https://?page=2&a=b%20c',
];

test.each<[string, unknown, unknown]>([
  ...LINKS.map((link): [string, unknown, unknown] => [
    link,
    link,
    { path: LIST.path, query: { per_page: 2, page: '2', a: 'b c' } },
  ]),
  [
    'a cursor',
    { starting_after: 'abc', per_page: 2 },
    { path: LIST.path, query: { per_page: 2, starting_after: 'abc' } },
  ],
  [
    'a page number',
    { page: 2, per_page: 2, starting_after: null },
    { path: LIST.path, query: { per_page: 2, page: 2 } },
  ],
])('is followed by %s', async (_, next, second) => {
  const { api, asked } = answering(
    { data: [{ id: '1' }], pages: { next } },
    { data: [{ id: '2' }], pages: { next: null } },
  );
  expect(await readLinked(api, LIST)).toEqual([{ id: '1' }, { id: '2' }]);
  expect(asked.map(({ path, query }) => ({ path, query }))).toEqual([
    { path: LIST.path, query: { per_page: 2 } },
    second,
  ]);
});

test.each([null, undefined, ''])('ends with %j for a link', async (next) => {
  const { api, asked } = answering({ data: [{ id: '1' }], pages: { next } });
  expect(await readLinked(api, LIST)).toEqual([{ id: '1' }]);
  expect(asked).toHaveLength(1);
});

test('rows are found under either of their names, and a list without pages ends', async () => {
  const { api } = answering({ notes: [{ id: '1' }] });
  expect(await readLinked(api, LIST)).toEqual([{ id: '1' }]);
});

test('pages that go round in a circle end with an error instead of running for ever', async () => {
  const page = { data: [{ id: '1' }], pages: { next: { page: 2 } } };
  const { api } = answering(page, page, page);
  await expect(readLinked(api, LIST)).rejects.toThrow(
    'GET /contacts/{id}/notes: Intercom linked to a page that came before',
  );
});

test.each([
  null,
  {},
  { data: null },
  { data: {} },
  { data: [null] },
  { data: ['1'] },
  { type: 'error.list', errors: [] },
])('an answer %j has no list, and is not taken for an empty one', async (answer) => {
  const { api } = answering(answer, answer);
  await expect(readLinked(api, LIST)).rejects.toThrow(
    'GET /contacts/{id}/notes: Intercom answered without the list "data" or "notes"',
  );
  const table = readTable({ stream: 'tags', path: '/tags', rows: 'data' });
  await expect(table(api, request()).next()).rejects.toThrow(
    'GET /tags: Intercom answered without the list "data"',
  );
});

test('a table is one page, also where it is empty', async () => {
  const { api, asked } = answering({ data: [] });
  const table = readTable({ stream: 'tags', path: '/tags', query: { a: 'b' }, rows: 'data' });
  expect(await table(api, request()).next()).toEqual({ value: { records: [] }, done: false });
  expect(asked).toMatchObject([{ method: 'GET', path: '/tags', query: { a: 'b' } }]);
});
