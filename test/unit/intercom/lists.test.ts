// Lists that go on under a link, a cursor or a page number.
import { expect, test } from 'vitest';
import type { ApiRequest } from '../../../core/http/client.ts';
import type { IntercomApi } from '../../../taps/intercom/api.ts';
import { readLinked } from '../../../taps/intercom/lists.ts';

const LIST = {
  stream: 'contacts',
  path: '/contacts/1/notes',
  route: '/contacts/{id}/notes',
  query: { per_page: 2 },
  rows: ['data', 'notes'],
};

/** An api whose answers come in this order, and what it was asked. */
function answering(...answers: unknown[]): { api: IntercomApi; asked: Pick<ApiRequest, 'path' | 'query'>[] } {
  const asked: Pick<ApiRequest, 'path' | 'query'>[] = [];
  const json = ({ path, query = {} }: ApiRequest): Promise<unknown> => {
    asked.push({ path, query });
    return Promise.resolve(answers.shift());
  };
  return { api: { client: { json } } as unknown as IntercomApi, asked };
}

test.each([
  [
    'a link',
    'https://api.intercom.io/contacts/1/notes?page=2',
    { path: 'https://api.intercom.io/contacts/1/notes?page=2', query: {} },
  ],
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
  expect(asked).toEqual([{ path: LIST.path, query: { per_page: 2 } }, second]);
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
