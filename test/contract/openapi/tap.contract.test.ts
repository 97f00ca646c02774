// Every request of tap-intercom, and every answer to it, against the published description.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Exchange, type Sandbox } from '../../../sandbox/index.ts';
import { fieldsOf } from '../../../sandbox/json.ts';
import { STREAMS } from '../../support/compare.ts';
import { run } from '../../support/spawn.ts';
import { control, runTap, tapCommandLine, type TapResult } from '../../support/tap.ts';
import { checkExchange, specPresent } from './spec.ts';

const title = specPresent ? '' : ' SKIPPED: intercom-2.11.yaml is absent, set SPECS_DIR';

/** What the tap calls, by the names of the description. */
const CALLS = [
  'GET /admins',
  'GET /companies/scroll',
  'GET /contacts/*/companies',
  'GET /contacts/*/notes',
  'GET /contacts/*/subscriptions',
  'GET /contacts/*/tags',
  'GET /conversations/*',
  'GET /data_attributes',
  'GET /events',
  'GET /me',
  'GET /segments',
  'GET /tags',
  'GET /teams',
  'POST /companies/list',
  'POST /contacts/search',
  'POST /conversations/search',
];

describe.skipIf(!specPresent)(`tap-intercom keeps to the published description${title}`, () => {
  let sandbox: Sandbox;
  let exchanges: Exchange[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ contacts: 320, companies: 130, conversations: 60, rateLimit: 0 });
    sandbox.onExchange = (exchange) => exchanges.push(exchange);
  });
  beforeEach(() => {
    exchanges = [];
  });
  afterAll(() => sandbox.close());

  const calls = (): string[] =>
    [
      ...new Set(exchanges.map(({ method, path }) => `${method} ${path.replace(/\/[0-9a-f]{10,}/, '/*')}`)),
    ].toSorted();
  const violations = (): string[] => [...new Set(exchanges.flatMap(checkExchange))];
  let first: TapResult;

  it('reading every stream', async () => {
    first = await runTap({ baseUrl: sandbox.intercom, streams: STREAMS });
    expect(first.code).toBe(0);
    expect(calls()).toEqual(CALLS);
    expect(violations()).toEqual([]);
  });

  it('reading what has changed since', async () => {
    await control(sandbox.intercom, 'mutate', { n: 100, seed: 11 });
    const state = first.state ?? {};
    const second = await runTap({ baseUrl: sandbox.intercom, streams: STREAMS, state });
    expect(second.code).toBe(0);
    expect(exchanges.length).toBeGreaterThan(20);
    expect(violations()).toEqual([]);
  });

  it('reading a long stretch of time in several windows', async () => {
    // An answer that takes its time leaves the tap idle, which makes it cut.
    const sizes = { contacts: 20_000, companies: 0, conversations: 0 };
    const large = await startSandbox({ ...sizes, rateLimit: 0, latencyMs: 100 });
    large.onExchange = (exchange) => exchanges.push(exchange);
    const { code } = await runTap({ baseUrl: large.intercom, catalog: withoutLists() });
    await large.close();
    expect(code).toBe(0);
    const queries = new Set(
      exchanges.map(({ requestBody }) => JSON.stringify(fieldsOf(requestBody)['query'])),
    );
    expect(queries.size).toBeGreaterThan(1);
    expect(violations()).toEqual([]);
  });

  it('checking what it may read', async () => {
    const { code } = await run([...tapCommandLine({ baseUrl: sandbox.intercom }), '--test']);
    expect(code).toBe(0);
    expect(violations()).toEqual([]);
  });

  it('exchanging an OAuth code', async () => {
    const config = { access_token: null, client_id: 'a', client_secret: 'b', code: 'sandbox-code' };
    const { code } = await runTap({ baseUrl: sandbox.intercom, config, streams: ['tags'] });
    expect(code).toBe(0);
    expect(calls()).toEqual(['GET /me', 'GET /tags', 'POST /auth/eagle/token']);
    expect(violations()).toEqual([]);
  });
});

/** Contacts alone, without the lists that cost a request each. */
function withoutLists() {
  const off = ['tags', 'companies', 'notes'].map((name) => ({
    breadcrumb: ['properties', name],
    metadata: { selected: false },
  }));
  const metadata = [{ breadcrumb: [], metadata: { selected: true } }, ...off];
  return { streams: [{ tap_stream_id: 'contacts', stream: 'contacts', metadata }] };
}
