// Keyset paging: equal timestamps, changes between pages, cursors that belong to one query.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { ALL, call, fieldsOf, ids, listOf, ok, searchAll, sortedIds, type Fields } from './client.ts';

const nextOf = (page: Fields): Fields => fieldsOf(fieldsOf(page['pages'])['next']);

describe('search paging', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ contacts: 120, conversations: 60, parts: 0, rateLimit: 0 });
    const some = ids(await searchAll(sandbox, 'contacts')).slice(0, 70);
    await ok(sandbox, 'POST /__sandbox/touch', { stream: 'contacts', ids: some, updated_at: 1_700_000_000 });
  });
  afterAll(() => sandbox.close());

  it('shows every record once, whatever the page size and order, also across equal timestamps', async () => {
    const all = sortedIds(await searchAll(sandbox, 'contacts'));
    expect(all).toHaveLength(120);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('ascending', 'descending'),
        async (per_page, order) => {
          const walked = await searchAll(sandbox, 'contacts', { per_page, order });
          expect(sortedIds(walked)).toEqual(all);
          const times = walked.map(({ updated_at }) => Number(updated_at));
          expect(times).toEqual(times.toSorted((a, b) => (order === 'ascending' ? a - b : b - a)));
        },
      ),
      { numRuns: 8 },
    );
  });

  it('shows a record again that changes behind the cursor of an ascending read', async () => {
    let moved: unknown;
    const walked = await searchAll(sandbox, 'contacts', {
      per_page: 50,
      between: async () => {
        if (moved !== undefined) return;
        const query = {
          query: ALL,
          sort: { field: 'updated_at', order: 'ascending' },
          pagination: { per_page: 1 },
        };
        moved = listOf((await ok(sandbox, 'POST /contacts/search', query))['data'])[0]?.['id'];
        await ok(sandbox, 'POST /__sandbox/touch', { stream: 'contacts', id: moved });
      },
    });
    expect(ids(walked).filter((id) => id === moved)).toHaveLength(2);
    expect(new Set(ids(walked)).size).toBe(120);
  });

  it('sorts contacts by updated_at, newest first, when nothing is said', async () => {
    const page = await ok(sandbox, 'POST /contacts/search', { query: ALL });
    const times = listOf(page['data']).map(({ updated_at }) => Number(updated_at));
    expect(times).toHaveLength(50);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('tells page, pages and total, and has no next on the last page', async () => {
    const request = { query: ALL, pagination: { per_page: 50 } };
    const first = await ok(sandbox, 'POST /contacts/search', request);
    expect(first).toMatchObject({
      total_count: 120,
      pages: { type: 'pages', page: 1, per_page: 50, total_pages: 3 },
    });
    const { starting_after } = nextOf(first);
    expect(JSON.parse(Buffer.from(String(starting_after), 'base64').toString())).toEqual([
      expect.any(Number),
      expect.any(String),
      2,
    ]);
    const last = await ok(sandbox, 'POST /contacts/search', { query: ALL, pagination: { per_page: 150 } });
    expect(last['pages']).toEqual({ type: 'pages', page: 1, per_page: 150, total_pages: 1 });
  });

  it('refuses a cursor that is broken or comes from another query', async () => {
    const search = { query: ALL, pagination: { per_page: 5 } };
    const { starting_after } = nextOf(await ok(sandbox, 'POST /contacts/search', search));
    const other = { query: { ...ALL, value: 1_700_000_000 }, pagination: { per_page: 5, starting_after } };
    const broken = { query: ALL, pagination: { per_page: 5, starting_after: 'WzFd' } };
    for (const body of [other, broken]) {
      const { status, json } = await call(sandbox, 'POST /contacts/search', body);
      expect([status, json['errors']]).toEqual([400, [expect.objectContaining({ code: 'invalid_param' })]]);
    }
  });
});
