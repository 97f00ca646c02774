// The sandbox's OAuth page: where it leads back to, and what its codes are good for.
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../sandbox/index.ts';

const QUERY = new URLSearchParams({
  client_id: 'app',
  state: 's+/=',
  redirect_uri: 'http://127.0.0.1:9/back?a=b',
});

async function pageOf(
  codeSeconds?: number,
): Promise<{ url: string; exchange: (code: string | null) => Promise<number> }> {
  const sandbox = await startSandbox({
    contacts: 1,
    companies: 0,
    conversations: 0,
    ...(codeSeconds !== undefined && { codeSeconds }),
  });
  onTestFinished(() => sandbox.close());
  const exchange = async (code: string | null): Promise<number> => {
    const body = new URLSearchParams({ code: code ?? '', client_id: 'app', client_secret: 'secret' });
    return (
      await fetch(`${sandbox.intercom}/auth/eagle/token`, {
        method: 'POST',
        body,
        headers: { 'intercom-version': '2.11' },
      })
    ).status;
  };
  return { url: `${sandbox.intercom}/oauth?${QUERY.toString()}`, exchange };
}

async function decide(url: string, decision: string): Promise<URL> {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
  });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '');
}

test('allowed, it leads back with the state and a code that works once', async () => {
  const { url, exchange } = await pageOf();
  expect(await (await fetch(url)).text()).toContain('May the app app read the workspace Sandbox?');
  const back = await decide(url, 'allow');
  expect(back.href).toMatch(/^http:\/\/127\.0\.0\.1:9\/back\?a=b&/);
  expect(back.searchParams.get('state')).toBe('s+/=');
  const code = back.searchParams.get('code');
  expect(code).toMatch(/=$/);
  expect([await exchange(code), await exchange(code), await exchange('another')]).toEqual([200, 401, 401]);
});

test('denied, it leads back with the state and an error', async () => {
  const { url } = await pageOf();
  expect(Object.fromEntries((await decide(url, 'deny')).searchParams)).toEqual({
    a: 'b',
    error: 'access_denied',
    state: 's+/=',
  });
});

test('a code that has expired is refused', async () => {
  const { url, exchange } = await pageOf(0);
  expect(await exchange((await decide(url, 'allow')).searchParams.get('code'))).toBe(401);
});

test.each(['', '?client_id=app', '?client_id=app&redirect_uri=here'])('/oauth%s is a 400', async (query) => {
  const { url } = await pageOf();
  expect((await fetch(url.replace(/\?.*/, query))).status).toBe(400);
});
