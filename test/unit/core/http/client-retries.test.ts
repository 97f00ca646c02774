// Which answers are tried again, and how often.
import { describe, expect, test } from 'vitest';
import { ApiError, AuthError } from '../../../../core/errors.ts';
import { answer, SECRET, talk, type Answer } from './scripted-server.ts';

const GET = { method: 'GET', path: '/things', route: '/things', stream: 'things' } as const;
const ok = answer(200, { done: true });
const cutShort: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"done":');
  response.destroy();
};

const stall: Answer = (_, response) => response.writeHead(200).write('{"done":');

describe.each<[string, Answer]>([
  ['429 without Retry-After', answer(429)],
  ['429 with Retry-After in seconds', answer(429, {}, { 'retry-after': '1' })],
  ['429 with Retry-After as a date', answer(429, {}, { 'retry-after': 'Sun, 01 Mar 2099 12:00:30 GMT' })],
  ['429 with Retry-After that says nothing', answer(429, {}, { 'retry-after': 'soon' })],
  ['500', answer(500)],
  ['502 with an HTML page', answer(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' })],
  ['200 with an empty body', answer(200, '')],
  ['200 with an HTML page', answer(200, '<html>Please wait</html>')],
  ['200 cut off in the middle', cutShort],
  ['200 with half the JSON', answer(200, '{"done":')],
  ['a connection that is reset', (request) => void request.socket.destroy()],
])('%s', (_, bad) => {
  test('is tried again until it succeeds, and no more', async () => {
    const { client, seen } = await talk([bad, bad, ok]);
    expect(await client.json(GET)).toEqual({ done: true });
    expect(seen).toHaveLength(3);
    expect(client.statsOf('things')).toMatchObject({ requests: 3, retries: 2 });
  });

  test('that lasts ends as an error after the last try, without the secret', async () => {
    const { client, seen, log } = await talk([bad]);
    const failed = await client.json(GET).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApiError);
    expect(String(failed)).toContain('GET /things');
    expect(seen).toHaveLength(4);
    expect([String(failed), ...log].join('\n')).not.toContain(SECRET);
  });
});

test.each([400, 402, 404, 409, 410, 422])('%i is not tried again', async (status) => {
  const { client, seen } = await talk([answer(status), ok]);
  await expect(client.json(GET)).rejects.toMatchObject({ status, retryable: false });
  expect(seen).toHaveLength(1);
});

test.each([401, 403])('%i is a matter of permission and not tried again', async (status) => {
  const { client, seen } = await talk([answer(status), ok]);
  await expect(client.json(GET)).rejects.toBeInstanceOf(AuthError);
  expect(seen).toHaveLength(1);
});

test('a server that hangs is given up after the timeout and tried again', async () => {
  const { client, seen } = await talk([() => undefined, ok], { timeoutMs: 50 });
  expect(await client.json(GET)).toEqual({ done: true });
  expect(seen).toHaveLength(2);
});

test('a server that stops in the middle of its answer is given up after the timeout', async () => {
  const { client } = await talk([stall, ok], { timeoutMs: 50 });
  expect(await client.json(GET)).toEqual({ done: true });
});

test('a server that cannot be reached ends as an error that says so, with the exit code for it', async () => {
  const { client } = await talk([ok], { baseUrl: 'http://127.0.0.1:1' });
  await expect(client.json(GET)).rejects.toMatchObject({ status: 0, code: 'ECONNREFUSED', exitCode: 4 });
});

test('a POST is tried again with its body', async () => {
  const { client, seen } = await talk([answer(503), ok]);
  await client.json({ ...GET, method: 'POST', body: { query: 'é' } });
  expect(seen.map(({ body }) => body)).toEqual(['{"query":"é"}', '{"query":"é"}']);
});

test('a request may ask for fewer tries', async () => {
  const { client, seen } = await talk([answer(500)]);
  await expect(client.json({ ...GET, attempts: 1 })).rejects.toMatchObject({ status: 500 });
  expect(seen).toHaveLength(1);
});

test('a request may hear what the tries failed of that others followed', async () => {
  const { client } = await talk([answer(429), cutShort, answer(500), answer(503)]);
  const heard: [number, boolean][] = [];
  const onRetry = ({ status, ambiguous }: ApiError): void => void heard.push([status, ambiguous]);
  await expect(client.json({ ...GET, onRetry })).rejects.toMatchObject({ status: 503 });
  expect(heard).toEqual([
    [429, false],
    [0, true],
    [500, false],
  ]);
});

test('a fault of the program is neither tried again nor dressed up', async () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const { client, seen } = await talk([ok]);
  await expect(client.json({ ...GET, method: 'POST', body: circle })).rejects.toBeInstanceOf(TypeError);
  expect(seen).toHaveLength(0);
  expect(client.statsOf('things').retries).toBe(0);
});

test('a header that cannot be sent is not tried again', async () => {
  const { client, log } = await talk([ok], { headers: { authorization: 'Bearer line\nbreak' } });
  await expect(client.json(GET)).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
  expect(log.filter((line) => line.includes('trying again'))).toEqual([]);
});
