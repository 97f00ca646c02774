// Rate windows and the request log.
import { afterEach, describe, expect, it } from 'vitest';
import {
  startSandbox,
  type RequestReport,
  type Sandbox,
  type SandboxOptions,
} from '../../../sandbox/index.ts';
import { RateWindow } from '../../../sandbox/traffic/rate-window.ts';
import { call, ok } from './client.ts';

describe('a rate window', () => {
  it('allows its limit in each ten seconds of the clock', () => {
    const window = new RateWindow(2);
    const takes = [100, 105, 109.9, 110, 119, 119.5].map((now) => window.take(now));
    expect(takes.map(({ allowed }) => allowed)).toEqual([true, true, false, true, true, false]);
    expect(takes.map(({ remaining }) => remaining)).toEqual([1, 0, 0, 1, 0, 0]);
    expect(takes.map(({ reset }) => reset)).toEqual([110, 110, 110, 120, 120, 120]);
  });

  it('of limit 0 never refuses', () => {
    const window = new RateWindow(0);
    expect(Array.from({ length: 50 }, () => window.take(1).allowed)).not.toContain(false);
  });
});

describe('the server', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());
  const start = async (options: Partial<SandboxOptions>): Promise<void> => {
    sandbox = await startSandbox({ contacts: 5, companies: 5, conversations: 5, ...options });
  };
  const report = async (): Promise<RequestReport> => {
    const counts: RequestReport = JSON.parse((await call(sandbox, 'GET /__sandbox/requests')).text);
    return counts;
  };

  it('answers 429 with the headers of the window once it is used up', async () => {
    await start({ rateLimit: 3 });
    // At most one window border falls between these calls.
    const replies = [];
    for (let n = 0; n < 8; n++) replies.push(await call(sandbox, 'GET /tags'));
    const refused = replies.find(({ status }) => status === 429);
    expect(refused?.json).toMatchObject({
      errors: [{ code: 'rate_limit_exceeded', message: 'Exceeded rate limit of 3 in 10_seconds' }],
    });
    expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(refused?.headers.get('x-ratelimit-reset')) % 10).toBe(0);
    expect(refused?.headers.get('retry-after')).toBeNull();
    expect((await report()).rate_limited).toBeGreaterThan(0);
  });

  it('neither limits nor sends rate headers without a limit or without a good token', async () => {
    await start({ rateLimit: 0 });
    expect((await call(sandbox, 'GET /tags')).headers.get('x-ratelimit-limit')).toBeNull();
    const stranger = await call(sandbox, 'GET /tags', undefined, { authorization: 'Bearer nobody' });
    expect([stranger.status, stranger.headers.get('x-ratelimit-limit')]).toEqual([401, null]);
  });

  it('counts by route template and status, but not its control routes', async () => {
    await start({});
    await call(sandbox, 'GET /admins/991267391');
    await call(sandbox, 'GET /admins/1');
    await call(sandbox, 'GET /nowhere');
    await call(sandbox, 'GET /__sandbox/truth/tags');
    const { routes, total, windows, in_flight } = await report();
    expect(routes).toEqual({ 'GET /admins/:id': { 200: 1, 404: 1 }, 'GET unknown': { 404: 1 } });
    expect(Object.values(windows).reduce((sum, count) => sum + count, 0)).toBe(3);
    expect([total, in_flight]).toEqual([3, 0]);
    await ok(sandbox, 'POST /__sandbox/requests/reset');
    expect((await report()).total).toBe(0);
  });

  it('knows how many requests were in flight at once', async () => {
    await start({ latencyMs: 400 });
    await Promise.all([1, 2, 3, 4].map(() => call(sandbox, 'GET /tags')));
    expect((await report()).max_in_flight).toBe(4);
  });

  it('shows its own answers to the hook, requests included', async () => {
    await start({ faults: [{ route: 'GET /teams', fault: 'empty' }] });
    const seen: unknown[] = [];
    sandbox.onExchange = (exchange) => seen.push(exchange);
    const query = { field: 'role', operator: '=', value: 'user' };
    await call(sandbox, 'GET /teams');
    await call(sandbox, 'GET /segments?include_count=true');
    await call(sandbox, 'POST /contacts/search', { query });
    await call(sandbox, 'GET /tags', undefined, { authorization: 'none' });
    expect(seen).toMatchObject([
      {
        method: 'GET',
        path: '/segments',
        query: { include_count: 'true' },
        requestBody: undefined,
        status: 200,
      },
      {
        method: 'POST',
        path: '/contacts/search',
        requestBody: { query },
        status: 200,
        responseBody: { type: 'list' },
      },
      { path: '/tags', status: 401, responseBody: { type: 'error.list' } },
    ]);
  });
});
