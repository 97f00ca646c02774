// Folders, lists, and who is on them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { failing, held, listOf, ok, seed, startBrevo } from './client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBrevo({ brevoLists: [35, 36, 37] });
});
afterEach(() => sandbox.close());

describe('lists and folders', () => {
  it('start with one folder and the lists of the options', async () => {
    expect(await ok(sandbox, 'GET /contacts/folders')).toMatchObject({ count: 1, folders: [{ id: 1 }] });
    expect(await ok(sandbox, 'GET /contacts/lists?sort=asc')).toMatchObject({
      count: 3,
      lists: [35, 36, 37].map((id) => ({ id, folderId: 1, totalSubscribers: 0, uniqueSubscribers: 0 })),
    });
  });

  it('are created, renamed, moved and deleted', async () => {
    const folder = await ok(sandbox, 'POST /contacts/folders', { name: 'Intercom' });
    expect(folder).toEqual({ id: 2 });
    expect(await ok(sandbox, 'POST /contacts/lists', { name: 'Users', folderId: 1 })).toEqual({ id: 38 });
    await ok(sandbox, 'PUT /contacts/lists/38', { name: 'All users' });
    await ok(sandbox, 'PUT /contacts/lists/38', { folderId: 2 });
    await ok(sandbox, 'PUT /contacts/folders/2', { name: 'Synced' });
    expect(await ok(sandbox, 'GET /contacts/folders/2')).toMatchObject({ id: 2, name: 'Synced' });
    expect(await ok(sandbox, 'GET /contacts/folders/2/lists')).toMatchObject({
      count: 1,
      lists: [{ id: 38 }],
    });
    expect(await ok(sandbox, 'GET /contacts/lists/38')).toMatchObject({ name: 'All users', folderId: 2 });
    await ok(sandbox, 'DELETE /contacts/folders/2');
    await ok(sandbox, 'DELETE /contacts/lists/37');
    expect((await held(sandbox, 'lists')).map(({ id }) => id)).toEqual([35, 36]);
  });

  it('may share a name, and come in pages of up to 50', async () => {
    await seed(sandbox, { lists: Array.from({ length: 60 }, () => ({ name: 'Same' })) });
    expect(listOf((await ok(sandbox, 'GET /contacts/lists'))['lists'])).toHaveLength(10);
    expect(listOf((await ok(sandbox, 'GET /contacts/lists?limit=50&offset=50'))['lists'])).toHaveLength(13);
    expect(await failing(sandbox, 'GET /contacts/lists?limit=51')).toMatchObject([
      400,
      { code: 'out_of_range' },
    ]);
  });

  it('are 300 at most', async () => {
    await seed(sandbox, { lists: Array.from({ length: 297 }, (_, n) => ({ name: `L${n}` })) });
    const body = { name: 'One more', folderId: 1 };
    expect(await failing(sandbox, 'POST /contacts/lists', body)).toMatchObject([
      400,
      { code: 'out_of_range' },
    ]);
  });

  it.each([
    ['POST /contacts/lists', { name: 'A', folderId: 9 }, 404, 'Folder ID does not exist'],
    ['POST /contacts/lists', { name: 'A' }, 400, 'folderId is missing'],
    ['POST /contacts/lists', { folderId: 1 }, 400, 'name is missing'],
    ['PUT /contacts/lists/35', {}, 400, 'Either name or folderId is required'],
    ['GET /contacts/lists/99', undefined, 404, 'List ID does not exist'],
    ['DELETE /contacts/folders/9', undefined, 404, 'Folder ID does not exist'],
  ])('%s %j: %i %s', async (route, body, status, message) => {
    expect(await failing(sandbox, route, body)).toMatchObject([status, { message }]);
  });
});

const members = async (): Promise<unknown[]> => (await held(sandbox, 'account')).map(({ lists }) => lists);

describe('members of a list', () => {
  beforeEach(() =>
    seed(sandbox, {
      contacts: [
        { email: 'a@acme.example', ext_id: 'A' },
        { email: 'b@acme.example', ext_id: 'B' },
      ],
    }),
  );
  const add = '/contacts/lists/35/contacts/add';
  const remove = '/contacts/lists/35/contacts/remove';

  it.each([{ emails: ['A@acme.example', 'b@acme.example'] }, { ids: [1, 2] }, { extIds: ['A', 'B'] }])(
    'are added and removed by %j',
    async (body) => {
      const success = Object.values(body)[0];
      expect(await ok(sandbox, `POST ${add}`, body)).toEqual({ contacts: { success, failure: [] } });
      expect(await members()).toEqual([[35], [35]]);
      expect(await ok(sandbox, 'GET /contacts/lists/35')).toMatchObject({ uniqueSubscribers: 2 });
      expect(await ok(sandbox, `POST ${remove}`, body)).toEqual({ contacts: { success, failure: [] } });
      expect(await members()).toEqual([[], []]);
    },
  );

  it('that cannot be added are named, as long as one can', async () => {
    await ok(sandbox, `POST ${add}`, { extIds: ['A'] });
    expect(await ok(sandbox, `POST ${add}`, { extIds: ['A', 'nobody', 'B', 'B'] })).toEqual({
      contacts: { success: ['B'], failure: ['A', 'nobody', 'B'] },
    });
    expect(await failing(sandbox, `POST ${add}`, { extIds: ['A', 'nobody'] })).toMatchObject([
      400,
      { code: 'invalid_parameter', message: 'Contact already in list and/or does not exist' },
    ]);
    expect(
      await failing(sandbox, `POST /contacts/lists/36/contacts/remove`, { extIds: ['A'] }),
    ).toMatchObject([400, { message: 'Contact already removed from list and/or does not exist' }]);
  });

  it('are all removed at once on request', async () => {
    await ok(sandbox, `POST ${add}`, { ids: [1, 2] });
    await ok(sandbox, 'POST /contacts/lists/36/contacts/add', { ids: [1] });
    expect(await ok(sandbox, `POST ${remove}`, { all: true })).toEqual({
      contacts: { processId: 1, total: 2 },
    });
    expect(await members()).toEqual([[36], []]);
  });

  it('leave with a list that is deleted', async () => {
    await ok(sandbox, `POST ${add}`, { ids: [1, 2] });
    await ok(sandbox, 'DELETE /contacts/lists/35');
    expect(await members()).toEqual([[], []]);
  });

  it('are read in pages of up to 500', async () => {
    await seed(sandbox, {
      contacts: Array.from({ length: 60 }, (_, n) => ({ ext_id: `M${n}`, listIds: [36] })),
    });
    const page = async (query: string): Promise<number> =>
      listOf((await ok(sandbox, `GET /contacts/lists/36/contacts${query}`))['contacts']).length;
    expect([await page(''), await page('?limit=500'), await page('?limit=50&offset=50')]).toEqual([
      50, 60, 10,
    ]);
    const tooMany = 'GET /contacts/lists/36/contacts?limit=501';
    expect(await failing(sandbox, tooMany)).toMatchObject([400, { code: 'out_of_range' }]);
  });

  it.each([
    [{ ids: Array.from({ length: 151 }, (_, n) => n) }, 400, 'At most 150 ids can be passed'],
    [{ ids: [] }, 400, 'One of emails, ids, extIds is required'],
    [{ ids: [1], extIds: ['A'] }, 400, 'One of emails, ids, extIds is required'],
    [{}, 400, 'One of emails, ids, extIds is required'],
  ])('cannot be added by %j', async (body, status, message) => {
    expect(await failing(sandbox, `POST ${add}`, body)).toMatchObject([status, { message }]);
  });

  it('cannot be added to a list that is not there', async () => {
    const route = 'POST /contacts/lists/99/contacts/add';
    expect(await failing(sandbox, route, { ids: [1] })).toMatchObject([404, { code: 'document_not_found' }]);
  });
});
