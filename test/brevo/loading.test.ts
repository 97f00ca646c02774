// The other ways to send: bulk imports, reading back, companies of their own; and how fast.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { comparable, Model } from '../support/brevo-model.ts';
import { CONFIG, ACCOUNT, openSetting, RULES } from '../support/brevo-rules.ts';
import { company, iso, THEN, World } from '../support/brevo-world.ts';
import { BrevoSetting, mappingFile } from '../support/brevo.ts';

let setting: BrevoSetting;
let world: World;

beforeEach(async () => {
  setting = await openSetting();
  world = new World();
});

afterEach(() => setting.close());

describe('load_method import', () => {
  const config = { load_method: 'import', import_poll_seconds: 0.05 };

  test('ends in the very account that single requests make, without a merge', async () => {
    const model = new Model(RULES);
    for (let n = 0; n < 300; n++)
      world.contact(`c${n}`, {
        email: n % 50 === 1 ? 'Shared@acme.example' : `c${n}@acme.example`,
        name: n % 7 === 0 ? 'a;"b"\n c' : `Zoë ${n}`,
        phone: n % 3 === 0 ? `+1415555${String(1000 + (n % 60))}` : null,
        unsubscribed_from_emails: n % 10 === 0,
        session_count: n % 4,
        signed_up_at: iso(-86_400 * n),
        custom_attributes: { plan_tier: n % 2 ? 'pro' : '' },
      });
    const run = await setting.run(world.messages(), { config });
    expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
    expect(run).toMatchObject({ code: 0, states: [{ run: 1 }], requests: { import_merges: 0 } });
    model.run(world);
    const account = comparable(await setting.account());
    const managed = account.map((contact) => ({
      ...contact,
      lists: contact.lists.filter((id) => id in RULES.lists),
    }));
    expect(managed).toEqual(model.account());
    expect(run.requests.routes).toHaveProperty('POST /contacts/import');
    expect((await setting.run(world.everything(), { config })).requests.writes).toBe(0);
  });

  test('a process that fails is made up for by single requests', async () => {
    for (let n = 0; n < 250; n++) world.contact(`c${n}`);
    const body = { id: 1, name: 'IMPORTUSER', status: 'failed' };
    await setting.control('faults', [
      { route: 'GET /processes/:id', times: 50, fault: 'status', status: 200, body },
    ]);
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    expect((await setting.account()).filter(({ lists }) => lists.includes(35))).toHaveLength(250);
  });

  test('one that outlives its run overwrites nothing: the next run waits for it', async () => {
    await setting.close();
    setting = await BrevoSetting.open(CONFIG, { processPolls: 3 });
    await setting.control('seed', ACCOUNT);
    for (let n = 0; n < 250; n++) world.contact(`c${n}`, { custom_attributes: { plan_tier: 'old' } });
    const { child, ended } = setting.start(world.messages(), { config });
    setting.sandbox.onExchange = ({ path }) => {
      if (path.endsWith('/contacts/import')) child.kill('SIGKILL');
    };
    expect(await ended).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    setting.sandbox.onExchange = undefined;
    world.change('contacts', 'c7', { custom_attributes: { plan_tier: 'new' } });
    const run = await setting.run(world.everything(), { config: { import_poll_seconds: 0.05 } });
    expect(run).toMatchObject({ code: 0, states: [{ run: 2 }] });
    expect(run.requests.routes).toHaveProperty('GET /processes/:id');
    const account = await setting.account();
    expect(account.find(({ ext_id: id }) => id === 'c7')?.attributes).toMatchObject({ PLAN_TIER: 'new' });
    expect(account.find(({ ext_id: id }) => id === 'c8')?.attributes).toMatchObject({ PLAN_TIER: 'old' });
  });
});

describe('verify', () => {
  test('all: a value that Brevo dropped without a word is reported', async () => {
    world.contact('c1', { custom_attributes: { plan_tier: 'pro' } });
    // The request is answered as if it were done, and is not: nothing of it arrives.
    await setting.run(world.messages());
    world.change('contacts', 'c1', { custom_attributes: { plan_tier: 'enterprise' } });
    await setting.control('faults', [
      { route: 'PUT /contacts/:identifier', fault: 'status', status: 204, body: '' },
    ]);
    const run = await setting.run(world.messages(), { config: { verify: 'all' } });
    expect(run.stderr).toMatch(/PLAN_TIER/);
  }, 120_000);

  test.each(['sample', 'all'])('%s: nothing to say where all arrived', async (verify) => {
    for (let n = 0; n < 30; n++) world.contact(`c${n}`);
    const run = await setting.run(world.messages(), { config: { verify } });
    expect(run.code).toBe(0);
    expect(run.stderr).not.toMatch(/^(WARNING|ERROR|CRITICAL) .*dropped/m);
  });
});

describe('companies: crm', () => {
  test('created, updated and linked, and never twice', async () => {
    const config = { mapping: mappingFile('companies: crm\n') };
    world.put('companies', company('k1'));
    world.contact('c1', { companies: [{ id: 'k1' }] });
    world.contact('c2', { companies: [{ id: 'k1' }] });
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    const ids = (await setting.account()).map(({ id }) => id);
    expect(await setting.lines('companies')).toMatchObject([
      { attributes: { name: 'Company k1' }, linkedContactsIds: ids },
    ]);
    world.change('companies', 'k1', { name: 'Renamed' });
    world.change('contacts', 'c2', { companies: undefined });
    expect((await setting.run(world.messages(), { config })).code).toBe(0);
    expect(await setting.lines('companies')).toMatchObject([
      { attributes: { name: 'Renamed' }, linkedContactsIds: [ids[0]] },
    ]);
    expect((await setting.run(world.everything(), { config })).requests.writes).toBe(0);
  });

  test('what does not fit into the hour is reported as deferred and done in a later run', async () => {
    await setting.close();
    setting = await BrevoSetting.open(
      { ...CONFIG, mapping: mappingFile('companies: crm\n') },
      { brevoRestPerHour: 12 },
    );
    await setting.control('seed', ACCOUNT);
    for (let n = 0; n < 30; n++) world.put('companies', company(`k${n}`));
    world.contact('c1', { companies: [{ id: 'k1' }] });
    const run = await setting.run(world.messages());
    expect(run).toMatchObject({ code: 0, states: [{ run: 1 }] });
    expect(run.stderr).toMatch(/deferred/);
    expect((await setting.lines('companies')).length).toBeLessThan(30);
    expect(run.requests.rate_limited).toBe(0);
  });
});

test('at ten requests a second: no 429, and nine tenths of the pace at least', async () => {
  await setting.close();
  setting = await BrevoSetting.open(CONFIG, { brevoContactsPerSecond: 10, brevoContactsPerHour: 36_000 });
  await setting.control('seed', ACCOUNT);
  for (let n = 0; n < 60; n++) world.contact(`c${n}`, { created_at: iso(THEN) });
  const before = Date.now();
  const run = await setting.run(world.messages());
  const seconds = (Date.now() - before) / 1000;
  expect(run).toMatchObject({ code: 0, requests: { rate_limited: 0 } });
  expect(seconds).toBeLessThan(9);
});
