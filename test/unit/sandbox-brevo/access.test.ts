// Keys, limits by group of endpoints, counts, and faults.
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultRule, Sandbox, SandboxOptions } from '../../../sandbox/index.ts';
import { call, failing, held, ok, report, startBrevo } from './client.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());
const start = async (options: Partial<SandboxOptions> = {}): Promise<void> => {
  sandbox = await startBrevo(options);
};

describe('a key', () => {
  it.each([
    ['wrong', 'Key not found'],
    ['', 'authentication not found in headers'],
    ['sandbox-key-wrong-ip', 'We have detected you are using an unrecognised IP address 127.0.0.1.'],
  ])('%j is refused with 401: %s', async (key, message) => {
    await start();
    const { status, json } = await call(sandbox, 'GET /account', undefined, { 'api-key': key });
    expect([status, json]).toMatchObject([
      401,
      { code: 'unauthorized', message: expect.stringContaining(message) },
    ]);
  });

  it.each([
    ['events', 'POST /events'],
    ['companies', 'GET /companies'],
    ['companies', 'GET /crm/attributes/companies'],
    ['contacts', 'GET /contacts/lists'],
  ])('without %s cannot %s, and can still look at the account', async (scope, route) => {
    await start();
    const key = { 'api-key': `sandbox-key-without-${scope}` };
    expect((await call(sandbox, route, undefined, key)).json).toMatchObject({ code: 'permission_denied' });
    expect((await call(sandbox, route, undefined, key)).status).toBe(403);
    expect((await call(sandbox, 'GET /account', undefined, key)).status).toBe(200);
  });
});

const sendText = (type: string): Promise<Response> =>
  fetch(`${sandbox.brevo}/v3/contacts`, {
    method: 'POST',
    headers: { 'api-key': 'sandbox-key', 'content-type': type },
    body: '{',
  });

describe('what Brevo refuses of any request', () => {
  it.each([
    ['GET /contacts?page=2', 400, 'invalid_parameter'],
    ['GET /account?limit=1', 400, 'invalid_parameter'],
    ['GET /nowhere', 404, 'document_not_found'],
    ['POST /contacts/batch', 404, 'document_not_found'],
  ])('%s: %i', async (route, status, code) => {
    await start();
    expect(await failing(sandbox, route)).toMatchObject([status, { code }]);
  });

  it('a body that is no JSON', async () => {
    await start();
    expect((await sendText('application/json')).status).toBe(400);
    expect((await sendText('text/plain')).status).toBe(415);
  });
});

const limitHeaders = (headers: Headers): (string | null)[] =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-sib-ratelimit-${name}`));

describe('the limits', () => {
  it('are told by headers, in seconds, and refuse with 429 and no Retry-After', async () => {
    await start({ brevoRestPerHour: 2 });
    expect(limitHeaders((await call(sandbox, 'GET /account')).headers)).toEqual(['2', '1', '3600']);
    await call(sandbox, 'GET /account');
    const { status, headers, json } = await call(sandbox, 'GET /companies');
    expect([status, json]).toMatchObject([429, { code: 'too_many_requests' }]);
    expect(limitHeaders(headers).slice(0, 2)).toEqual(['2', '0']);
    expect(headers.get('retry-after')).toBeNull();
    expect(await report(sandbox)).toMatchObject({ rate_limited: 1 });
  });

  it('are counted by group', async () => {
    await start({ brevoRestPerHour: 1, brevoContactsPerHour: 3, brevoEventsPerSecond: 1000 });
    await ok(sandbox, 'GET /account');
    expect((await call(sandbox, 'GET /events')).status).toBe(429);
    expect(limitHeaders((await call(sandbox, 'GET /contacts/lists')).headers)).toEqual(['3', '2', '3600']);
    const event = { event_name: 'a', identifiers: { ext_id: 'A' } };
    expect(limitHeaders((await call(sandbox, 'POST /events', event)).headers)[0]).toBe('1000');
    expect(limitHeaders((await call(sandbox, 'POST /events/batch', {})).headers)[0]).toBe('1000');
  });

  it('of a second and of an hour hold together: the headers are of the tighter one', async () => {
    await start({ brevoContactsPerSecond: 1000, brevoContactsPerHour: 2 });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await call(sandbox, 'GET /contacts')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(limitHeaders((await call(sandbox, 'GET /contacts')).headers).slice(0, 2)).toEqual(['2', '0']);
  });

  it('do not count strangers, and tell nothing where there are none', async () => {
    await start({ brevoRestPerHour: 1 });
    await call(sandbox, 'GET /account', undefined, { 'api-key': 'wrong' });
    expect((await call(sandbox, 'GET /account')).status).toBe(200);
    expect(limitHeaders((await call(sandbox, 'GET /contacts')).headers)).toEqual([null, null, null]);
  });
});

const impose = (rule: FaultRule): Promise<unknown> => ok(sandbox, 'POST /__sandbox/faults', [rule]);

describe('a fault', () => {
  it.each([
    [425, 'account_in_process'],
    [402, 'not_enough_credits'],
    [500, 'internal_error'],
  ])('of status %i answers in Brevo’s error shape', async (status, code) => {
    await start();
    await impose({ route: 'PUT /contacts/:identifier', fault: 'status', status });
    expect(await failing(sandbox, 'PUT /contacts/1', {})).toMatchObject([status, { code }]);
  });

  it.each(['lost', 'truncate'] as const)(
    '%s: the request takes effect, its answer does not come',
    async (fault) => {
      await start({ brevoFaults: [{ route: 'POST /contacts', fault }] });
      await expect(call(sandbox, 'POST /contacts', { ext_id: 'A' })).rejects.toThrow(
        /fetch failed|terminated/,
      );
      expect(await held(sandbox, 'account')).toHaveLength(1);
      expect(await report(sandbox)).toMatchObject({ writes: 1, in_flight: 0 });
    },
  );

  it('truncate: an answer without a body does not come either', async () => {
    await start({ brevoFaults: [{ route: 'DELETE /contacts/:identifier', fault: 'truncate' }] });
    await ok(sandbox, 'POST /contacts', { ext_id: 'A' });
    await expect(call(sandbox, 'DELETE /contacts/1')).rejects.toThrow(/fetch failed|terminated/);
    expect(await held(sandbox, 'account')).toEqual([]);
  });

  it('reset: the request has no effect', async () => {
    await start({ brevoFaults: [{ route: 'POST /contacts', fault: 'reset' }] });
    await expect(call(sandbox, 'POST /contacts', { ext_id: 'A' })).rejects.toThrow('fetch failed');
    expect(await held(sandbox, 'account')).toEqual([]);
  });

  it('that only Intercom can have is refused', async () => {
    await start();
    const [status, { error }] = await failing(sandbox, 'POST /__sandbox/faults', [
      { route: '*', fault: 'mutate' },
    ]);
    expect([status, error]).toEqual([400, expect.stringMatching(/^rule 0: fault must be one of status, /)]);
  });
});
