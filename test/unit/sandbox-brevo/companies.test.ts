// Companies: always new, linked to contacts, found by their attributes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { failing, fieldsOf, held, listOf, ok, seed, startBrevo } from './client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBrevo({ processPolls: 0 });
  await seed(sandbox, { contacts: [{ email: 'a@acme.example' }, { ext_id: 'B' }] });
});
afterEach(() => sandbox.close());

const create = async (body: object): Promise<string> =>
  String((await ok(sandbox, 'POST /companies', body))['id']);

const names = async (query: string): Promise<unknown[]> =>
  listOf((await ok(sandbox, `GET /companies?${query}`))['items']).map(
    ({ attributes }) => fieldsOf(attributes)['name'],
  );

describe('companies', () => {
  it('are created anew by every request, whatever their name', async () => {
    const ids = [await create({ name: 'Acme' }), await create({ name: 'Acme' })];
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(await held(sandbox, 'companies')).toMatchObject(
      ids.map((id) => ({ id, attributes: { name: 'Acme' } })),
    );
  });

  it('keep the attributes they know in the right type, and drop others without a word', async () => {
    const id = await create({
      name: 'Acme',
      attributes: { industry: 'Tools', revenue: 1.5, number_of_employees: 'many', colour: 'red' },
    });
    expect(await ok(sandbox, `GET /companies/${id}`)).toMatchObject({
      attributes: { name: 'Acme', revenue: 1.5 },
    });
    expect((await held(sandbox, 'companies'))[0]?.['attributes']).toEqual({
      name: 'Acme',
      industry: 'Tools',
      revenue: 1.5,
    });
  });

  it('take attributes of one’s own, which get an internal name', async () => {
    const attribute = { label: 'Intercom ID', attributeType: 'text', objectType: 'companies' };
    await ok(sandbox, 'POST /crm/attributes', attribute);
    const tier = {
      label: 'Tier',
      attributeType: 'single-select',
      objectType: 'companies',
      optionsLabels: ['Gold'],
    };
    await ok(sandbox, 'POST /crm/attributes', tier);
    await create({ name: 'Acme', attributes: { intercom_id: 'c1', tier: 'Gold' } });
    await create({ name: 'Other', attributes: { intercom_id: 'c2', tier: 'Tin' } });
    expect((await held(sandbox, 'companies')).map(({ attributes }) => attributes)).toEqual([
      { name: 'Acme', intercom_id: 'c1', tier: 'Gold' },
      { name: 'Other', intercom_id: 'c2' },
    ]);
    expect(await failing(sandbox, 'POST /crm/attributes', attribute)).toMatchObject([400, {}]);
    const found = await ok(sandbox, 'GET /companies?filters[attributes.intercom_id]=c2');
    expect(listOf(found['items'])).toMatchObject([{ attributes: { name: 'Other' } }]);
  });

  it('are linked: PATCH replaces, link-unlink adds and removes', async () => {
    const id = await create({ name: 'Acme', linkedContactsIds: [1] });
    const linked = async (): Promise<unknown> =>
      (await ok(sandbox, `GET /companies/${id}`))['linkedContactsIds'];
    await ok(sandbox, `PATCH /companies/link-unlink/${id}`, { linkContactIds: [2] });
    expect(await linked()).toEqual([1, 2]);
    await ok(sandbox, `PATCH /companies/link-unlink/${id}`, { unlinkContactIds: [1] });
    expect(await linked()).toEqual([2]);
    await ok(sandbox, `PATCH /companies/${id}`, { attributes: { domain: 'acme.example' } });
    expect(await linked()).toEqual([2]);
    await ok(sandbox, `PATCH /companies/${id}`, { linkedContactsIds: [1] });
    expect(await linked()).toEqual([1]);
    expect(await failing(sandbox, `PATCH /companies/${id}`, { linkedContactsIds: [99] })).toMatchObject([
      400,
      {},
    ]);
  });

  it('are listed by page, filter and link; a plain `filters` does nothing', async () => {
    for (const name of ['A', 'B', 'C']) await create({ name, linkedContactsIds: name === 'B' ? [2] : [] });
    expect(await names('filters[attributes.name]=B')).toEqual(['B']);
    expect(await names('filters={"attributes.name":"B"}')).toEqual(['A', 'B', 'C']);
    expect(await names('linkedContactsIds=2')).toEqual(['B']);
    expect(await names('limit=2&page=2')).toEqual(['C']);
    expect(await names('sort=desc&limit=1')).toEqual(['C']);
    expect(await names('modifiedSince=2999-01-01T00:00:00.000Z')).toEqual([]);
  });

  it('are deleted, and then gone', async () => {
    const id = await create({ name: 'Acme' });
    await ok(sandbox, `DELETE /companies/${id}`);
    for (const route of [`GET /companies/${id}`, `DELETE /companies/${id}`])
      expect(await failing(sandbox, route)).toMatchObject([404, { code: 'document_not_found' }]);
    expect(await failing(sandbox, 'POST /companies', {})).toMatchObject([400, { code: 'missing_parameter' }]);
  });
});

describe('an import of companies', () => {
  it('creates rows without an id, updates those with one, and links', async () => {
    const id = await create({ name: 'Acme', attributes: { industry: 'Tools' } });
    const form = new FormData();
    const csv = `company_id,name,revenue,associated_contact\n${id},Acme Ltd,5,a@acme.example\n,New,,2\n,,,\n`;
    form.set('file', new Blob([csv]), 'companies.csv');
    form.set('mapping', JSON.stringify({ link_entities: true, update_existing_records: true }));
    const answer = await fetch(`${sandbox.brevo}/v3/companies/import`, {
      method: 'POST',
      headers: { 'api-key': 'sandbox-key' },
      body: form,
    });
    expect([answer.status, await answer.json()]).toEqual([200, { processId: 1 }]);
    expect(await ok(sandbox, 'GET /processes/1')).toMatchObject({ status: 'completed' });
    expect(await held(sandbox, 'companies')).toMatchObject([
      { id, attributes: { name: 'Acme Ltd', industry: 'Tools', revenue: 5 }, linkedContactsIds: [1] },
      { attributes: { name: 'New' }, linkedContactsIds: [2] },
    ]);
  });
});
