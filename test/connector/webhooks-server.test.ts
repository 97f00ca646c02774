// The receiver as Intercom and Prometheus see it: what each request is answered, also while the disk fails.
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../support/spawn.ts';
import { limitFiles, SECRET, WebhookSetting, type Receiver } from '../support/webhooks.ts';

const FIVE_MB = 5 * 1024 * 1024;

let setting: WebhookSetting;
let receiver: Receiver;

beforeEach(async () => {
  setting = await WebhookSetting.open({}, { log_webhooks: true });
});

/** Sends a body as Intercom signs it; `headers` override. */
async function post(
  text: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const signature = `sha1=${createHmac('sha1', SECRET).update(text).digest('hex')}`;
  const answer = await fetch(receiver.url, {
    method: 'POST',
    headers: { 'x-hub-signature': signature, ...headers },
    body: text,
  });
  return { status: answer.status, text: await answer.text() };
}

function body(topic: string, item: object = { type: 'contact', id: 'c1' }, id = `n-${topic}`): string {
  return JSON.stringify({ type: 'notification_event', id, topic, created_at: 1_700_000_000, data: { item } });
}

/** A figure of /metrics; undefined where there is none with these labels. */
async function metric(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const text = await (await fetch(new URL('/metrics', receiver.url))).text();
  const line = text.split('\n').find((one) => {
    const has = Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`));
    return one.startsWith(`${name}{`) && has;
  });
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

describe('a running receiver', () => {
  beforeEach(async () => {
    receiver = await setting.serve();
  });

  test('keeps what is of another workspace apart: it is counted, told of once, and not delivered', async () => {
    await setting.sync('hooks');
    const before = await setting.account('hooks');
    const item = { type: 'contact', id: before[0]?.ext_id };
    const now = Math.floor(Date.now() / 1000);
    const of = (app_id: string, n: number): string =>
      JSON.stringify({
        id: `${app_id} ${n}`,
        app_id,
        topic: 'contact.deleted',
        created_at: now,
        data: { item },
      });
    for (const n of [1, 2]) expect((await post(of('other', n))).status).toBe(200);
    expect(await metric('intercom_brevo_notifications_total', { outcome: 'foreign' })).toBe(2);
    expect(await setting.waiting()).toBe(0);
    expect((await post(of('sandbox1', 3))).status).toBe(200);
    await setting.drained();
    const { stderr } = await receiver.stop();
    expect(stderr.match(/of the workspace other, which is not the connector's/g)).toHaveLength(1);
    expect(stderr).toContain('1 notifications delivered');
  });

  test('answers HEAD and ping, takes what is signed, counts it, and says what waits', async () => {
    expect((await fetch(receiver.url, { method: 'HEAD' })).status).toBe(200);
    const example = '{"type":"notification_event","topic":"ping"}';
    expect((await post(example)).status).toBe(200);
    expect((await post(body('contact.user.updated'))).status).toBe(200);
    expect((await post(body('contact.user.updated'))).status).toBe(200);
    const own = body('company.updated', { type: 'company', id: 'k1' });
    const signature = createHmac('sha256', SECRET).update(own).digest('hex');
    const answer = await fetch(receiver.url, {
      method: 'POST',
      headers: { 'x-body-signature': signature },
      body: own,
    });
    expect(answer.status).toBe(200);
    expect((await post(body('ticket.created'))).status).toBe(200);
    const empty = '{"topic":"contact.deleted","data":null}';
    expect((await post(empty)).status).toBe(200);
    const counted = async (topic: string, outcome: string): Promise<number | undefined> =>
      metric('intercom_brevo_notifications_total', { topic, outcome });
    expect(await counted('ping', 'ping')).toBe(1);
    expect(await counted('contact.user.updated', 'stored')).toBe(1);
    expect(await counted('contact.user.updated', 'duplicate')).toBe(1);
    expect(await counted('company.updated', 'stored')).toBe(1);
    expect(await counted('other', 'unknown')).toBe(1);
    expect(await counted('contact.deleted', 'no_object')).toBe(1);
    expect(await metric('intercom_brevo_inbox_depth')).toBe(2);
    expect(await metric('intercom_brevo_inbox_age_seconds')).toBeGreaterThan(0);
    const health = await fetch(new URL('/healthz', receiver.url));
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', inbox: 2 }]);
    const { stderr } = await receiver.stop();
    expect(stderr).toContain('webhooks: contact.user.updated: stored');
    expect(stderr).toContain('webhooks: contact.deleted: no_object');
  });

  test.each([
    ['without a signature', 401, { 'x-hub-signature': '' }],
    ['with a wrong signature', 401, { 'x-hub-signature': `sha1=${'0'.repeat(40)}` }],
  ])('refuses what comes %s', async (_what, status, headers) => {
    const answer = await post(body('contact.user.updated'), headers);
    expect(answer).toEqual({ status, text: 'the signature does not match' });
    expect(await metric('intercom_brevo_notifications_total', { outcome: 'bad_signature' })).toBe(1);
    expect(await setting.waiting()).toBe(0);
  });

  test.each([
    ['', 'the body is not JSON'],
    ['{"topic": "contact', 'the body is not JSON'],
    ['[]', 'the body is no JSON object'],
    ['{"id":"n1"}', 'the body has no "topic"'],
  ])('refuses the malformed body %j in one line, without a stack', async (text, problem) => {
    expect(await post(text)).toEqual({ status: 400, text: problem });
    const { stderr } = await receiver.stop();
    expect(stderr).toContain(`a request was refused: ${problem}`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('takes a body of 5 MB, and refuses a larger one, whether its length is told or not', async () => {
    const fill = (bytes: number): string => {
      const empty = body('contact.user.updated', { type: 'contact', id: 'c1', fill: '' });
      return empty.replace('"fill":""', `"fill":"${'x'.repeat(bytes - empty.length)}"`);
    };
    expect((await post(fill(FIVE_MB))).status).toBe(200);
    expect((await post(fill(FIVE_MB + 1))).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const sending = request(receiver.url, { method: 'POST' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sending.on('error', reject);
      for (let n = 0; n < 6; n++) sending.write(Buffer.alloc(1024 * 1024, 'x'));
      sending.end();
    });
    expect(status).toBe(413);
    expect((await post(body('contact.user.updated', undefined, 'n2'))).status).toBe(200);
  });

  test('gives the figures that the documentation lists, and no others', async () => {
    const page = readFileSync('docs/webhooks.md', 'utf8');
    const listed = new Set([...page.matchAll(/`(intercom_brevo_\w+)`/g)].map(([, name]) => name));
    const text = await (await fetch(new URL('/metrics', receiver.url))).text();
    const given = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    expect(given).toEqual(listed);
  });

  test('has no other pages', async () => {
    expect((await fetch(new URL('/', receiver.url))).status).toBe(404);
    expect((await fetch(receiver.url, { method: 'DELETE' })).status).toBe(405);
  });

  test('tells nothing of its secrets, in the log or in the inbox', async () => {
    await post(body('contact.user.updated'));
    await post(body('contact.user.updated'), { 'x-hub-signature': 'sha1=00' });
    const metrics = await (await fetch(new URL('/metrics', receiver.url))).text();
    const { stderr, stdout } = await receiver.stop();
    const inbox = readFileSync(join(setting.folder, '.intercom-brevo/hooks/inbox.sqlite'), 'latin1');
    for (const text of [metrics, stderr, stdout, inbox]) {
      for (const secret of [SECRET, 'sandbox-token', 'sandbox-key']) expect(text).not.toContain(secret);
    }
  });
});

test('while the disk is full the answer is 503, and what was answered 200 is there; then it goes on', async () => {
  receiver = await setting.serve();
  limitFiles(receiver, 200_000);
  const statuses: number[] = [];
  let taken = 0;
  for (let n = 0; !statuses.includes(503) && n < 100; n++) {
    const item = { type: 'contact', id: `c${n}`, fill: randomBytes(10_000).toString('hex') };
    const { status } = await post(body('contact.user.updated', item, `n${n}`));
    statuses.push(status);
    if (status === 200) taken += 1;
  }
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(await metric('intercom_brevo_notifications_total', { outcome: 'unavailable' })).toBe(1);
  // The worker meets a full disk too, and does not take the server down with it.
  limitFiles(receiver, 1);
  await receiver.said('the notifications stay in the inbox');
  expect((await fetch(receiver.url, { method: 'HEAD' })).status).toBe(200);
  limitFiles(receiver, 'unlimited');
  expect((await post(body('contact.user.updated', undefined, 'last'))).status).toBe(200);
  receiver.child.kill('SIGKILL');
  await receiver.ended;
  expect(await setting.waiting()).toBe(taken + 1);
});

test.each([
  [{ webhooks: { port: 0 } }, /"webhooks\.secret" is missing/],
  [{ webhooks: { port: 0, secret: '   ' } }, /"webhooks\.secret" is missing/],
])('without a secret it refuses to start: %j', async (settings, problem) => {
  const other = await WebhookSetting.open({}, settings);
  const { code, stderr } = await run(other.command('webhooks', 'serve', 'hooks'), { cwd: other.folder });
  expect(code).toBe(2);
  expect(stderr).toMatch(problem);
});

test('a port that is taken is told in one line', async () => {
  receiver = await setting.serve();
  const { port } = new URL(receiver.url);
  const words = ['webhooks', 'serve', 'hooks', '--port', port];
  const { code, stderr } = await run(setting.command(...words), { cwd: setting.folder });
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('EADDRINUSE') });
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('--path moves it', async () => {
  receiver = await setting.serve(['--path', '/elsewhere']);
  expect(new URL(receiver.url).pathname).toBe('/elsewhere');
  expect((await post(body('ping'))).status).toBe(200);
});
