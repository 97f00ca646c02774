// Faults by rule: what each does to an answer, and when rules apply.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type FaultRule, type Sandbox } from '../../../sandbox/index.ts';
import { Faults, parseFaultRules } from '../../../sandbox/traffic/fault-rules.ts';
import { call, ok, truth } from './client.ts';

const ROUTE = 'GET /tags';

describe('a fault', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ contacts: 30, conversations: 5 });
  });
  afterEach(() => sandbox.close());

  const impose = (rule: Omit<FaultRule, 'route'>): Promise<unknown> =>
    ok(sandbox, 'POST /__sandbox/faults', [{ route: ROUTE, ...rule }]);

  it('status: answers in the vendor error shape, with the rate headers and those of the rule', async () => {
    await impose({ fault: 'status', status: 429, headers: { 'Retry-After': '7' } });
    const { status, headers, json } = await call(sandbox, ROUTE);
    expect([status, headers.get('retry-after'), headers.get('x-ratelimit-limit')]).toEqual([
      429,
      '7',
      '1666',
    ]);
    expect(json).toMatchObject({ type: 'error.list', errors: [{ code: 'rate_limit_exceeded' }] });
    await ok(sandbox, ROUTE);
  });

  it('status: sends the body of the rule as it is', async () => {
    await impose({ fault: 'status', status: 503, body: { type: 'error', message: 'down' } });
    expect(await call(sandbox, ROUTE)).toMatchObject({
      status: 503,
      json: { type: 'error', message: 'down' },
    });
  });

  it.each([
    ['html', 502, /^<!DOCTYPE html>/],
    ['html200', 200, /^<!DOCTYPE html>/],
    ['empty', 200, /^$/],
    ['not_found', 404, /"not_found"/],
  ] as const)('%s: answers %i with the body', async (fault, status, body) => {
    await impose({ fault });
    const reply = await call(sandbox, ROUTE);
    expect(reply.status).toBe(status);
    expect(reply.text).toMatch(body);
  });

  it.each(['reset', 'truncate'] as const)('%s: ends the connection under the reader', async (fault) => {
    await impose({ fault });
    await expect(call(sandbox, ROUTE)).rejects.toThrow(/fetch failed|terminated/);
    await ok(sandbox, ROUTE);
  });

  it('hang: never answers, and still lets the sandbox close', async () => {
    await impose({ fault: 'hang' });
    const request = fetch(`${sandbox.intercom}/tags`, {
      headers: { authorization: 'Bearer sandbox-token' },
      signal: AbortSignal.timeout(100),
    });
    await expect(request).rejects.toThrow(/timeout/);
  });

  it('mutate: changes records before the answer, which is otherwise the real one', async () => {
    await impose({ fault: 'mutate', n: 5, kinds: ['contact.created'] });
    await ok(sandbox, ROUTE);
    expect(await truth(sandbox, 'contacts')).toHaveLength(35);
  });

  it('delay: the answer comes all the same', async () => {
    await impose({ fault: 'delay', ms: 10 });
    expect((await call(sandbox, ROUTE)).status).toBe(200);
  });

  it('is refused by name of the field when it cannot be read', async () => {
    const { status, json } = await call(sandbox, 'POST /__sandbox/faults', [
      { route: '*', fault: 'explode' },
    ]);
    expect(status).toBe(400);
    expect(json['error']).toMatch(/^rule 0: fault must be one of status, /);
  });
});

describe('rules', () => {
  it('apply from the nth call on, as often as they say, each on its own count', () => {
    const faults = new Faults([
      { route: 'A', fault: 'empty', nth: 2, times: 2 },
      { route: '*', fault: 'reset', nth: 3 },
    ]);
    const due = ['A', 'B', 'A', 'A', 'A'].map((route) => faults.due(route).map(({ fault }) => fault));
    expect(due).toEqual([[], [], ['empty', 'reset'], ['empty'], []]);
  });

  it.each([
    [{}, 'fault rules must be a JSON array'],
    [['x'], 'rule 0 must be an object'],
    [[{ fault: 'reset' }], 'rule 0: route is missing'],
    [[{ route: '*' }], 'rule 0: fault is missing'],
    [[{ route: '*', fault: 'reset', nth: 1.5 }], 'rule 0: nth must be a whole number'],
    [[{ route: '*', fault: 'reset', often: 1 }], 'rule 0: often is not a field of a fault rule'],
    [[{ route: '*', fault: 'status', headers: 'a' }], 'rule 0: headers must be an object'],
  ])('%j are refused', (rules, message) => {
    expect(() => parseFaultRules(rules)).toThrow(message);
  });
});
