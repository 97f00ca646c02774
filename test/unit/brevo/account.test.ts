// Contacts and events against the sandbox: what goes out, what comes back, and what a lost answer leads to.
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../core/errors.ts';
import { held, ok, report, seed } from '../sandbox-brevo/client.ts';
import { begin, collect } from './speaking.ts';

const lost = (route: string) => ({ brevoFaults: [{ route, fault: 'lost' as const }] });
const people = (count: number) => Array.from({ length: count }, (_, n) => ({ email: `p${n}@example.com` }));

const event = (name: string) => ({ event_name: name, identifiers: { ext_id: '1' } });

describe('contacts', () => {
  test('are created with an id, updated without, read, and deleted', async () => {
    const { account } = await begin();
    const body = { email: 'a+b@example.com', ext_id: '00042', updateEnabled: true };
    expect(await account.postContact(body)).toEqual({ created: true, id: expect.any(Number) });
    expect(await account.postContact(body)).toEqual({ created: false, id: undefined });
    await account.putContact('00042', { attributes: { FIRSTNAME: 'Ann' } });
    await account.putContact('a+b@example.com', { attributes: { LASTNAME: 'Bee' } }, 'email_id');
    expect(await account.getContact('00042')).toMatchObject({
      email: 'a+b@example.com',
      attributes: { FIRSTNAME: 'Ann', LASTNAME: 'Bee', EXT_ID: '00042' },
    });
    expect(await account.deleteContact('00042')).toBe(true);
    expect(await account.deleteContact('00042')).toBe(false);
    expect(await account.getContact('00042')).toBeUndefined();
  });

  test.each(['a/b?c#d', 'ä ö', '%2F', 'a;b=c'])(
    'an ext_id such as %s leads to its contact',
    async (extId) => {
      const { account } = await begin();
      await account.postContact({ email: 'a@example.com', ext_id: extId });
      expect(await account.getContact(extId)).toMatchObject({ email: 'a@example.com' });
    },
  );

  test('an ext_id of digits is never taken for the id of another contact', async () => {
    const { account } = await begin();
    const { id } = await account.postContact({ email: 'a@example.com' });
    await expect(account.putContact(String(id), {})).rejects.toMatchObject({ status: 404 });
  });

  test('a conflict names the identifiers', async () => {
    const { account } = await begin();
    await account.postContact({ email: 'a@example.com', ext_id: '1' });
    await account.postContact({ email: 'b@example.com', ext_id: '2' });
    const conflict = await account
      .putContact('2', { attributes: { EMAIL: 'a@example.com' } })
      .catch((error: unknown) => error);
    expect(conflict).toBeInstanceOf(ApiError);
    expect(conflict).toMatchObject({ status: 400, duplicates: ['email'], retryable: false });
  });

  test.each(['POST /contacts', 'PUT /contacts/:identifier', 'DELETE /contacts/:identifier'])(
    'a lost answer of %s changes nothing in the end',
    async (route) => {
      const { account, sandbox } = await begin(lost(route));
      await account.postContact({ email: 'a@example.com', ext_id: '1', updateEnabled: true });
      await account.putContact('1', { attributes: { FIRSTNAME: 'Ann' } });
      expect(await held(sandbox, 'account')).toMatchObject([{ attributes: { FIRSTNAME: 'Ann' } }]);
      await account.deleteContact('1');
      expect(await held(sandbox, 'account')).toEqual([]);
    },
  );

  test.each(['html200', 'empty', 'html', 'truncate', 'reset'] as const)(
    'a success that is none (%s) is not taken for one',
    async (fault) => {
      const { account, sandbox } = await begin({ brevoFaults: [{ route: 'POST /contacts', fault }] });
      await account.postContact({ email: 'a@example.com', updateEnabled: true });
      expect(await held(sandbox, 'account')).toHaveLength(1);
      expect((await report(sandbox)).total).toBe(2);
    },
  );

  test('are read in pages of a thousand, each once', async () => {
    const { account, sandbox } = await begin();
    await seed(sandbox, { contacts: people(2000) });
    const found = await collect(account.contacts());
    expect(new Set(found.map(({ email }) => email)).size).toBe(2000);
    expect((await report(sandbox)).routes['GET /contacts']).toEqual({ 200: 2 });
  });

  test('are read by time of change', async () => {
    const { account } = await begin();
    await account.postContact({ email: 'a@example.com' });
    expect(await collect(account.contacts({ modifiedSince: '2100-01-01T00:00:00.000Z' }))).toEqual([]);
    expect(await collect(account.contacts({ modifiedSince: '2020-01-01T00:00:00.000Z' }))).toHaveLength(1);
  });
});

describe('events', () => {
  test('a batch that is taken whole', async () => {
    const { account } = await begin();
    expect(await account.sendEvents([event('a'), event('b')])).toEqual({ accepted: [0, 1], failed: [] });
  });

  test.each([
    ['in part', ['a', 'b b', 'c', 'd d'], [0, 2], [1, 3]],
    ['not at all', ['a a'], [], [0]],
  ])('a batch that is taken %s', async (_, names, accepted, failed) => {
    const { account } = await begin();
    const outcome = await account.sendEvents(names.map(event));
    expect(outcome.accepted).toEqual(accepted);
    expect(outcome.failed.map(({ index }) => index)).toEqual(failed);
    expect(outcome.failed[0]?.message).not.toBe('');
  });

  test('a batch that is refused as such names no events', async () => {
    const { account } = await begin();
    const many = Array.from({ length: 201 }, () => event('a'));
    await expect(account.sendEvents(many)).rejects.toMatchObject({ status: 400, code: 'out_of_range' });
  });

  test('after a lost answer it is sent again, or left to whoever sends it', async () => {
    const { account, sandbox } = await begin(lost('POST /events/batch'));
    await expect(account.sendEvents([event('a')], { repeat: false })).rejects.toMatchObject({
      ambiguous: true,
    });
    expect(await held(sandbox, 'events')).toHaveLength(1);
    await ok(sandbox, 'POST /__sandbox/faults', lost('POST /events/batch').brevoFaults);
    await account.sendEvents([event('b')]);
    expect(await held(sandbox, 'events')).toHaveLength(3);
  });
});

test('the key is in no line of the log and in no message', async () => {
  const key = 'sandbox-key-wrong-ip';
  const { account, log } = await begin({ brevoFaults: [{ route: 'GET /account', fault: 'reset' }] }, key);
  const failed: unknown = await account.me().catch((error: unknown) => error);
  expect(failed).toMatchObject({ status: 401 });
  expect([String(failed), ...log].join('\n')).not.toContain(key);
});
