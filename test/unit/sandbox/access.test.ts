// Tokens, permissions, headers, and ids that lead nowhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { ALL, call, codeOf, ids, ok, searchAll } from './client.ts';

describe('access', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ contacts: 40, companies: 5, conversations: 5 });
  });
  afterAll(() => sandbox.close());

  const refusal = async (
    route: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<unknown[]> => {
    const { status, json } = await call(sandbox, route, body, headers);
    expect(json).toMatchObject({ type: 'error.list', request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    return [status, codeOf(json)];
  };

  it.each(['Bearer nobody', 'Basic c2FuZGJveA==', ''])("'%s' is no token", async (authorization) => {
    expect(await refusal('GET /me', undefined, { authorization })).toEqual([401, 'unauthorized']);
  });

  it.each([
    ['admins', 'GET /admins', 401, 'token_unauthorized'],
    ['companies', 'GET /companies/scroll', 401, 'token_unauthorized'],
    ['contacts', 'POST /contacts/search', 401, 'token_unauthorized'],
    ['conversations', 'POST /conversations/search', 403, 'forbidden'],
    ['data_attributes', 'GET /data_attributes', 401, 'token_unauthorized'],
    ['events', 'GET /events', 401, 'token_unauthorized'],
    ['segments', 'GET /segments', 401, 'token_unauthorized'],
    ['tags', 'GET /tags', 401, 'token_unauthorized'],
    ['teams', 'GET /teams', 401, 'token_unauthorized'],
  ])('a token without %s may not %s, but knows who it is', async (scope, route, status, code) => {
    const headers = { authorization: `Bearer sandbox-token-without-${scope}` };
    expect(await refusal(route, route.startsWith('POST') ? { query: ALL } : undefined, headers)).toEqual([
      status,
      code,
    ]);
    expect((await call(sandbox, 'GET /me', undefined, headers)).status).toBe(200);
  });

  it('answers JSON or nothing', async () => {
    expect(await refusal('GET /tags', undefined, { accept: 'text/csv' })).toEqual([
      406,
      'media_type_not_acceptable',
    ]);
    expect(await refusal('POST /contacts/search', {}, { 'content-type': 'text/plain' })).toEqual([
      415,
      'client_error',
    ]);
  });

  it.each([
    ['GET /contacts/66000000000000000000dead', 'not_found'],
    ['GET /contacts/1/notes', 'not_found'],
    ['GET /conversations/99', 'not_found'],
    ['GET /companies/1', 'company_not_found'],
    ['GET /admins/1', 'admin_not_found'],
    ['GET /nowhere', 'not_found'],
  ])('%s is a 404', async (route, code) => {
    expect(await refusal(route)).toEqual([404, code]);
  });

  it('a merged contact is gone, from 2.16 with a link to the one it became', async () => {
    const before = ids(await searchAll(sandbox, 'contacts'));
    await ok(sandbox, 'POST /__sandbox/mutate', { n: 1, kinds: ['contact.merged'] });
    const after = ids(await searchAll(sandbox, 'contacts'));
    const gone = before.find((id) => !after.includes(id)) ?? '';
    expect(await refusal(`GET /contacts/${gone}`)).toEqual([404, 'not_found']);
    const { status, headers } = await call(sandbox, `GET /contacts/${gone}`, undefined, {
      'intercom-version': '2.16',
    });
    expect(status).toBe(410);
    const target = /^<\/contacts\/(\w+)>; rel="canonical"$/.exec(headers.get('link') ?? '')?.[1];
    expect(after).toContain(target);
  });

  it('an OAuth code buys the token once client and secret are given', async () => {
    const grant = { code: 'sandbox-code', client_id: 'a', client_secret: 'b' };
    const bought = { token_type: 'Bearer', token: 'sandbox-token', access_token: 'sandbox-token' };
    const form = await fetch(`${sandbox.intercom}/auth/eagle/token`, {
      method: 'POST',
      body: new URLSearchParams(grant),
    });
    expect(await form.json()).toEqual(bought);
    expect((await call(sandbox, 'POST /auth/eagle/token', grant, { authorization: '' })).json).toEqual(
      bought,
    );
    expect(await refusal('POST /auth/eagle/token', { ...grant, code: 'old' })).toEqual([401, 'unauthorized']);
  });

  it('the Brevo half knows its account and nothing else', async () => {
    const { brevo } = sandbox;
    expect((await fetch(`${brevo}/v3/account`, { headers: { 'api-key': 'sandbox-key' } })).status).toBe(200);
    expect((await fetch(`${brevo}/v3/account`, { headers: { 'api-key': 'wrong' } })).status).toBe(401);
    const missing = await fetch(`${brevo}/v3/nothing`, { headers: { 'api-key': 'sandbox-key' } });
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { code: 'document_not_found', message: expect.any(String) },
    ]);
  });
});
