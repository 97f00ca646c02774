// Requests that change something: methods, empty answers, what may be repeated, and budgets by group.
import { expect, test, vi } from 'vitest';
import { CountdownBudget } from '../../../../core/http/countdown.ts';
import { download } from '../../../../core/http/download.ts';
import { Limiter } from '../../../../core/http/limiter.ts';
import { answer, SECRET, talk, type Answer } from './scripted-server.ts';

const PUT = { method: 'PUT', path: '/things/1', route: '/things/{id}', stream: 'things' } as const;
const ok = answer(200, { done: true });
const told = (remaining: number, seconds: number) => () => ({
  limit: 10,
  remaining,
  resetAt: Date.now() + seconds * 1000,
});
const reset: Answer = (request) => void request.socket.destroy();
const cutShort: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"done":');
  response.destroy();
};

test.each(['PUT', 'PATCH', 'DELETE'] as const)('%s goes out with its body', async (method) => {
  const { client, seen } = await talk([ok]);
  await client.json({ ...PUT, method, body: { a: 1 } });
  expect(seen[0]).toMatchObject({ method, body: '{"a":1}', headers: { 'content-type': 'application/json' } });
});

test.each([201, 202, 204])('%i without a body is an answer', async (status) => {
  const { client, seen } = await talk([(_, response) => response.writeHead(status).end()]);
  expect(await client.answer(PUT)).toEqual({ status, body: undefined });
  expect(seen).toHaveLength(1);
});

test.each([201, 202])('%i with a page of HTML is none', async (status) => {
  const { client, seen } = await talk([answer(status, '<html>'), ok]);
  expect(await client.answer(PUT)).toEqual({ status: 200, body: { done: true } });
  expect(seen).toHaveLength(2);
});

test.each<[string, Answer]>([
  ['no answer', reset],
  ['half an answer', cutShort],
  ['200 without a body', answer(200, '')],
])('after %s, what must not be repeated is thrown as ambiguous', async (_, bad) => {
  const { client, seen } = await talk([bad, ok]);
  await expect(client.json({ ...PUT, repeat: false })).rejects.toMatchObject({
    ambiguous: true,
    retryable: true,
  });
  expect(seen).toHaveLength(1);
});

test('what proves that nothing was done is tried again all the same', async () => {
  const { client, seen } = await talk([answer(429), ok]);
  await client.json({ ...PUT, repeat: false });
  expect(seen).toHaveLength(2);
});

test('a server that cannot be reached did nothing', async () => {
  const { client } = await talk([ok], { baseUrl: 'http://127.0.0.1:1' });
  await expect(client.json({ ...PUT, repeat: false })).rejects.toMatchObject({ ambiguous: false });
  expect(client.statsOf('things').retries).toBe(3);
});

test('an answer tells of the budget of its own group', async () => {
  const budgets = { a: new CountdownBudget(), b: new CountdownBudget() };
  const rate = told(4, 1);
  const limiter = new Limiter({ a: [budgets.a], b: [budgets.b] }, 8);
  const { client } = await talk([ok], { budgets, rate, limiter });
  await client.json({ ...PUT, groups: ['a'] });
  expect([budgets.a.left(), budgets.b.left()]).toEqual([4, undefined]);
});

test('a gateway that fails does not say that there are no limits', async () => {
  const budgets = { a: new CountdownBudget() };
  const { client } = await talk([answer(502)], { budgets }, 1);
  await client.json({ ...PUT, groups: ['a'] }).catch(() => undefined);
  expect(budgets.a.left()).toBeUndefined();
});

test('a 429 rests the group that met it, and not the limiter', async () => {
  const a = new CountdownBudget();
  const limiter = new Limiter({ a: [a] }, 8);
  const rests = [vi.spyOn(a, 'pause'), vi.spyOn(limiter, 'pause')];
  const { client } = await talk([answer(429), ok], { budgets: { a }, limiter });
  await client.json({ ...PUT, groups: ['a'] });
  expect(rests.map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
});

test('a request that would wait too long for room fails as after a 429, and is not sent', async () => {
  const a = new CountdownBudget();
  const rate = told(0, 100);
  const { client, seen } = await talk([ok], { budgets: { a }, limiter: new Limiter({ a: [a] }, 8), rate });
  await client.json({ ...PUT, groups: ['a'] });
  // The scripted policy waits 5 ms at most where a server asks it to.
  const refused = client.json({ ...PUT, groups: ['a'], maxWaitMs: 2 });
  await expect(refused).rejects.toMatchObject({ status: 429, retryAfter: expect.closeTo(100, -1) });
  expect(seen).toHaveLength(1);
});

test('a download takes no secret along and is tried again', async () => {
  const { baseUrl, seen } = await talk([answer(503), answer(200, 'a;b\n1;2\n')]);
  const text = await download(
    { url: `${baseUrl}/file.csv?signature=s`, what: 'a file', timeoutMs: 1000 },
    { attempts: 3, baseMs: 1, capMs: 2, serverCapMs: 5 },
  );
  expect(text).toBe('a;b\n1;2\n');
  expect(seen.map(({ url }) => url)).toEqual(['/file.csv?signature=s', '/file.csv?signature=s']);
  expect(JSON.stringify(seen)).not.toContain(SECRET);
});

test.each([
  ['403', answer(403), 'a file: answered 403'],
  ['no answer', reset, 'a file: no answer'],
])('a download that fails with %s does not tell its address', async (_, bad, text) => {
  const { baseUrl } = await talk([bad]);
  const policy = { attempts: 2, baseMs: 1, capMs: 2, serverCapMs: 5 };
  const failed = await download({ url: `${baseUrl}/f?signature=s`, what: 'a file', timeoutMs: 1000 }, policy)
    .then(() => '')
    .catch((error: unknown) => String(error));
  expect(failed).toContain(text);
  expect(failed).not.toContain('signature');
});

test.each(['http://files.example/f.csv', 'https://', 'f.csv'])(
  'a download that would go in clear, or nowhere, is refused: %s',
  async (url) => {
    const asked = download({ url, what: 'a file', timeoutMs: 1000 });
    await expect(asked).rejects.toThrow('a file: its address must be https');
  },
);
