// The control routes: what an account holds, preparing and emptying it, counts, and the hook.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange, Sandbox } from '../../../sandbox/index.ts';
import { call, failing, held, ok, report, seed, startBrevo } from './client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBrevo({ brevoLists: [35] });
});
afterEach(() => sandbox.close());

describe('a seed', () => {
  it('prepares all kinds of things, visible at once and uncounted', async () => {
    const ids = await seed(sandbox, {
      attributes: [{ name: 'PLAN', type: 'text' }],
      folders: [{ id: 7, name: 'Sync' }],
      lists: [{ id: 50, name: 'Users', folderId: 7 }],
      contacts: [
        { email: 'a@acme.example', attributes: { PLAN: 'pro' }, listIds: [50], emailBlacklisted: true },
      ],
      companies: [{ name: 'Acme', linkedContactsIds: [1] }],
      events: [{ event_name: 'seen', identifiers: { contact_id: 1 } }],
    });
    expect(ids).toMatchObject({
      attributes: ['PLAN'],
      folders: [7],
      lists: [50],
      contacts: [1],
      events: [1],
    });
    expect(await ok(sandbox, 'GET /contacts/1')).toMatchObject({
      attributes: { PLAN: 'pro' },
      listIds: [50],
      emailBlacklisted: true,
    });
    expect(await held(sandbox, 'lists')).toMatchObject([{ id: 35 }, { id: 50, folderId: 7, contacts: 1 }]);
    expect(await report(sandbox)).toMatchObject({ total: 1, writes: 0 });
  });

  it.each([
    [{ contact: [] }, 'contact cannot be seeded'],
    [{ contacts: {} }, 'contacts must be a list of objects'],
    [
      { contacts: [{ ext_id: 'A' }, { ext_id: 'A' }] },
      /^contacts 1: Unable to create contact, ext_id is already/,
    ],
    [{ events: [{}] }, 'event_name is invalid'],
  ])('%j is refused', async (given, message) => {
    const [status, { error }] = await failing(sandbox, 'POST /__sandbox/seed', given);
    expect(status).toBe(400);
    expect(error).toMatch(message);
  });
});

describe('the control routes', () => {
  it('show every contact in full', async () => {
    await ok(sandbox, 'POST /contacts', { ext_id: 'A', listIds: [35], attributes: { SMS: '33612345678' } });
    expect(await held(sandbox, 'account')).toEqual([
      {
        id: 1,
        ext_id: 'A',
        email: null,
        attributes: { SMS: '33612345678' },
        lists: [35],
        emailBlacklisted: false,
        smsBlacklisted: false,
      },
    ]);
  });

  it('empty the account on reset', async () => {
    await seed(sandbox, {
      contacts: [{ ext_id: 'A' }],
      companies: [{ name: 'Acme' }],
      lists: [{ name: 'B' }],
    });
    await ok(sandbox, 'POST /__sandbox/reset');
    expect(await held(sandbox, 'account')).toEqual([]);
    expect(await held(sandbox, 'companies')).toEqual([]);
    expect(await held(sandbox, 'lists')).toMatchObject([{ id: 35 }]);
    expect(await ok(sandbox, 'POST /contacts', { ext_id: 'A' })).toEqual({ id: 1 });
    expect(await ok(sandbox, 'GET /companies')).toEqual({ items: [] });
  });

  it('count requests by route and status, writes apart', async () => {
    await ok(sandbox, 'POST /contacts', { ext_id: 'A' });
    await call(sandbox, 'PUT /contacts/99', {});
    await ok(sandbox, 'GET /contacts/1');
    const { total, writes, routes } = await report(sandbox);
    expect([total, writes]).toEqual([3, 2]);
    expect(routes).toEqual({
      'POST /contacts': { 201: 1 },
      'PUT /contacts/:identifier': { 404: 1 },
      'GET /contacts/:identifier': { 200: 1 },
    });
    await ok(sandbox, 'POST /__sandbox/requests/reset');
    expect(await report(sandbox)).toMatchObject({ total: 0, writes: 0 });
  });
});

describe('the hook', () => {
  it('sees the exchanges of both sides, paths below the base path', async () => {
    const seen: Exchange[] = [];
    sandbox.onExchange = (exchange) => seen.push(exchange);
    await ok(sandbox, 'POST /contacts?', { ext_id: 'A' });
    await ok(sandbox, 'DELETE /contacts/1?identifierType=contact_id');
    await fetch(`${sandbox.intercom}/tags`, { headers: { authorization: 'Bearer sandbox-token' } });
    expect(seen).toMatchObject([
      {
        side: 'brevo',
        method: 'POST',
        path: '/contacts',
        status: 201,
        requestBody: { ext_id: 'A' },
        responseBody: { id: 1 },
      },
      {
        side: 'brevo',
        method: 'DELETE',
        path: '/contacts/1',
        query: { identifierType: 'contact_id' },
        status: 204,
        responseBody: undefined,
      },
      { side: 'intercom', path: '/tags', status: 200 },
    ]);
  });
});
