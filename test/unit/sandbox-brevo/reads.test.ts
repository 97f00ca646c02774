// Reading contacts: one, pages of many, filters, and how late a write is seen.
import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../../sandbox/index.ts';
import { ContactStore } from '../../../sandbox/brevo/contacts/store.ts';
import type { Contact } from '../../../sandbox/brevo/contacts/contact.ts';
import { call, failing, fieldsOf, held, listOf, ok, seed, startBrevo } from './client.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());
const start = async (options: Partial<SandboxOptions> = {}): Promise<void> => {
  sandbox = await startBrevo({ brevoLists: [35, 36], ...options });
};

/** The ids on a page of contacts. */
async function idsOf(query: string): Promise<unknown[]> {
  return listOf((await ok(sandbox, `GET /contacts?${query}`))['contacts']).map(({ id }) => id);
}

describe('one contact', () => {
  it('shows its identifiers among the attributes, the e-mail apart', async () => {
    await start();
    const attributes = { SMS: '+33612345678', FIRSTNAME: 'Ada' };
    await ok(sandbox, 'POST /contacts', {
      email: 'a@acme.example',
      ext_id: 'A/1 %',
      attributes,
      listIds: [36],
    });
    expect(await ok(sandbox, 'GET /contacts/A%2F1%20%25?identifierType=ext_id')).toMatchObject({
      id: 1,
      email: 'a@acme.example',
      attributes: { SMS: '33612345678', FIRSTNAME: 'Ada', EXT_ID: 'A/1 %' },
      listIds: [36],
      emailBlacklisted: false,
      statistics: {},
    });
  });

  it('has no e-mail where it was given none', async () => {
    await start();
    await ok(sandbox, 'POST /contacts', { ext_id: 'A1' });
    expect(await ok(sandbox, 'GET /contacts/1')).not.toHaveProperty('email');
    await ok(sandbox, 'DELETE /contacts/1');
    expect(await failing(sandbox, 'GET /contacts/1')).toMatchObject([404, { code: 'document_not_found' }]);
  });
});

describe('the list of contacts', () => {
  it('comes newest first, or oldest, in pages of up to 1000', async () => {
    await start();
    await seed(sandbox, { contacts: Array.from({ length: 120 }, (_, n) => ({ ext_id: `C${n}` })) });
    expect(await idsOf('')).toHaveLength(50);
    expect(await idsOf('limit=3')).toEqual([120, 119, 118]);
    expect(await idsOf('limit=3&offset=118')).toEqual([2, 1]);
    expect(await idsOf('limit=3&offset=2&sort=asc')).toEqual([3, 4, 5]);
    expect(await idsOf('limit=1000')).toHaveLength(120);
    expect((await ok(sandbox, 'GET /contacts?limit=1'))['count']).toBe(120);
  });

  it.each([
    ['limit=1001', 'out_of_range'],
    ['limit=ten', 'invalid_parameter'],
    ['sort=up', 'invalid_parameter'],
    ['modifiedSince=yesterday', 'invalid_parameter'],
    ['page=2', 'invalid_parameter'],
    ['filter=greater(AGE,1)', 'invalid_parameter'],
    [`ids=${Array.from({ length: 21 }, (_, n) => n + 1).join(',')}`, 'out_of_range'],
  ])('refuses %s', async (query, code) => {
    await start();
    expect(await failing(sandbox, `GET /contacts?${query}`)).toMatchObject([400, { code }]);
  });

  it('can be narrowed to ids, lists, and an attribute that equals something', async () => {
    await start();
    await seed(sandbox, {
      attributes: [{ name: 'DAY', type: 'date' }],
      contacts: [
        { ext_id: 'A', listIds: [35], attributes: { FIRSTNAME: 'Ada', DAY: '1989-11-23' } },
        { ext_id: 'B', listIds: [35, 36] },
        { ext_id: 'C', attributes: { FIRSTNAME: 'Ada' } },
      ],
    });
    expect(await idsOf('ids=1,3,99')).toEqual([3, 1]);
    expect(await idsOf('listIds=35')).toEqual([2, 1]);
    expect(await idsOf('listIds=36&listIds=35')).toEqual([2, 1]);
    expect(await idsOf(`filter=${encodeURIComponent('equals(FIRSTNAME,"Ada")')}`)).toEqual([3, 1]);
    expect(await idsOf(`filter=${encodeURIComponent('equals(DAY, "1989-11-23")')}`)).toEqual([1]);
    expect(await idsOf('filter=equals(EXT_ID,B)')).toEqual([2]);
  });

  it('can be narrowed to what was created or changed since a time, that time included', async () => {
    await start();
    await seed(sandbox, { contacts: [{ ext_id: 'A' }, { ext_id: 'B' }] });
    await ok(sandbox, 'PUT /contacts/1', { attributes: { FIRSTNAME: 'Ada' } });
    const { createdAt, modifiedAt } = await ok(sandbox, 'GET /contacts/1');
    expect(await idsOf(`modifiedSince=${String(modifiedAt)}`)).toContain(1);
    expect(await idsOf(`createdSince=${String(createdAt)}`)).toEqual([2, 1]);
    const later = new Date(Date.parse(String(modifiedAt)) + 60_000).toISOString();
    expect(await idsOf(`modifiedSince=${later}`)).toEqual([]);
    expect(await idsOf(`createdSince=${later}`)).toEqual([]);
  });
});

const contact = (id: number, EXT_ID: string): Contact => ({
  id,
  identity: { EXT_ID },
  attributes: {},
  listIds: [],
  emailBlacklisted: false,
  smsBlacklisted: false,
  createdAt: 0,
  modifiedAt: 0,
});

describe('a late read', () => {
  it('does not see a write yet, nor a change of lists or a deletion', async () => {
    await start({ readLagSeconds: 600 });
    await seed(sandbox, { contacts: [{ email: 'a@acme.example', listIds: [35] }, { ext_id: 'B' }] });
    await ok(sandbox, 'PUT /contacts/1', { attributes: { EMAIL: 'b@acme.example' }, unlinkListIds: [35] });
    await ok(sandbox, 'DELETE /contacts/2');
    await ok(sandbox, 'POST /contacts', { ext_id: 'C' });
    expect(await idsOf('')).toEqual([2, 1]);
    expect(await ok(sandbox, 'GET /contacts/a%40acme.example')).toMatchObject({ listIds: [35] });
    expect((await call(sandbox, 'GET /contacts/b%40acme.example')).status).toBe(404);
    expect((await ok(sandbox, 'GET /contacts/lists/35/contacts'))['count']).toBe(1);
    expect(fieldsOf((await held(sandbox, 'account'))[0])).toMatchObject({
      email: 'b@acme.example',
      lists: [],
    });
    expect((await held(sandbox, 'account')).map(({ id }) => id)).toEqual([1, 3]);
  });

  it('sees each write when its time has come', async () => {
    await start();
    const store = new ContactStore(1000);
    store.put(contact(1, 'A'), 0);
    store.put(contact(1, 'B'), 500);
    store.delete(1, 900);
    const seen = (now: number): unknown => store.seen(now).get(1)?.identity.EXT_ID;
    expect([999, 1000, 1499, 1500, 1899, 1900].map(seen)).toEqual([undefined, 'A', 'A', 'B', 'B', undefined]);
    expect(store.seen(1900).owner('EXT_ID', 'A')).toBeUndefined();
    expect(store.current.size).toBe(0);
  });
});
