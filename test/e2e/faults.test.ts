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
  scrollIdleSeconds: 1,
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
  // A page of the scroll that is lost makes it start over; all else is asked for once more and no oftener.
  for (const route of ROUTES.filter((one) => one !== SCROLL && one !== 'POST /companies/list')) {
    const before = sum(undisturbed.routes[route]);
    expect({ route, requests: sum(disturbed.routes[route]) }).toEqual({ route, requests: before + 1 });
  }
  expect(sum(disturbed.routes[SCROLL])).toBeLessThan(20);
});

describe('an answer that no retry would mend', () => {
  test.each([
    [400, 1, /contacts: POST \/contacts\/search: Intercom answered 400 \(/],
    [
      401,
      3,
      /contacts: POST \/contacts\/search: Intercom answered 401 \(.*grant the permission "Read and list users and companies"/,
    ],
    [402, 3, /contacts: POST \/contacts\/search: Intercom answered 402 \(.*plan does not include this/],
    [403, 3, /contacts: POST \/contacts\/search: Intercom answered 403 \(.*grant the permission/],
  ])(
    '%i at one stream: one line, no retry, the other streams complete, exit code %i',
    async (status, code, line) => {
      await control(sandbox.intercom, 'faults', [
        { route: 'POST /contacts/search', nth: 1, times: 99, fault: 'status', status },
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
    [401, 3],
    [400, 1],
  ])('%i at the first call: one CRITICAL line and exit code %i, without a retry', async (status, code) => {
    await control(sandbox.intercom, 'faults', [
      { route: 'GET /me', nth: 1, times: 99, fault: 'status', status },
    ]);
    const result = await runTap({ baseUrl: sandbox.intercom });
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`^CRITICAL GET /me: Intercom answered ${status} \\(.*\\n$`));
    expect((await requests()).total).toBe(1);
  });
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
