// Pacing against the sandbox: nearly all that the headers allow, no refusal, and each group by itself.
import { expect, test } from 'vitest';
import { report } from '../sandbox-brevo/client.ts';
import { begin } from './speaking.ts';

const event = (name: string) => ({ event_name: name, identifiers: { ext_id: '1' } });

async function seconds(task: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task;
  return (performance.now() - start) / 1000;
}

test.each([0, 60])('60 requests at 10 a second meet no 429, with a latency of %i ms', async (latencyMs) => {
  const { account, sandbox } = await begin({
    brevoContactsPerSecond: 10,
    brevoContactsPerHour: 36_000,
    latencyMs,
  });
  const posts = Array.from({ length: 60 }, (_, n) => account.postContact({ email: `p${n}@example.com` }));
  const took = await seconds(Promise.all(posts));
  expect((await report(sandbox)).rate_limited).toBe(0);
  // Five windows have to end, the sixth is sent at once.
  expect(took).toBeGreaterThan(5);
  expect(took).toBeLessThan(5.8);
});

test('at the end of the hour it waits for the hour, and tells of it', async () => {
  const { account, log, stop } = await begin({ brevoContactsPerSecond: 10, brevoContactsPerHour: 12 });
  const posts = Array.from({ length: 14 }, (_, n) => account.postContact({ email: `p${n}@example.com` }));
  const waiting = Promise.all(posts).catch(() => undefined);
  while (account.left('contacts') !== 0 || account.limits('contacts').length < 2)
    await new Promise((resolve) => void setTimeout(resolve, 20));
  const hour = account.limits('contacts').find(({ limit }) => limit === 12);
  expect(hour?.seconds).toBeGreaterThan(3590);
  expect(log.filter((line) => line.includes('used up; it takes more in 60 min'))).toHaveLength(1);
  stop.abort(new Error('stopped'));
  await waiting;
});

test('a group that is used up holds up no other', async () => {
  const { account, sandbox } = await begin({
    brevoContactsPerSecond: 10,
    brevoEventsPerSecond: 2,
    brevoRestPerHour: 3,
  });
  for (let n = 0; n < 3; n += 1) await account.me();
  expect(account.left('rest')).toBe(0);
  await account.sendEvents([event('a')]);
  await account.sendEvents([event('b')]);
  expect(account.left('events')).toBe(0);
  expect(account.left('contacts')).toBeUndefined();
  expect(await seconds(account.attributes())).toBeLessThan(0.5);
  expect(account.left('contacts')).toBe(9);
  expect((await report(sandbox)).rate_limited).toBe(0);
});

test('a 429 pauses its own group alone', async () => {
  const { account } = await begin({
    brevoFaults: [{ route: 'GET /contacts/attributes', fault: 'status', status: 429 }],
    brevoContactsPerSecond: 10,
  });
  const paused = account.attributes();
  while (account.client.retrying === 0) await new Promise((resolve) => void setTimeout(resolve, 5));
  expect(account.left('contacts')).toBe(0);
  expect(await seconds(account.me())).toBeLessThan(0.4);
  expect(await paused).not.toHaveLength(0);
});

test('what finds no room in the hour fails at once where waiting is no use', async () => {
  const { account, sandbox } = await begin({ brevoRestPerHour: 2 });
  await account.createCompany({ name: 'One' });
  await account.createCompany({ name: 'Two' });
  const third = await account.createCompany({ name: 'Three' }).catch((error: unknown) => error);
  expect(third).toMatchObject({ status: 429, retryable: true, ambiguous: false });
  expect((third as { retryAfter: number }).retryAfter).toBeGreaterThan(3500);
  expect((await report(sandbox)).rate_limited).toBe(0);
});

test('an hour that others used up is told of at once, too', async () => {
  const { account, sandbox } = await begin({ brevoRestPerHour: 1 });
  await fetch(`${sandbox.brevo}/v3/account`, { headers: { 'api-key': 'sandbox-key' } });
  await expect(account.me()).rejects.toMatchObject({ status: 429 });
});
