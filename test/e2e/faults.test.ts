// Every fault at every route: tried again, no more often than needed, and nothing is missing.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type RequestReport, type Sandbox } from '../../sandbox/index.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { control, runTap } from '../support/tap.ts';

const ROUTES = [
  'GET /me',
  'GET /admins',
  'GET /teams',
  'GET /tags',
  'GET /segments',
  'GET /data_attributes',
  'GET /companies/scroll',
  'POST /companies/list',
  'POST /contacts/search',
  'GET /contacts/:id/tags',
  'GET /contacts/:id/companies',
  'GET /contacts/:id/notes',
  'GET /contacts/:id/subscriptions',
  'POST /conversations/search',
  'GET /conversations/:id',
  'GET /events',
];
const SCROLL = 'GET /companies/scroll';
const SIZES = {
  contacts: 180,
  companies: 130,
  conversations: 40,
  parts: 3,
  seed: 21,
  rateLimit: 0,
  // Longer than what a 429 makes all requests wait.
  scrollIdleSeconds: 4,
};

const FAULTS = [
  ['429 with Retry-After', { fault: 'status', status: 429, headers: { 'retry-after': '1' } }],
  ['429 without Retry-After', { fault: 'status', status: 429 }],
  ['500', { fault: 'status', status: 500 }],
  ['502 as HTML', { fault: 'html' }],
  ['503', { fault: 'status', status: 503 }],
  ['no answer in time', { fault: 'hang' }],
  ['a connection reset', { fault: 'reset' }],
  ['200 with an empty body', { fault: 'empty' }],
  ['200 with HTML', { fault: 'html200' }],
  ['a truncated body', { fault: 'truncate' }],
] as const;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox(SIZES);
});

afterEach(() => sandbox.close());

const requests = (): Promise<RequestReport> => control(sandbox.intercom, 'requests');

test.each(FAULTS)('%s, once at each route', async (name, fault) => {
  const config = name === 'no answer in time' ? { request_timeout: 3 } : {};
  await runTap({ baseUrl: sandbox.intercom, streams: STREAMS });
  const undisturbed = await requests();
  expect(Object.keys(undisturbed.routes).toSorted()).toEqual(ROUTES.toSorted());
  await control(sandbox.intercom, 'requests/reset', {});
  await control(
    sandbox.intercom,
    'faults',
    ROUTES.map((route) => ({ route, nth: 1, times: 1, ...fault })),
  );
  const result = await runTap({ baseUrl: sandbox.intercom, streams: STREAMS, config });
  expect(result).toMatchObject({ code: 0 });
  await expectComplete(result.messages, sandbox.intercom);
  const disturbed = await requests();
  // A scroll whose opening was lost is open all the same: it is in the way of the next openings until it expires.
  const refused = fault.fault === 'truncate' ? 2 : 0;
  for (const route of ROUTES) {
    const expected = sum(undisturbed.routes[route]) + 1 + (route === SCROLL ? refused : 0);
    expect({ route, requests: sum(disturbed.routes[route]) }).toEqual({ route, requests: expected });
  }
});

describe('an answer that no retry would mend', () => {
  test.each([
    [400, 'bad_request', 1, /contacts: POST \/contacts\/search: Intercom answered 400 \(/],
    [
      401,
      'token_unauthorized',
      3,
      /contacts: POST \/contacts\/search: Intercom answered 401 \(.*grant the permission "Read and list users and companies"$/,
    ],
    [
      401,
      'token_revoked',
      3,
      /contacts: POST \/contacts\/search: Intercom answered 401 \([^;]*; check "access_token"$/,
    ],
    [402, 'client_error', 3, /contacts: POST \/contacts\/search: Intercom answered 402 \(.*plan does not/],
    [
      403,
      'api_plan_restricted',
      3,
      /contacts: POST \/contacts\/search: Intercom answered 403 \([^;]*; the workspace's plan does not/,
    ],
    [
      403,
      'forbidden',
      3,
      /contacts: POST \/contacts\/search: Intercom answered 403 \(.*grant the permission/,
    ],
  ])(
    '%i %s at one stream: one line, no retry, the other streams complete, exit code %i',
    async (status, why, code, line) => {
      const body = { type: 'error.list', request_id: 'r', errors: [{ code: why, message: 'No.' }] };
      await control(sandbox.intercom, 'faults', [
        { route: 'POST /contacts/search', nth: 1, times: 99, fault: 'status', status, body },
      ]);
      const streams = STREAMS.filter((stream) => stream !== 'contact_events');
      const result = await runTap({ baseUrl: sandbox.intercom, streams });
      expect(result.code).toBe(code);
      expect(result.stderr.split('\n').filter((one) => line.test(one))).toHaveLength(1);
      expect(result.stderr).not.toMatch(/^\s+at /m);
      expect(sum((await requests()).routes['POST /contacts/search'])).toBe(1);
      await expectComplete(
        result.messages,
        sandbox.intercom,
        streams.filter((stream) => stream !== 'contacts'),
      );
      expect(result.state).not.toHaveProperty('bookmarks.contacts');
      expect(result.state).toHaveProperty('bookmarks.conversations');
    },
  );

  test.each([
    [401, 3, '; check "access_token", and the "region" it belongs to'],
    [402, 3, "; the workspace's plan does not include this"],
    [400, 1, ''],
  ])(
    '%i at the first call: one CRITICAL line and exit code %i, without a retry',
    async (status, code, advice) => {
      await control(sandbox.intercom, 'faults', [
        { route: 'GET /me', nth: 1, times: 99, fault: 'status', status },
      ]);
      const result = await runTap({ baseUrl: sandbox.intercom });
      expect(result).toMatchObject({ code, stdout: '' });
      const line = new RegExp(`^CRITICAL GET /me: Intercom answered ${status} \\([^;]*\\)${advice}\\n$`);
      expect(result.stderr).toMatch(line);
      expect((await requests()).total).toBe(1);
    },
  );
});

test('a conversation and a contact that vanish between search and read are counted, and fatal to nobody', async () => {
  const routes = ['GET /conversations/:id', 'GET /contacts/:id/tags', 'GET /events'];
  await control(
    sandbox.intercom,
    'faults',
    routes.map((route) => ({ route, nth: 2, times: 1, fault: 'not_found' })),
  );
  const result = await runTap({ baseUrl: sandbox.intercom, streams: STREAMS });
  expect(result.code).toBe(0);
  expect(result.stderr).toMatch(/conversation_parts: .*1 conversations gone before they were read/);
  expect(result.stderr).toMatch(/contact_events: .*1 contacts gone before they were read/);
  expect(result.stderr).toMatch(/contacts: .*1 contacts gone before they were read/);
});

function sum(counts: Record<string, number> | undefined): number {
  return Object.values(counts ?? {}).reduce((total, n) => total + n, 0);
}
