// Every answer of the sandbox, errors included, against the published description.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Exchange, type Sandbox } from '../../../sandbox/index.ts';
import { fieldsOf, type Fields } from '../../../sandbox/json.ts';
import { checkExchange, specPresent } from './spec.ts';

/** The ids of a list's records. */
const idsIn = (list: unknown): string[] =>
  Array.isArray(list) ? list.map((item) => String(fieldsOf(item)['id'])) : [];

const title = specPresent ? '' : ' SKIPPED: intercom-2.11.yaml is absent, set SPECS_DIR';

describe.skipIf(!specPresent)(`the sandbox keeps to the published description${title}`, () => {
  let sandbox: Sandbox;
  const exchanges: Exchange[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ contacts: 80, companies: 130, conversations: 50, rateLimit: 0 });
    sandbox.onExchange = (exchange) => exchanges.push(exchange);
  });
  afterAll(() => sandbox.close());

  async function call(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Fields> {
    const [method = 'GET', path = '/'] = route.split(' ');
    const answer = await fetch(sandbox.intercom + path, {
      method,
      headers: { authorization: 'Bearer sandbox-token', 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return fieldsOf(await answer.json());
  }

  const everything = {
    query: { field: 'created_at', operator: '>', value: 1 },
    pagination: { per_page: 150 },
  };

  function violations(): string[] {
    const found = exchanges.flatMap(checkExchange);
    exchanges.length = 0;
    return found;
  }

  it.each([
    '/me',
    '/admins',
    '/admins?display_avatar=true',
    '/admins/991267391',
    '/admins/1',
    '/teams',
    '/tags',
    '/segments',
    '/segments?include_count=true',
    '/segments?type=company&include_count=true',
    '/data_attributes',
    '/data_attributes?model=company&include_archived=true',
    '/data_attributes?model=contact',
    '/data_attributes?model=conversation',
  ])('GET %s', async (path) => {
    await call(`GET ${path}`);
    expect(exchanges).toHaveLength(1);
    expect(violations()).toEqual([]);
  });

  it('contacts: search pages, each contact and the lists behind it', async () => {
    await call('POST /contacts/search', {
      query: { field: 'role', operator: '=', value: 'lead' },
      pagination: { per_page: 5 },
    });
    const ids = idsIn((await call('POST /contacts/search', everything))['data']);
    expect(ids).toHaveLength(80);
    for (const id of ids)
      for (const list of ['', '/tags', '/companies?per_page=2', '/notes?per_page=2', '/segments'])
        await call(`GET /contacts/${id}${list}`);
    for (const id of ids) await call(`GET /events?type=user&intercom_user_id=${id}`);
    await call('GET /contacts/0000000000000000000000aa/tags');
    expect(violations()).toEqual([]);
  });

  it('conversations: search pages and each with its parts', async () => {
    const ids = idsIn((await call('POST /conversations/search', everything))['conversations']);
    expect(ids).toHaveLength(50);
    for (const id of ids) await call(`GET /conversations/${id}?display_as=plaintext`);
    for (const id of ids) await call(`GET /conversations/${id}`);
    await call('GET /conversations/1');
    expect(violations()).toEqual([]);
  });

  it('companies: the scroll to its end, its refusals, the list and each by id', async () => {
    let param = '';
    const ids: string[] = [];
    for (;;) {
      const page = await call(`GET /companies/scroll${param}`);
      const found = idsIn(page['data']);
      if (found.length === 0) break;
      ids.push(...found);
      param = `?scroll_param=${String(page['scroll_param'])}`;
      await call('GET /companies/scroll');
    }
    expect(ids).toHaveLength(130);
    await call('GET /companies/scroll?scroll_param=gone');
    for (let page = 1; page <= 3; page++)
      await call(`POST /companies/list?page=${page}&per_page=60&order=asc`);
    await call('POST /companies/list?page=999');
    for (const id of [...ids, 'nobody']) await call(`GET /companies/${id}`);
    expect(violations()).toEqual([]);
  });

  it('refusals: token, permission, version, query', async () => {
    const lacking = { authorization: 'Bearer sandbox-token-without-conversations' };
    await call('POST /conversations/search', { query: { field: 'id', operator: '>', value: '' } }, lacking);
    await call('GET /tags', undefined, { 'intercom-version': '9.9' });
    await call('GET /tags', undefined, { accept: 'text/html' });
    await call('POST /contacts/search', { query: { field: 'shoe_size', operator: '=', value: 44 } });
    await call('POST /auth/eagle/token', { code: 'wrong', client_id: 'a', client_secret: 'b' });
    expect(exchanges.map(({ status }) => status)).toEqual([403, 400, 406, 400, 401]);
    expect(violations()).toEqual([]);
  });
});
