// Search lags behind the records; reading by id does not.
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { STATUS, Table, type Row } from '../../../sandbox/intercom/table.ts';
import { ALL, ok, searchAll, sortedIds, truth, type Fields } from './client.ts';

let sandbox: Sandbox;
afterEach(() => sandbox?.close());

describe('the search index', () => {
  it('shows the old record until it has caught up, while the id shows the new one', async () => {
    sandbox = await startSandbox({ contacts: 50, indexLagSeconds: 300 });
    const [before] = await searchAll(sandbox, 'contacts');
    const id = String(before?.['id']);
    await ok(sandbox, 'POST /__sandbox/touch', { stream: 'contacts', id });
    const shown = async (): Promise<Fields | undefined> =>
      (await searchAll(sandbox, 'contacts', { query: { field: 'id', operator: '=', value: id } }))[0];
    const live = await ok(sandbox, `GET /contacts/${id}`);
    expect(Number(live['updated_at'])).toBeGreaterThan(Number(before?.['updated_at']));
    expect(await shown()).toEqual(before);
    await ok(sandbox, 'POST /__sandbox/index');
    expect(await shown()).toEqual(live);
  });

  it('does not know new records yet, but truth does', async () => {
    sandbox = await startSandbox({ contacts: 10, conversations: 10, indexLagSeconds: 300 });
    const kinds = ['contact.created', 'conversation.created'];
    await ok(sandbox, 'POST /__sandbox/mutate', { n: 100, kinds });
    const found = async (): Promise<number> =>
      (await searchAll(sandbox, 'contacts')).length + (await searchAll(sandbox, 'conversations')).length;
    expect(await found()).toBe(20);
    expect((await truth(sandbox, 'contacts')).length + (await truth(sandbox, 'conversations')).length).toBe(
      120,
    );
    await ok(sandbox, 'POST /__sandbox/index');
    expect(await found()).toBe(120);
  });

  it('without lag shows changes at once, gone records included', async () => {
    sandbox = await startSandbox({ contacts: 60, conversations: 0 });
    await ok(sandbox, 'POST /__sandbox/mutate', {
      n: 20,
      kinds: ['contact.deleted', 'contact.archived', 'contact.merged'],
    });
    const total = (await ok(sandbox, 'POST /contacts/search', { query: ALL }))['total_count'];
    expect(total).toBe(40);
    expect(sortedIds(await searchAll(sandbox, 'contacts'))).toEqual(
      sortedIds(await truth(sandbox, 'contacts')),
    );
  });
});

const row = (updated_at: number): Row<never> => ({
  created_at: 1,
  updated_at,
  version: 0,
  status: STATUS.active,
});

describe('a table with lag', () => {
  it('applies each change when it is due, in order', () => {
    const table = new Table([], 1, 10, () => row(1));
    table.put(0, row(100), 100);
    table.put(0, row(105), 105);
    const shownAt = (now: number): number => {
      table.catchUp(now);
      return table.indexedRow(0).updated_at;
    };
    expect([109, 110, 114, 115].map(shownAt)).toEqual([1, 100, 100, 105]);
    expect(table.row(0).updated_at).toBe(105);
  });

  it('grows, and keeps every row', () => {
    const table = new Table([], 0, 5, () => row(0));
    for (let n = 1; n <= 300; n++) expect(table.add(row(n), n)).toBe(n - 1);
    expect(Array.from({ length: 300 }, (_, index) => table.row(index).updated_at)).toEqual(
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
    expect(table.indexedRow(299).status).toBe(STATUS.unindexed);
  });
});
