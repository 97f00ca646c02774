// Run after run: what is sent, what is not sent again, and what is taken back.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSetting, TAGS } from '../support/brevo-rules.ts';
import { company, conversation, iso, THEN, World } from '../support/brevo-world.ts';
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

test('one write for each new contact, its lists included, and none for an unchanged one', async () => {
  for (let n = 1; n <= 30; n++)
    world.contact(`c${n}`, { tags: [{ id: 't1' }], role: n % 2 ? 'user' : 'lead' });
  expect((await sync()).requests.writes).toBe(30);
  expect(await setting.held('c2')).toMatchObject({ lists: [37, 40] });
  world.everything();
  for (let n = 1; n <= 30; n++) world.change('contacts', `c${n}`, { updated_at: iso(THEN + 5000) });
  expect((await sync()).requests.writes).toBe(0);
});

test('a changed contact costs one request, its moves between lists included', async () => {
  world.contact('c1', { tags: [{ id: 't1' }] });
  await sync();
  world.change('contacts', 'c1', { name: 'New Name', tags: [{ id: 't2' }], role: 'lead' });
  const run = await sync();
  expect(run.requests.writes).toBe(1);
  expect(await setting.held('c1')).toMatchObject({ attributes: { FULLNAME: 'New Name' }, lists: [37, 41] });
});

test('a value that goes there and back again is sent both times', async () => {
  for (const plan_tier of ['pro', 'free', 'pro']) {
    if (world.get('contacts', 'c1')) world.change('contacts', 'c1', { custom_attributes: { plan_tier } });
    else world.contact('c1', { custom_attributes: { plan_tier } });
    expect((await sync()).requests.writes).toBe(1);
    expect((await setting.held('c1'))?.attributes['PLAN_TIER']).toBe(plan_tier);
  }
});

test('a contact leaves a list when its tag, its role or its conversation says so', async () => {
  world.contact('c1', { tags: [{ id: 't1' }, { id: 't2' }] });
  world.put('conversations', conversation('1', 'c1'));
  await sync();
  expect((await setting.held('c1'))?.lists).toEqual([35, 36, 40, 41]);
  world.change('contacts', 'c1', { tags: [{ id: 't2' }], role: 'lead' });
  world.put('conversations', conversation('1', 'c1', { state: 'closed', open: false }));
  await sync();
  expect((await setting.held('c1'))?.lists).toEqual([37, 41]);
});

test('a contact without a tags key has no tags', async () => {
  world.contact('c1', { tags: [{ id: 't1' }] });
  await sync();
  world.change('contacts', 'c1', { tags: undefined });
  await sync();
  expect((await setting.held('c1'))?.lists).toEqual([35]);
});

test('a field that Intercom cleared is cleared only if this target had set it', async () => {
  await setting.control('seed', {
    contacts: [{ email: 'c1@acme.example', attributes: { PLAN_TIER: 'by hand', FULLNAME: 'By Hand' } }],
  });
  world.contact('c1', { name: 'Ann Onym', custom_attributes: { plan_tier: null } });
  await sync();
  world.change('contacts', 'c1', { name: null });
  await sync();
  const contact = await setting.held('c1');
  expect(contact?.attributes['PLAN_TIER']).toBe('by hand');
  expect(contact?.attributes).not.toHaveProperty('FULLNAME');
});

test('with the replica lost nothing is cleared that it no longer knows of', async () => {
  world.contact('c1', { custom_attributes: { plan_tier: 'pro' }, tags: [{ id: 't1' }] });
  await sync();
  setting.loseReplica();
  world.change('contacts', 'c1', { custom_attributes: { plan_tier: null }, tags: undefined });
  await sync();
  expect(await setting.held('c1')).toMatchObject({ attributes: { PLAN_TIER: 'pro' }, lists: [35, 40] });
});

test('a changed mapping is replayed without any input', async () => {
  world.contact('c1', { custom_attributes: { plan_tier: 'pro', feature_usage: 3 }, role: 'lead' });
  await sync();
  const config = {
    field_mapping: { email: 'email', 'custom_attributes.plan_tier': 'COMPANY_NAME' },
    lists: { leads: 36 },
  };
  const run = await setting.run([], { config, flags: ['--remap'] });
  expect(run.code).toBe(0);
  expect(run.requests.writes).toBe(1);
  // What is mapped no more stays as it is: attributes and lists that are not managed are not touched.
  expect(await setting.held('c1')).toMatchObject({
    attributes: { COMPANY_NAME: 'pro', PLAN_TIER: 'pro', FEATURE_USAGE: 3 },
    lists: [36, 37],
  });
  expect((await setting.run([], { config, flags: ['--remap'] })).requests.writes).toBe(0);
});

test('a company that comes later, or changes, reaches its contacts', async () => {
  world.contact('c1', { companies: [{ id: 'k1' }] });
  world.contact('c2', { companies: [{ id: 'k1' }] });
  await sync();
  expect((await setting.held('c1'))?.attributes).not.toHaveProperty('COMPANY_NAME');
  world.put('companies', company('k1', { size: 0, last_request_at: iso(THEN) }));
  await sync();
  for (const id of ['c1', 'c2'])
    expect((await setting.held(id))?.attributes).toMatchObject({
      COMPANY_NAME: 'Company k1',
      COMPANY_PLAN: 'Pro',
      COMPANY_SIZE: 0,
    });
  world.put('companies', company('k1', { plan: {}, last_request_at: iso(THEN) }));
  expect((await sync()).requests.writes).toBe(2);
  expect((await setting.held('c2'))?.attributes).not.toHaveProperty('COMPANY_PLAN');
});

test('after collisions and refused phones the second run writes nothing', async () => {
  await setting.control('seed', {
    contacts: [{ email: 'other@acme.example', ext_id: 'foreign', attributes: { SMS: '+35315550101' } }],
  });
  world.contact('c1', { phone: '+353 1 555 0101' });
  world.contact('c2', { email: 'C1@acme.example', phone: '+14155550132' });
  world.contact('c3', { phone: '+1 415 555 0132' });
  world.contact('c4', { phone: 'call me' });
  world.contact('c5', { email: 'c5@acme.example', role: 'lead', phone: '+1 415 555 0132' });
  await sync();
  const [first, account] = [await setting.requests(), await setting.account()];
  expect(first.writes).toBeGreaterThan(0);
  const again = await setting.run(world.everything());
  expect({ code: again.code, writes: again.requests.writes }).toEqual({ code: 0, writes: 0 });
  expect(await setting.account()).toEqual(account);
  const ids = account.map((contact) => String(contact.ext_id));
  expect(ids.toSorted()).toEqual(['c1', 'c3', 'c4', 'c5', 'foreign']);
});
