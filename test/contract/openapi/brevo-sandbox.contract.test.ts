// Every answer of the Brevo half, errors included, against the published description.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Exchange, type Sandbox } from '../../../sandbox/index.ts';
import { fieldsOf, type Fields } from '../../../sandbox/json.ts';
import { brevoSpecPresent, checkExchange } from './spec.ts';

const title = brevoSpecPresent ? '' : ' SKIPPED: brevo-v3.yaml is absent, set SPECS_DIR';

describe.skipIf(!brevoSpecPresent)(`the sandbox keeps to Brevo’s published description${title}`, () => {
  let sandbox: Sandbox;
  const exchanges: Exchange[] = [];

  beforeAll(async () => {
    const unlimited = {
      brevoContactsPerSecond: 0,
      brevoContactsPerHour: 0,
      brevoEventsPerSecond: 0,
      brevoRestPerHour: 0,
    };
    sandbox = await startSandbox({
      contacts: 1,
      companies: 0,
      conversations: 0,
      brevoLists: [35, 36],
      ...unlimited,
    });
    sandbox.onExchange = (exchange) => exchanges.push(exchange);
  });
  beforeEach(async () => {
    await control('reset');
    await control('seed', {
      attributes: [{ name: 'PLAN', type: 'multiple-choice', multiCategoryOptions: ['pro'] }],
      contacts: [{ email: 'known@acme.example', ext_id: 'K', attributes: { SMS: '33655555555' } }],
    });
    exchanges.length = 0;
  });
  afterAll(() => sandbox.close());

  const control = (name: string, body: object = {}): Promise<Response> =>
    fetch(`${sandbox.brevo}/__sandbox/${name}`, { method: 'POST', body: JSON.stringify(body) });

  async function call(route: string, body?: unknown, key = 'sandbox-key'): Promise<Fields> {
    const [method = 'GET', path = '/'] = route.split(' ');
    const answer = await fetch(`${sandbox.brevo}/v3${path}`, {
      method,
      headers: { 'api-key': key, ...(!(body instanceof FormData) && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    return fieldsOf(JSON.parse((await answer.text()) || '{}'));
  }

  /** The statuses so far, all of which must keep to the description. */
  function soundStatuses(): number[] {
    expect(exchanges.flatMap(checkExchange)).toEqual([]);
    return exchanges.map(({ status }) => status);
  }

  it('account, and what keys may not do', async () => {
    await call('GET /account');
    await call('GET /account', undefined, 'wrong');
    await call('GET /companies', undefined, 'sandbox-key-without-companies');
    await call('POST /events', { event_name: 'a', identifiers: { ext_id: 'A' } }, 'sandbox-key-wrong-ip');
    expect(soundStatuses()).toEqual([200, 401, 403, 401]);
  });

  it('attributes: every type, options, refusals', async () => {
    for (const type of ['text', 'date', 'float', 'boolean', 'user'])
      await call(`POST /contacts/attributes/normal/A_${type}`, { type });
    const options = { type: 'multiple-choice', multiCategoryOptions: ['vip'] };
    await call('POST /contacts/attributes/normal/TAGS', options);
    await call('POST /contacts/attributes/category/TIER', { enumeration: [{ value: 1, label: 'Gold' }] });
    await call('PUT /contacts/attributes/normal/TAGS', { multiCategoryOptions: ['vip', 'trial'] });
    await call('DELETE /contacts/attributes/multiple-choice/TAGS/vip');
    await call('GET /contacts/attributes');
    await call('DELETE /contacts/attributes/category/TIER');
    expect(soundStatuses()).toEqual([...Array.from({ length: 7 }, () => 201), 204, 204, 200, 204]);
    await call('POST /contacts/attributes/normal/TAGS', options);
    await call('PUT /contacts/attributes/normal/NONE', { multiCategoryOptions: [] });
    expect(soundStatuses().slice(11)).toEqual([400, 404]);
  });

  it('contacts: created, updated, read, in conflict, deleted', async () => {
    const attributes = { FIRSTNAME: 'Ada', SMS: '+33612345678', PLAN: ['pro'], NUMBER: 0, FLAG: false };
    await call('POST /contacts', { email: 'a+b@acme.example', ext_id: 'A', attributes, listIds: [35] });
    await call('POST /contacts', { email: 'a+b@acme.example', updateEnabled: true, emailBlacklisted: true });
    await call('POST /contacts', { ext_id: 'A', updateEnabled: true, getId: true });
    await call('POST /contacts', { attributes: { SMS: '33699999999' } });
    await call('PUT /contacts/A?identifierType=ext_id', { listIds: [36], unlinkListIds: [35], ext_id: 'B' });
    await call('PUT /contacts/2', { attributes: { EMAIL: 'known@acme.example' }, forceMerge: true });
    await call('GET /contacts/known%40acme.example?identifierType=email_id');
    await call(
      'GET /contacts?limit=1000&offset=0&sort=asc&modifiedSince=2024-01-01T00:00:00.000Z&listIds=36',
    );
    await call('GET /contacts?ids=1,2&filter=equals(FIRSTNAME,"Ada")');
    await call('DELETE /contacts/3');
    expect(soundStatuses()).toEqual([201, 204, 201, 201, 204, 204, 200, 200, 200, 204]);
  });

  it('contacts: what is refused', async () => {
    await call('POST /contacts', { email: 'known@acme.example' });
    await call('POST /contacts', { attributes: {} });
    await call('POST /contacts', { ext_id: 'X', attributes: { SMS: '0612345678' } });
    await call('PUT /contacts/nobody?identifierType=ext_id', {});
    await call('GET /contacts/99');
    await call('DELETE /contacts/99');
    await call('GET /contacts?limit=1001');
    await call('POST /contacts/batch', { contacts: [{ email: 'known@acme.example' }] });
    expect(soundStatuses()).toEqual([400, 400, 400, 404, 404, 404, 400, 404]);
  });

  it('folders, lists and their members', async () => {
    await call('POST /contacts/folders', { name: 'Sync' });
    await call('PUT /contacts/folders/2', { name: 'Synced' });
    await call('POST /contacts/lists', { name: 'Users', folderId: 2 });
    await call('PUT /contacts/lists/37', { name: 'All users' });
    for (const path of ['folders', 'folders/2', 'folders/2/lists', 'lists?limit=50', 'lists/37'])
      await call(`GET /contacts/${path}`);
    await call('POST /contacts/lists/37/contacts/add', { extIds: ['K', 'nobody'] });
    await call('GET /contacts/lists/37/contacts?limit=500');
    await call('POST /contacts/lists/37/contacts/remove', { emails: ['known@acme.example'] });
    await call('POST /contacts/lists/37/contacts/remove', { ids: [1] });
    await call('POST /contacts/lists/37/contacts/remove', { all: true });
    await call('DELETE /contacts/lists/37');
    await call('DELETE /contacts/folders/2');
    await call('GET /contacts/lists/37');
    const reads = [200, 200, 200, 200, 200];
    expect(soundStatuses()).toEqual([201, 204, 201, 204, ...reads, 201, 200, 201, 400, 201, 204, 204, 404]);
  });

  it('imports and processes, to the files about them', async () => {
    const jsonBody = [{ email: 'no address' }, { email: 'd@acme.example', attributes: { EXT_ID: 'D' } }];
    await call('POST /contacts/import', { jsonBody, listIds: [35], disableNotification: true });
    for (let n = 0; n < 4; n++) await call('GET /processes/1');
    for (let n = 0; n < 4; n++) await call('GET /processes?limit=50');
    const { info } = await call('GET /processes/1');
    expect(fieldsOf(info)['import']).toMatchObject({ invalid_emails: expect.stringMatching(/^http/) });
    await call('POST /contacts/import', { jsonBody });
    await call('GET /processes/99');
    const reads = Array.from({ length: 9 }, () => 200);
    expect(soundStatuses()).toEqual([202, ...reads, 400, 404]);
  });

  it('events, one and many', async () => {
    const event = { event_name: 'seen', identifiers: { ext_id: 'K' }, event_date: '2024-02-29T00:00:00Z' };
    await call('POST /events', { ...event, event_properties: { plan: 'pro', seats: 3, deep: { a: [1] } } });
    await call('POST /events', { ...event, event_name: 'two words' });
    await call('POST /events/batch', { events: [event, { ...event, event_name: '' }] });
    await call('GET /events?event_name=seen&limit=10');
    expect(soundStatuses()).toEqual([204, 400, 207, 200]);
  });

  it('companies and their attributes', async () => {
    await call('GET /crm/attributes/companies');
    await call('POST /crm/attributes', { label: 'Plan', attributeType: 'text', objectType: 'companies' });
    const { id } = await call('POST /companies', { name: 'Acme', linkedContactsIds: [1] });
    await call(`PATCH /companies/${String(id)}`, { attributes: { plan: 'pro' } });
    await call(`PATCH /companies/link-unlink/${String(id)}`, { unlinkContactIds: [1] });
    await call(`GET /companies/${String(id)}`);
    await call('GET /companies?filters[attributes.name]=Acme&limit=10&page=1&sort=asc');
    const form = new FormData();
    form.set('file', new Blob(['name\nNew\n']), 'companies.csv');
    form.set('mapping', '{}');
    await call('POST /companies/import', form);
    await call(`DELETE /companies/${String(id)}`);
    await call(`GET /companies/${String(id)}`);
    await call('POST /companies', { name: '' });
    expect(soundStatuses()).toEqual([200, 200, 200, 200, 204, 200, 200, 200, 204, 404, 400]);
  });
});
