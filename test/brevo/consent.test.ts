// Nobody is re-subscribed, and nothing is touched that this target does not manage.
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { openSetting } from '../support/brevo-rules.ts';
import { World } from '../support/brevo-world.ts';
import {
  mappingFile,
  type AccountContact,
  type BrevoSetting,
  type TargetArguments,
} from '../support/brevo.ts';

let setting: BrevoSetting;
let world: World;

beforeEach(async () => {
  setting = await openSetting();
  world = new World();
});

afterEach(() => setting.close());

async function sync(args: TargetArguments = {}): Promise<void> {
  const run = await setting.run(world.messages(), args);
  expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
  expect(run.code).toBe(0);
}

async function only(): Promise<AccountContact> {
  const [contact, ...others] = await setting.account();
  if (contact === undefined) throw new Error('the account is empty');
  expect(others).toEqual([]);
  return contact;
}

test('unsubscribed in Intercom: blocked at Brevo, and not let in again when Intercom says so', async () => {
  world.contact('c1', { unsubscribed_from_emails: true, unsubscribed_from_sms: true });
  await sync();
  expect(await only()).toMatchObject({ emailBlacklisted: true, smsBlacklisted: true });
  world.change('contacts', 'c1', { unsubscribed_from_emails: false, unsubscribed_from_sms: false });
  await sync();
  expect(await only()).toMatchObject({
    emailBlacklisted: true,
    smsBlacklisted: true,
    attributes: { UNSUBSCRIBED: false },
  });
});

test('false is never sent, not even for a contact that Brevo knew before', async () => {
  await setting.control('seed', { contacts: [{ email: 'c1@acme.example', emailBlacklisted: true }] });
  world.contact('c1');
  await sync();
  expect(await only()).toMatchObject({ ext_id: 'c1', emailBlacklisted: true });
});

test('a changed e-mail updates the same contact and leaves it blocked', async () => {
  world.contact('c1');
  await sync();
  const { id } = await only();
  await setting.editAtBrevo('email_id', 'c1@acme.example', { emailBlacklisted: true });
  world.change('contacts', 'c1', { email: 'New+Address@Acme.example' });
  await sync();
  expect(await only()).toMatchObject({
    id,
    ext_id: 'c1',
    email: 'new+address@acme.example',
    emailBlacklisted: true,
  });
});

test('and so it does with the replica lost, when Brevo answers that the ext_id is taken', async () => {
  world.contact('c1');
  await sync();
  await setting.editAtBrevo('email_id', 'c1@acme.example', { emailBlacklisted: true });
  setting.loseReplica();
  world.change('contacts', 'c1', { email: 'moved@acme.example' });
  await sync();
  expect(await only()).toMatchObject({ ext_id: 'c1', email: 'moved@acme.example', emailBlacklisted: true });
});

test('a block is lifted only where the operator says that Intercom owns consent', async () => {
  const config = { mapping: mappingFile('consent: { owner: intercom }\n') };
  world.contact('c1', { unsubscribed_from_emails: true });
  await sync({ config });
  expect((await only()).emailBlacklisted).toBe(true);
  world.change('contacts', 'c1', { unsubscribed_from_emails: false });
  await sync({ config });
  expect((await only()).emailBlacklisted).toBe(false);
});

describe('an address that Intercom has twice', () => {
  const email = 'shared@acme.example';
  const shared = (more: Row): Row => ({ email, role: 'lead', ...more });

  test('is blocked where either of the two is unsubscribed, from the first run or later', async () => {
    world.contact('c1', { email });
    world.contact('c2', shared({ unsubscribed_from_emails: true }));
    await sync();
    expect(await only()).toMatchObject({ ext_id: 'c1', emailBlacklisted: true });

    world.contact('c3', { email: 'other@acme.example', phone: '+14155550132' });
    world.contact('c4', { email: 'other@acme.example', phone: '+14155550132', role: 'lead' });
    await sync();
    world.change('contacts', 'c4', { unsubscribed_from_emails: true, unsubscribed_from_sms: true });
    await sync();
    const blocked = await setting.held('c3');
    expect(blocked).toMatchObject({ emailBlacklisted: true, smsBlacklisted: true });
    expect((await setting.run(world.everything())).requests.writes).toBe(0);
  });

  test('stays blocked when a user takes it over from a lead, though Intercom owns consent', async () => {
    const config = { mapping: mappingFile('consent: { owner: intercom }\n') };
    world.contact('c2', shared({ unsubscribed_from_emails: true }));
    await sync({ config });
    world.contact('c1', { email });
    await sync({ config });
    expect(await only()).toMatchObject({ ext_id: 'c1', emailBlacklisted: true });
    world.change('contacts', 'c2', { unsubscribed_from_emails: false });
    await sync({ config });
    expect(await only()).toMatchObject({ ext_id: 'c1', emailBlacklisted: false });
  });

  test('a record of its own that the other one has at Brevo leaves the lists and is blocked, once', async () => {
    world.contact('c1', { email, unsubscribed_from_emails: true });
    world.contact('c2', { role: 'lead' });
    world.contact('c3', { email: 'third@acme.example' });
    await sync();
    world.change('contacts', 'c2', { email });
    await sync();
    const expected = { email: 'c2@acme.example', lists: [], emailBlacklisted: true };
    expect(await setting.held('c2')).toMatchObject(expected);
    world.change('contacts', 'c2', { name: 'Renamed' });
    expect((await setting.run(world.messages())).requests.writes).toBe(0);
    world.change('contacts', 'c2', { email: 'third@acme.example' });
    expect((await setting.run(world.messages())).requests.writes).toBe(0);
    expect(await setting.held('c2')).toMatchObject(expected);
    expect(await setting.held('c3')).toMatchObject({ lists: [35], emailBlacklisted: false });
  });
});

test('unsubscribed at Brevo: so it stays through any sequence of changes', async () => {
  const change = fc.record(
    {
      email: fc.integer({ min: 1, max: 4 }).map((n) => `address${n}@acme.example`),
      unsubscribed_from_emails: fc.boolean(),
      name: fc.constantFrom('Ann', 'Bea', null),
      role: fc.constantFrom('user', 'lead'),
      _sdc_deleted_at: fc.constantFrom(undefined, '2026-06-01T00:00:00Z'),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (changes, lost) => {
        await setting.close();
        setting = await openSetting();
        world = new World();
        world.contact('c1');
        await sync();
        await setting.editAtBrevo('email_id', 'c1@acme.example', { emailBlacklisted: true });
        for (const one of changes) {
          world.change('contacts', 'c1', one);
          await sync();
          expect((await only()).emailBlacklisted).toBe(true);
          if (lost) setting.loseReplica();
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
});

test('attributes and lists that are not managed stay as they are', async () => {
  await setting.control('seed', { attributes: [{ name: 'BY_HAND', type: 'text' }] });
  world.contact('c1', { tags: [{ id: 't1' }] });
  await sync();
  await setting.editAtBrevo('email_id', 'c1@acme.example', {
    attributes: { BY_HAND: 'kept', JOB_TITLE: 'CTO' },
    listIds: [99],
  });
  world.change('contacts', 'c1', { name: 'Somebody Else', role: 'lead' });
  await sync();
  world.change('contacts', 'c1', { _sdc_deleted_at: '2026-06-01T00:00:00Z' });
  await sync();
  const { attributes, lists } = await only();
  expect(attributes).toMatchObject({ BY_HAND: 'kept', JOB_TITLE: 'CTO', FULLNAME: 'Somebody Else' });
  expect(lists).toEqual([99]);
});
