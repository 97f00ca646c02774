// The companies scroll: one at a time, easily lost, and with two ways of ending.
import { describe, expect, test } from 'vitest';
import { startSandbox, type RequestReport, type SandboxOptions } from '../../sandbox/index.ts';
import { expectComplete } from '../support/compare.ts';
import { control, runTap, TOKEN, truth, type TapResult } from '../support/tap.ts';

const streams = ['companies'];
const ROUTE = 'GET /companies/scroll';

async function withSandbox(
  options: Partial<SandboxOptions>,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({
    contacts: 40,
    conversations: 0,
    rateLimit: 0,
    scrollIdleSeconds: 2,
    ...options,
  });
  try {
    await work(sandbox.intercom);
  } finally {
    await sandbox.close();
  }
}

async function expectAll(result: TapResult, url: string): Promise<void> {
  expect(result).toMatchObject({ code: 0 });
  await expectComplete(result.messages, url, streams);
  expect(result.state).toHaveProperty('bookmarks.companies.updated_at');
}

async function requestsTo(url: string, route: string): Promise<number> {
  const { routes } = await control<RequestReport>(url, 'requests');
  return Object.values(routes[route] ?? {}).reduce((total, n) => total + n, 0);
}

function openScroll(url: string): Promise<Response> {
  return fetch(`${url}/companies/scroll`, {
    headers: { authorization: `Bearer ${TOKEN}`, accept: 'application/json' },
  });
}

describe.each(['empty', '404'] as const)('a scroll that ends with %s', (scrollEnding) => {
  test.each([0, 1, 99, 100, 101, 300, 350])('is read whole: %i companies', async (companies) => {
    await withSandbox({ companies, scrollEnding }, async (url) =>
      expectAll(await runTap({ baseUrl: url, streams }), url),
    );
  });
});

test('a scroll opened by somebody else is waited for', async () => {
  await withSandbox({ companies: 250 }, async (url) => {
    await openScroll(url);
    const result = await runTap({ baseUrl: url, streams });
    await expectAll(result, url);
    expect(result.stderr).toMatch(/another companies scroll is open/);
  });
});

test('patience with it ends with one clear line, and the bookmark stays', async () => {
  await withSandbox({ companies: 250, scrollIdleSeconds: 60 }, async (url) => {
    await openScroll(url);
    const result = await runTap({ baseUrl: url, streams, config: { scroll_wait_seconds: 1 } });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/another companies scroll is open in this workspace; waited 1 s/);
    // Somebody else's, and two of ours: what is said to have been waited has been.
    expect(await requestsTo(url, ROUTE)).toBeGreaterThan(2);
    expect(JSON.stringify(result.state ?? {})).not.toContain('companies');
  });
});

test('a scroll that expires after a full page is started over and read whole', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    await control(url, 'faults', [{ route: ROUTE, nth: 3, times: 1, fault: 'expire_scroll' }]);
    const result = await runTap({ baseUrl: url, streams });
    await expectAll(result, url);
    expect(result.stderr).toMatch(/broke off after 200 companies \(Intercom counts 420\); starting it over/);
  });
});

test('one that keeps expiring ends with an error that says how many came of how many, and no bookmark', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    const rules = [2, 4, 6, 8].map((nth) => ({ route: ROUTE, nth, times: 1, fault: 'expire_scroll' }));
    await control(url, 'faults', rules);
    const result = await runTap({ baseUrl: url, streams });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/broke off after 100 companies \(Intercom counts 420\), 4 times/);
    expect(JSON.stringify(result.state ?? {})).not.toContain('companies');
  });
});

test('one that breaks off for good when it has run for longer than our patience is started over', async () => {
  await withSandbox({ companies: 420, scrollIdleSeconds: 5 }, async (url) => {
    await control(url, 'faults', [
      { route: ROUTE, nth: 2, times: 1, fault: 'delay', ms: 1500 },
      { route: ROUTE, nth: 3, times: 4, fault: 'status', status: 500 },
    ]);
    const result = await runTap({ baseUrl: url, streams, config: { scroll_wait_seconds: 1 } });
    await expectAll(result, url);
    expect(result.stderr).toMatch(/broke off after 200 companies \(Intercom counts 420\); starting it over/);
    // It was still open at Intercom, where nobody but us had opened one.
    expect((await control<RequestReport>(url, 'requests')).scroll_conflicts).toBeGreaterThan(0);
    expect(result.stderr).toMatch(/a companies scroll that we lost, or another one, is open/);
  });
});

test('one whose opening is lost on its way is waited for as our own', async () => {
  await withSandbox({ companies: 120 }, async (url) => {
    await control(url, 'faults', [{ route: ROUTE, nth: 1, times: 1, fault: 'lost' }]);
    await expectAll(await runTap({ baseUrl: url, streams, config: { scroll_wait_seconds: 1 } }), url);
  });
});

test('a restart outlasts an Intercom that is down for longer than a scroll may wait', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    await control(url, 'faults', [{ route: ROUTE, nth: 3, times: 8, fault: 'status', status: 500 }]);
    await expectAll(await runTap({ baseUrl: url, streams }), url);
  });
});

describe('a company created while the scroll goes on', () => {
  test.each([
    ['and a 429', { fault: 'status', status: 429 }],
    ['and a 500', { fault: 'status', status: 500 }],
  ])('%s do not make it start over', async (_, fault) => {
    await withSandbox({ companies: 350 }, async (url) => {
      const before = await truth(url, 'companies');
      await control(url, 'faults', [
        { route: ROUTE, nth: 2, times: 1, ...fault },
        { route: ROUTE, nth: 4, times: 1, fault: 'mutate', kinds: ['company.created'] },
      ]);
      const result = await runTap({ baseUrl: url, streams });
      expect(result).toMatchObject({ code: 0 });
      await expectComplete(result.messages, url, streams, ({ id }) => before.has(String(id)));
      expect((await truth(url, 'companies')).size).toBe(351);
      // Four pages, the empty one and the retry.
      expect(await requestsTo(url, ROUTE)).toBe(6);
    });
  });
});

test('a scroll that expires where Intercom tells no count is not taken for complete', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    await control(url, 'faults', [
      { route: ROUTE, nth: 3, times: 1, fault: 'expire_scroll' },
      {
        route: 'POST /companies/list',
        times: 9,
        fault: 'status',
        status: 200,
        body: { type: 'list', data: [] },
      },
    ]);
    const result = await runTap({ baseUrl: url, streams });
    await expectAll(result, url);
    expect(result.stderr).toMatch(
      /broke off after 200 companies \(Intercom gives no count\); starting it over/,
    );
  });
});

test('a 500 in the middle is tried again and nothing is missing', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    await control(url, 'faults', [{ route: ROUTE, nth: 3, times: 2, fault: 'status', status: 500 }]);
    await expectAll(await runTap({ baseUrl: url, streams }), url);
  });
});

test('a page that is lost on its way makes the scroll start over', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    await control(url, 'faults', [{ route: ROUTE, nth: 3, times: 1, fault: 'truncate' }]);
    await expectAll(await runTap({ baseUrl: url, streams }), url);
  });
});

test('two taps at once on one machine take turns: Intercom never sees two scrolls', async () => {
  await withSandbox({ companies: 420, latencyMs: 100 }, async (url) => {
    const [one, two] = await Promise.all([
      runTap({ baseUrl: url, streams }),
      runTap({ baseUrl: url, streams }),
    ]);
    await expectAll(one, url);
    await expectAll(two, url);
    expect(await control(url, 'requests')).toMatchObject({ scroll_conflicts: 0 });
    expect((await truth(url, 'companies')).size).toBe(420);
  });
});
