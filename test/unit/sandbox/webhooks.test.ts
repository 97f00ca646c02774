// The webhooks of the Intercom half: what is sent of a change, how it is signed, and what a network does to it.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { call, fieldsOf, ok, type Fields } from './client.ts';

interface Received {
  signature: unknown;
  body: Fields;
  isGood: boolean;
}

const SECRET = 'sandbox-client-secret';

/** A server that keeps what it gets, and answers with `status`. */
async function receiver(status: () => number = () => 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks);
      const signature = request.headers['x-hub-signature'];
      const expected = `sha1=${createHmac('sha1', SECRET).update(text).digest('hex')}`;
      if (request.method === 'POST')
        received.push({
          signature,
          body: fieldsOf(JSON.parse(text.toString())),
          isGood: signature === expected,
        });
      response.writeHead(request.method === 'HEAD' ? 200 : status()).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

async function open(): Promise<Sandbox> {
  const sandbox = await startSandbox({ contacts: 40, companies: 5, conversations: 20 });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Makes changes that are held back; the result are their kinds and ids. */
async function changed(sandbox: Sandbox, url: string, body: object): Promise<Fields[]> {
  await ok(sandbox, 'POST /__sandbox/webhooks', { url, hold: true });
  const { text } = await call(sandbox, 'POST /__sandbox/mutate', body);
  return JSON.parse(text) as Fields[];
}

test('each change is a signed notification with its object, in order', async () => {
  const sandbox = await open();
  const { url, received } = await receiver();
  const changes = await changed(sandbox, url, { n: 60, seed: 3 });
  expect(await ok(sandbox, 'POST /__sandbox/webhooks/send', { at_once: 1 })).toEqual({ 200: 60 });
  expect(received.every(({ isGood }) => isGood)).toBe(true);
  expect(new Set(received.map(({ body }) => body['id'])).size).toBe(60);
  const items = received.map(({ body }) => {
    const item = fieldsOf(fieldsOf(body['data'])['item']);
    return String(item['id'] ?? fieldsOf(item['contact'])['id']);
  });
  expect(items).toEqual(changes.map(({ id }) => String(id)));
  expect(new Set(received.map(({ body }) => body['topic'])).size).toBeGreaterThan(8);
});

test('of what is gone only the id is left, and a merge says what went into what', async () => {
  const sandbox = await open();
  const { url, received } = await receiver();
  const kinds = ['contact.deleted', 'contact.merged'];
  const changes = await changed(sandbox, url, { n: 8, seed: 5, kinds });
  await ok(sandbox, 'POST /__sandbox/webhooks/send', {});
  const [deleted] = received.filter(({ body }) => body['topic'] === 'contact.deleted');
  const gone = changes.find(({ kind }) => kind === 'contact.deleted');
  expect(fieldsOf(deleted?.body['data'])['item']).toEqual({
    type: 'contact',
    id: gone?.['id'],
    deleted: true,
  });
  const [merged] = received.filter(({ body }) => body['topic'] === 'contact.merged');
  const merge = changes.find(({ kind }) => kind === 'contact.merged');
  expect(fieldsOf(merged?.body['data'])['item']).toMatchObject({
    id: merge?.['id'],
    merged_from: { id: merge?.['merged_from'] },
  });
});

test('they are sent again, in any order, with another signature, of any topic, as is asked for', async () => {
  const sandbox = await open();
  const { url, received } = await receiver();
  await changed(sandbox, url, { n: 10, seed: 7 });
  await ok(sandbox, 'POST /__sandbox/webhooks/send', { order: 'shuffled', times: 3, at_once: 1 });
  const ids = received.map(({ body }) => String(body['id']));
  expect(ids).toHaveLength(30);
  // Not the ten, and the ten again.
  expect(new Set(ids.slice(0, 10)).size).toBeLessThan(10);
  expect(new Set(ids).size).toBe(10);
  received.length = 0;
  const notifications = [{ topic: 'ping', item: { type: 'ping' } }];
  await ok(sandbox, 'POST /__sandbox/webhooks/send', { notifications, secret: 'wrong' });
  expect(received).toMatchObject([{ body: { topic: 'ping' }, isGood: false }]);
});

test('what is not taken is sent once more, and no more', async () => {
  const sandbox = await open();
  const { url, received } = await receiver(() => 503);
  await ok(sandbox, 'POST /__sandbox/webhooks', { url, retry_seconds: 0 });
  await ok(sandbox, 'POST /__sandbox/mutate', { n: 1 });
  await expect
    .poll(() => ok(sandbox, 'GET /__sandbox/webhooks'))
    .toMatchObject({ answers: { 503: 2 }, under_way: 0 });
  expect(received).toHaveLength(2);
});

test('an address that does not answer HEAD is refused', async () => {
  const sandbox = await open();
  const reply = await call(sandbox, 'POST /__sandbox/webhooks', { url: 'http://127.0.0.1:9/none' });
  expect(reply).toMatchObject({ status: 400, json: { error: expect.stringContaining('nothing') } });
});
