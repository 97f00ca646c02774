// What --test finds: key and address, attributes, lists, quotas, limits.
import { expect, test } from 'vitest';
import { checkAccount, type Check, type Needs } from '../../../targets/brevo/account/checks.ts';
import { ok, seed } from '../sandbox-brevo/client.ts';
import { begin } from './speaking.ts';

const nothing: Needs = {
  attributes: () => ({ create: [], untyped: [], extend: [], problems: [] }),
  lists: [],
};
const failing = (checks: Check[]): string[] => checks.filter((check) => !check.ok).map(({ text }) => text);

test('an account that has all there must be', async () => {
  const { account } = await begin({
    brevoLists: [35],
    brevoContactsPerSecond: 10,
    brevoRestPerHour: 100,
  });
  const checks = await checkAccount(account, { ...nothing, lists: [35, 'List 35'] });
  expect(failing(checks)).toEqual([]);
  expect(checks.map(({ text }) => text)).toEqual([
    'key accepted, and this address with it: Acme, owner@acme.example, plan free',
    'attributes: 10 of 200',
    'lists: 1 of 300',
    'rate limits: contacts 10 per second; rest 100 per hour, 99 left',
  ]);
});

test.each([
  ['sandbox-key-bad', 'check "api_key"'],
  ['sandbox-key-wrong-ip', 'not authorised'],
])('%s ends the checks at the first', async (key, text) => {
  const { account } = await begin({}, key);
  const checks = await checkAccount(account, nothing);
  expect(checks).toHaveLength(1);
  expect(failing(checks)[0]).toContain(text);
});

test('a key without a permission is told for each thing it cannot read', async () => {
  const { account } = await begin({}, 'sandbox-key-without-contacts');
  const found = failing(await checkAccount(account, nothing));
  expect(found).toHaveLength(2);
  expect(found[0]).toContain('lacks this permission');
});

test('attributes are told one by one, with the nearest name', async () => {
  const { account } = await begin();
  const needs: Needs = {
    ...nothing,
    attributes: () => ({
      create: [{ name: 'FIRST_NAME', type: 'text' }],
      untyped: ['PLAN_TIER'],
      extend: [],
      problems: ['PLAN is float at Brevo'],
    }),
  };
  const checks = await checkAccount(account, needs);
  expect(failing(checks)).toEqual(['attribute PLAN is float at Brevo']);
  expect(checks.map(({ text }) => text)).toContain(
    'attribute FIRST_NAME is missing and will be created as text (did you mean "FIRSTNAME"?)',
  );
  expect(checks.map(({ text }) => text)).toContain(
    'attribute PLAN_TIER is missing and will be created: its type will come from the data',
  );
});

test('missing lists: by id never made, by name only in a folder', async () => {
  const { account, sandbox } = await begin();
  await seed(sandbox, { lists: [{ name: 'Leads', folderId: 1 }] });
  const lists = [7, 'Leeds'];
  expect(failing(await checkAccount(account, { ...nothing, lists }))).toEqual([
    'list 7 does not exist',
    'list "Leeds" is missing (did you mean "Leads"?)',
  ]);
  const checks = await checkAccount(account, { ...nothing, lists, listFolder: 'Intercom' });
  expect(failing(checks)).toEqual(['list 7 does not exist']);
});

test('an account that is full has no room for a missing list', async () => {
  const { account, sandbox } = await begin({ brevoLists: Array.from({ length: 300 }, (_, n) => n + 1) });
  expect(failing(await checkAccount(account, nothing))).toEqual([]);
  const checks = await checkAccount(account, { ...nothing, lists: ['New'], listFolder: 'Intercom' });
  expect(failing(checks)).toEqual(['lists: 300 of 300']);
  await ok(sandbox, 'POST /__sandbox/reset');
});

test('an hour that is used up is no reason to wait, nor a fault of the key', async () => {
  const { account, sandbox } = await begin({ brevoRestPerHour: 1 });
  await fetch(`${sandbox.brevo}/v3/account`, { headers: { 'api-key': 'sandbox-key' } });
  const [first] = await checkAccount(account, nothing);
  expect(first).toMatchObject({ ok: true, text: expect.stringContaining('not asked for') });
});
