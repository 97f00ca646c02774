// The companies scroll: one at a time, easily lost, and with two ways of ending.
import { describe, expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../sandbox/index.ts';
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
    expect(JSON.stringify(result.state ?? {})).not.toContain('companies');
  });
});

test('a scroll that expires after a full page is started over and read whole', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    await control(url, 'faults', [{ route: ROUTE, nth: 3, times: 1, fault: 'expire_scroll' }]);
    const result = await runTap({ baseUrl: url, streams });
    await expectAll(result, url);
    expect(result.stderr).toMatch(/broke off after 200 of 420 companies; starting it over/);
  });
});

test('one that keeps expiring ends with an error that says how many came of how many, and no bookmark', async () => {
  await withSandbox({ companies: 420 }, async (url) => {
    const rules = [2, 4, 6, 8].map((nth) => ({ route: ROUTE, nth, times: 1, fault: 'expire_scroll' }));
    await control(url, 'faults', rules);
    const result = await runTap({ baseUrl: url, streams });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/broke off after 100 of 420 companies, 4 times/);
    expect(JSON.stringify(result.state ?? {})).not.toContain('companies');
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
