// The local page of an OAuth request: one answer, at one path, from one request.
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError } from '../../../../core/errors.ts';
import { createLog } from '../../../../core/log.ts';
import { listenForCode, type Callback } from '../../../../connector/oauth/callback.ts';

async function listening(
  redeem: (code: string) => Promise<string>,
  port = 0,
  signal = new AbortController().signal,
): Promise<{ callback: Callback<string>; get: (path: string) => Promise<Response> }> {
  const log = createLog('test', {}, () => undefined);
  const callback = await listenForCode({ port, path: '/callback', state: 'good', log, signal, redeem });
  onTestFinished(() => callback.close());
  return { callback, get: (path) => fetch(`http://127.0.0.1:${callback.port}${path}`) };
}

test('the browser sees how it ended, and is told nothing to keep or to pass on', async () => {
  const { callback, get } = await listening((code) => Promise.resolve(code.toUpperCase()));
  const answer = await get('/callback?code=abc%3D&state=good');
  expect(await callback.answered).toBe('ABC=');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
});

test('a second answer changes nothing', async () => {
  const codes: string[] = [];
  const { callback, get } = await listening(async (code) => {
    codes.push(code);
    expect((await get('/callback?code=two&state=good')).status).toBe(409);
    return code;
  });
  expect((await get('/callback?code=one&state=good')).status).toBe(200);
  expect([await callback.answered, codes]).toEqual(['one', ['one']]);
});

test.each([
  ['/', 404],
  ['/favicon.ico', 404],
  ['//', 404],
  ['/callback', 400],
  ['/callback?code=a&state=', 400],
  ['/callback?code=a&state=goo', 400],
  ['/callback?code=a&state=g%C3%B6%C3%B6d', 400],
])('%s is a %i, and is no answer', async (path, status) => {
  const { callback, get } = await listening((code) => Promise.resolve(code));
  expect((await get(path)).status).toBe(status);
  expect((await get('/callback?code=right&state=good')).status).toBe(200);
  expect(await callback.answered).toBe('right');
});

test('a failure reaches the browser as text, and the caller as it is', async () => {
  const failure = new Error('<b>no</b>');
  const { callback, get } = await listening(() => Promise.reject(failure));
  const text = await (await get('/callback?code=a&state=good')).text();
  expect(text).toContain('&lt;b&gt;no&lt;/b&gt;');
  await expect(callback.answered).rejects.toBe(failure);
});

test('who is told to stop waits no longer', async () => {
  const stop = new AbortController();
  const { callback } = await listening(() => Promise.resolve(''), 0, stop.signal);
  stop.abort(new Error('enough'));
  await expect(callback.answered).rejects.toThrow('enough');
});

test('a port that is taken is told', async () => {
  const { callback } = await listening(() => Promise.resolve(''));
  const taken = listening(() => Promise.resolve(''), callback.port);
  await expect(taken).rejects.toThrow(
    new ConfigError(`--port ${callback.port}: cannot listen there (EADDRINUSE)`),
  );
});
