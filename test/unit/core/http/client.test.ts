// What goes out with a request, and what is learnt from its answer.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Limiter } from '../../../../core/http/limiter.ts';
import type { Exchange } from '../../../../core/http/vendor.ts';
import { answer, SECRET, talk } from './scripted-server.ts';

const GET = { method: 'GET', path: '/things', route: '/things', stream: 'things' } as const;
const ok = answer(200, { done: true });

test('a query is encoded, and what is undefined in it left out', async () => {
  const { client, seen } = await talk([ok]);
  await client.json({ ...GET, query: { name: 'a b&c', page: 2, cursor: undefined } });
  expect(seen[0]?.url).toBe('/things?name=a+b%26c&page=2');
  expect(seen[0]?.headers).not.toHaveProperty('content-type');
});

test.each(['https://elsewhere.example/things', '//elsewhere.example/things', '@elsewhere.example'])(
  'the path %s is asked of the configured host, since the token goes nowhere else',
  async (path) => {
    const { client, seen, baseUrl } = await talk([ok]);
    await client.json({ ...GET, path });
    expect(seen[0]).toMatchObject({
      url: path.startsWith('//') ? path : `/${path}`,
      headers: { host: new URL(baseUrl).host, authorization: `Bearer ${SECRET}` },
    });
  },
);

test('every try is told of, by route and never with its query', async () => {
  const { client, log } = await talk([answer(500), ok]);
  const tries: Exchange[] = [];
  client.onExchange = (exchange) => tries.push(exchange);
  await client.json({ ...GET, path: '/things/7', route: '/things/{id}', query: { email: 'a@b.example' } });
  expect(tries.map(({ route, status, attempt }) => [route, status, attempt])).toEqual([
    ['/things/{id}', 500, 1],
    ['/things/{id}', 200, 2],
  ]);
  expect(log.join('\n')).not.toMatch(/example|things\/7/);
});

test('each answer feeds the budget; one without an answer counts as spent', async () => {
  const { client } = await talk(
    [ok, (request) => void request.socket.destroy(), ok],
    { rate: () => ({ limit: 10, remaining: 4, resetAt: Date.now() + 60_000 }) },
    1,
  );
  await client.json(GET);
  expect(client.budgetUsed).toBeCloseTo(0.6);
  await client.json(GET).catch(() => undefined);
  expect(client.budgetUsed).toBeCloseTo(0.7);
});

test.each([
  ['a minute ahead of ours', 60_000, 60_000],
  ['an hour behind ours', -3_600_000, -3_600_000],
  ['about the same', 500, 0],
])("the server's clock is %s", async (_, skew, expected) => {
  const date = new Date(Date.now() + skew).toUTCString();
  const { client } = await talk([answer(200, {}, { date })]);
  await client.json(GET);
  expect(Math.abs(client.clockSkewMs - expected)).toBeLessThan(2500);
});

test('told to stop, a request under way ends at once with the reason', async () => {
  const { client, stop, seen } = await talk([() => undefined]);
  const asked = client.json(GET);
  while (seen.length === 0) await sleep(5);
  const reason = new Error('stopped');
  stop.abort(reason);
  await expect(asked).rejects.toBe(reason);
});

test('told to stop, a request that waits for its next try ends at once, and none goes out after it', async () => {
  const { client, stop, seen, log } = await talk([answer(429, {}, { 'retry-after': '1' })], {}, 1000);
  const asked = client.json(GET);
  while (!log.some((line) => line.includes('trying again'))) await sleep(1);
  const reason = new Error('stopped');
  stop.abort(reason);
  await expect(asked).rejects.toBe(reason);
  await expect(client.json(GET)).rejects.toBe(reason);
  const before = seen.length;
  await sleep(20);
  expect(seen).toHaveLength(before);
});

test('a 429 holds back all requests, not only the one that met it', async () => {
  const limiter = new Limiter({}, 1);
  const pause = vi.spyOn(limiter, 'pause');
  const { client } = await talk([answer(500), answer(429, {}, { 'retry-after': '1' }), ok], { limiter });
  await client.json(GET);
  expect(pause).toHaveBeenCalledOnce();
  expect(pause.mock.lastCall?.[0]).toBeGreaterThanOrEqual(5);
});
