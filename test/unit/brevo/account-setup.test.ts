// Lists, attributes, imports and companies against the sandbox: what goes out, what comes back, and what a lost answer leads to.
import { describe, expect, test } from 'vitest';
import { held, report, seed } from '../sandbox-brevo/client.ts';
import { begin, collect } from './speaking.ts';

const lost = (route: string) => ({ brevoFaults: [{ route, fault: 'lost' as const }] });

describe('lists', () => {
  test('are created in a folder, and all of them read', async () => {
    const { account, sandbox } = await begin();
    const folder = await account.createFolder('Intercom');
    const names = Array.from({ length: 60 }, (_, n) => `List ${n}`);
    await seed(sandbox, { lists: names.map((name) => ({ name, folderId: folder })) });
    const id = await account.createList('The last', folder);
    const lists = await account.lists();
    expect(lists).toHaveLength(61);
    expect(lists.find((list) => list.id === id)).toMatchObject({ name: 'The last', folderId: folder });
    expect((await account.folders()).map(({ name }) => name)).toContain('Intercom');
  });

  test.each(['POST /contacts/lists', 'POST /contacts/folders'])(
    'a lost answer of %s leads to no second one',
    async (route) => {
      const { account } = await begin(lost(route));
      const folder = await account.createFolder('Intercom');
      const list = await account.createList('Leads', folder);
      expect((await account.folders()).filter(({ name }) => name === 'Intercom')).toMatchObject([
        { id: folder },
      ]);
      expect(await account.lists()).toMatchObject([{ id: list, name: 'Leads' }]);
    },
  );

  test('people go on and off, and those for whom nothing changed are told', async () => {
    const { account } = await begin({ brevoLists: [35] });
    for (const ext_id of ['1', '2']) await account.postContact({ email: `${ext_id}@example.com`, ext_id });
    expect(await account.addToList(35, ['1', 'gone'])).toEqual({ success: ['1'], failure: ['gone'] });
    expect(await account.addToList(35, ['1', 'gone'])).toEqual({ success: [], failure: ['1', 'gone'] });
    expect(await account.addToList(35, ['1', '2'])).toEqual({ success: ['2'], failure: ['1'] });
    expect(await collect(account.listMembers(35))).toHaveLength(2);
    expect(await account.removeFromList(35, ['1', '2'])).toEqual({ success: ['1', '2'], failure: [] });
    expect(await account.removeFromList(35, ['1'])).toEqual({ success: [], failure: ['1'] });
  });

  test('a list that is not there is an error, not a failure of its members', async () => {
    const { account } = await begin();
    await expect(account.addToList(99, ['1'])).rejects.toMatchObject({ status: 404 });
  });
});

describe('attributes', () => {
  test('are created with their types, and known by them', async () => {
    const { account } = await begin();
    await account.createAttribute({ name: 'AGE', type: 'float' });
    await account.createAttribute({ name: 'TAGS', type: 'multiple-choice', options: ['a', 'b'] });
    await account.createAttribute({ name: 'PLAN', type: 'category', options: ['free', 'pro'] });
    const byName = new Map((await account.attributes()).map((attribute) => [attribute.name, attribute]));
    expect(byName.get('AGE')).toEqual({
      name: 'AGE',
      category: 'normal',
      type: 'float',
      options: [],
      values: [],
    });
    expect(byName.get('TAGS')).toMatchObject({ type: 'multiple-choice', options: ['a', 'b'] });
    expect(byName.get('PLAN')).toMatchObject({ type: 'category', options: ['free', 'pro'], values: [1, 2] });
  });

  test.each(['multiple-choice', 'category'] as const)('%s: options are added, none goes', async (type) => {
    const { account, sandbox } = await begin();
    await account.createAttribute({ name: 'X', type, options: ['a', 'b'] });
    const read = async () => (await account.attributes()).find(({ name }) => name === 'X');
    const before = await read();
    if (before === undefined) throw new Error('X is missing');
    await account.extendOptions(before, ['b', 'c']);
    expect(await read()).toMatchObject({
      options: ['a', 'b', 'c'],
      values: type === 'category' ? [1, 2, 3] : [],
    });
    await account.extendOptions(before, ['a']);
    expect((await report(sandbox)).routes['PUT /contacts/attributes/:category/:name']).toEqual({ 204: 1 });
  });

  test('one that is there already will do if it has the type', async () => {
    const { account } = await begin(lost('POST /contacts/attributes/:category/:name'));
    await account.createAttribute({ name: 'AGE', type: 'float' });
    await expect(account.createAttribute({ name: 'AGE', type: 'text' })).rejects.toMatchObject({
      status: 400,
    });
  });
});

test('an import is started, followed, and its files are read without the key', async () => {
  const { account } = await begin({ brevoLists: [1], processPolls: 1 });
  const rows = [{ email: 'a@example.com' }, { email: 'no address' }];
  const id = await account.importContacts({ jsonBody: rows, listIds: [1] });
  expect(await account.process(id)).toMatchObject({ id, status: 'queued' });
  const [newest] = await account.newestProcesses();
  expect(newest).toMatchObject({ id, status: 'completed' });
  const url = newest?.files['invalid_emails'];
  expect(await account.csv(url ?? '')).toContain('no address');
});

test('a lost answer to an import is left to whoever started it', async () => {
  const { account, sandbox } = await begin({ ...lost('POST /contacts/import'), brevoLists: [1] });
  const asked = account.importContacts({ jsonBody: [{ email: 'a@example.com' }], listIds: [1] });
  await expect(asked).rejects.toMatchObject({ ambiguous: true });
  expect((await report(sandbox)).total).toBe(1);
});

describe('companies', () => {
  test('are created, updated, linked, and found by an attribute', async () => {
    const { account } = await begin();
    await account.createCompanyAttribute('Intercom id', 'text');
    const names = (await account.companyAttributes()).map(({ internalName }) => internalName);
    expect(names).toContain('intercom_id');
    const { id: contact = 0 } = await account.postContact({ email: 'a@example.com' });
    const id = await account.createCompany({ name: 'Acme', attributes: { intercom_id: 'c1' } });
    await account.updateCompany(id, { name: 'Acme Ltd' });
    await account.linkCompany(id, { linkContactIds: [contact] });
    expect(await collect(account.companies({ attribute: 'intercom_id', value: 'c1' }))).toMatchObject([
      { id, attributes: { name: 'Acme Ltd' }, linkedContactsIds: [contact] },
    ]);
    expect(await collect(account.companies({ attribute: 'intercom_id', value: 'c2' }))).toEqual([]);
  });

  test('a lost answer leads to no second company', async () => {
    const { account, sandbox } = await begin(lost('POST /companies'));
    await expect(account.createCompany({ name: 'Acme' })).rejects.toMatchObject({ ambiguous: true });
    expect(await held(sandbox, 'companies')).toHaveLength(1);
  });

  test('are read page by page', async () => {
    const { account, sandbox } = await begin();
    await seed(sandbox, { companies: Array.from({ length: 120 }, (_, n) => ({ name: `Company ${n}` })) });
    expect(new Set((await collect(account.companies())).map(({ id }) => id)).size).toBe(120);
  });
});
