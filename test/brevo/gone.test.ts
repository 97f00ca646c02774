// Who is archived, deleted, merged away, without an e-mail or shares one: what becomes of them at Brevo.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSetting, TAGS } from '../support/brevo-rules.ts';
import { conversation, iso, THEN, World } from '../support/brevo-world.ts';
import type { BrevoSetting, TargetArguments, TargetRun } from '../support/brevo.ts';

let setting: BrevoSetting;
let world: World;

beforeEach(async () => {
  setting = await openSetting();
  world = new World();
  for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
});

afterEach(() => setting.close());

async function sync(args: TargetArguments = {}): Promise<TargetRun> {
  const run = await setting.run(world.messages(), args);
  expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
  expect(run.code).toBe(0);
  return run;
}

describe('a deleted contact', () => {
  beforeEach(async () => {
    world.contact('c1', { tags: [{ id: 't1' }] });
    world.contact('c2');
    await sync();
    world.change('contacts', 'c1', { _sdc_deleted_at: iso(THEN) });
  });

  test('leaves the managed lists, and nothing else', async () => {
    expect((await sync()).requests.writes).toBe(1);
    expect(await setting.held('c1')).toMatchObject({
      lists: [],
      emailBlacklisted: false,
      attributes: { UNSUBSCRIBED: false },
    });
    expect((await setting.run(world.everything())).requests.writes).toBe(0);
  });

  test.each([
    ['keep', { lists: [35, 40], emailBlacklisted: false }],
    ['blocklist', { emailBlacklisted: true }],
    ['delete', undefined],
  ])('with on_delete %s', async (on_delete, expected) => {
    const config = { on_delete };
    await sync({ config });
    expect([await setting.held('c1')]).toMatchObject([expected]);
    expect(await setting.held('c2')).toMatchObject({ lists: [35] });
    expect((await setting.run(world.everything(), { config })).requests.writes).toBe(0);
  });

  test('comes back when the source says so', async () => {
    await sync();
    world.change('contacts', 'c1', { _sdc_deleted_at: undefined });
    await sync();
    expect((await setting.held('c1'))?.lists).toEqual([35, 40]);
  });

  test('gives its e-mail to the next in line', async () => {
    await sync();
    world.contact('c3', { email: 'c1@acme.example' });
    await sync();
    expect(await setting.held('c3')).toMatchObject({ email: 'c1@acme.example', lists: [35] });
    expect(await setting.account()).toHaveLength(2);
  });
});

test('an empty extract deletes nothing', async () => {
  world.contact('c1');
  await sync({ config: { on_delete: 'delete' } });
  const lines = world.everything();
  const schema = lines.filter((line) => line.startsWith('{"type":"SCHEMA","stream":"contacts"'));
  const empty = [...schema, JSON.stringify({ type: 'ACTIVATE_VERSION', stream: 'contacts', version: 2 })];
  expect((await setting.run(empty, { config: { on_delete: 'delete' } })).code).toBe(0);
  expect(await setting.held('c1')).toMatchObject({ lists: [35] });
});

describe('contacts without an e-mail', () => {
  beforeEach(() => {
    world.contact('u1', { email: null, phone: '+14155550132' });
    world.contact('l1', { email: null, role: 'lead' });
    world.contact('l2', { email: '', role: 'lead' });
  });

  test('are left out and counted with their role', async () => {
    const run = await sync();
    expect(await setting.account()).toEqual([]);
    expect(run.stderr).toMatch(/1 user, 2 leads not sent/);
  });

  test('or sent by phone where they have one', async () => {
    await sync({ config: { contacts_without_email: 'phone' } });
    expect(await setting.account()).toMatchObject([{ ext_id: 'u1', attributes: { SMS: '14155550132' } }]);
  });

  test('or by their id alone', async () => {
    const config = { contacts_without_email: 'ext_id' };
    await sync({ config });
    expect((await setting.account()).map(({ ext_id }) => String(ext_id)).toSorted()).toEqual([
      'l1',
      'l2',
      'u1',
    ]);
    world.change('contacts', 'l1', { email: 'lead@acme.example' });
    await sync({ config });
    expect(await setting.held('l1')).toMatchObject({ email: 'lead@acme.example', lists: [37] });
    expect(await setting.account()).toHaveLength(3);
  });
});

describe('two contacts with one e-mail', () => {
  test('give one Brevo contact: a user before a lead, then the earlier one; the other is reported', async () => {
    world.contact('c1', { email: 'shared@acme.example', role: 'lead', name: 'The Lead' });
    world.contact('c3', { email: 'Shared@Acme.example', name: 'Later User' });
    world.contact('c2', { email: 'shared@acme.example', name: 'Early User' });
    const run = await sync();
    expect(await setting.account()).toMatchObject([{ ext_id: 'c2', attributes: { FULLNAME: 'Early User' } }]);
    expect(run.stderr).toMatch(/2 contacts not sent: another contact has the same e-mail/);
    world.change('contacts', 'c1', { name: 'Renamed' });
    expect((await sync()).requests.writes).toBe(0);
  });

  test('one that comes later and ranks higher takes the Brevo contact over, with nothing lost', async () => {
    await setting.control('seed', {
      contacts: [{ email: 'shared@acme.example', attributes: { JOB_TITLE: 'CTO' } }],
    });
    world.contact('c1', { email: 'shared@acme.example', role: 'lead' });
    await sync();
    const [before] = await setting.account();
    world.contact('c2', { email: 'shared@acme.example' });
    await sync();
    const [after, ...others] = await setting.account();
    expect(others).toEqual([]);
    expect(after).toMatchObject({
      id: before?.id,
      ext_id: 'c2',
      lists: [35],
      attributes: { JOB_TITLE: 'CTO' },
    });
    expect((await setting.run(world.everything())).requests.writes).toBe(0);
  });

  test('when the winner moves to another e-mail, the other one gets a contact of its own', async () => {
    world.contact('c1', { email: 'shared@acme.example' });
    world.contact('c2', { email: 'shared@acme.example' });
    await sync();
    world.change('contacts', 'c1', { email: 'own@acme.example' });
    await sync();
    expect(await setting.held('c1')).toMatchObject({ email: 'own@acme.example' });
    expect(await setting.held('c2')).toMatchObject({ email: 'shared@acme.example', lists: [35] });
  });

  test('nobody gets what belongs to another record, though the replica has forgotten whose is whose', async () => {
    world.contact('c3', { name: 'Three', tags: [{ id: 't1' }] });
    world.contact('c4', { name: 'Four' });
    world.change('contacts', 'c3', { role: 'lead' });
    await sync();
    setting.loseReplica();
    world.change('contacts', 'c4', { email: 'c3@acme.example' });
    expect((await setting.run(world.everything())).code).toBe(1);
    expect(setting.rejects()).toMatchObject([
      { key: 'c4', payload: { attributes: { EMAIL: 'c3@acme.example' } } },
    ]);
    world.change('contacts', 'c4', { role: 'lead' });
    await sync({ config: { max_rejects: 1 } });
    expect(await setting.held('c3')).toMatchObject({
      email: 'c3@acme.example',
      attributes: { FULLNAME: 'Three' },
    });
    expect(await setting.held('c4')).toMatchObject({
      email: 'c4@acme.example',
      attributes: { FULLNAME: 'Four' },
    });
    expect((await setting.run(world.everything())).requests.writes).toBe(0);
  });

  test('two that exchange their e-mails keep their own, as rejects; the run after that writes nothing', async () => {
    world.contact('c1');
    world.contact('c2');
    await sync();
    world.change('contacts', 'c1', { email: 'c2@acme.example', name: 'One' });
    world.change('contacts', 'c2', { email: 'c1@acme.example', name: 'Two' });
    expect((await setting.run(world.messages())).code).toBe(1);
    expect(setting.rejects().map(({ key }) => key)).toEqual(expect.arrayContaining(['c1', 'c2']));
    const account = await setting.account();
    expect(account).toHaveLength(2);
    expect(await setting.held('c1')).toMatchObject({ attributes: { FULLNAME: 'One' } });
    expect(await setting.held('c2')).toMatchObject({ attributes: { FULLNAME: 'Two' } });
    expect(await setting.run(world.everything())).toMatchObject({ code: 1, requests: { writes: 0 } });
    await setting.editAtBrevo('ext_id', 'c1', { attributes: { EMAIL: 'free@acme.example' } });
    expect((await setting.run([], { flags: ['--replay-rejects'] })).code).toBe(0);
    expect(setting.rejects()).toEqual([]);
    expect(await setting.held('c1')).toMatchObject({ email: 'c2@acme.example' });
    expect(await setting.held('c2')).toMatchObject({ email: 'c1@acme.example' });
  });
});

test('a contact that was merged away hands its Brevo contact, lists and events to the one that stays', async () => {
  const args = { config: { events_since: iso(THEN - 1) } };
  world.contact('c1', { role: 'lead', tags: [{ id: 't2' }] });
  world.put('conversations', conversation('1', 'c1'));
  await sync(args);
  const [before] = await setting.account();
  world.contact('c9', {
    merge_history: [{ source_contact_id: 'c1', source_contact_role: 'lead', merged_at: iso(THEN) }],
  });
  world.put('contact_events', {
    type: 'event',
    intercom_user_id: 'c1',
    event_name: 'ordered',
    created_at: iso(THEN + 9),
    metadata: {},
  });
  await sync(args);
  const account = await setting.account();
  expect(account).toHaveLength(1);
  expect(account[0]).toMatchObject({ id: before?.id, ext_id: 'c9', email: 'c9@acme.example' });
  expect(account[0]?.lists).toContain(35);
  const events = await setting.events();
  expect(events.map(({ contact_id }) => contact_id)).toEqual([before?.id, before?.id]);
  expect((await setting.run(world.everything(), args)).requests.writes).toBe(0);
});
