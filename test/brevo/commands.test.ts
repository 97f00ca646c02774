// The flags: --plan, --apply, --explain, --remap, --replay-rejects, --test, --about.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { comparable, Model } from '../support/brevo-model.ts';
import { openSetting, RULES } from '../support/brevo-rules.ts';
import { company, iso, THEN, World } from '../support/brevo-world.ts';
import { mappingFile, type BrevoSetting } from '../support/brevo.ts';

let setting: BrevoSetting;
let world: World;
let model: Model;

beforeEach(async () => {
  setting = await openSetting();
  world = new World();
  model = new Model(RULES);
  world.put('companies', company('k1', { last_request_at: iso(THEN) }));
  world.contact('c1', { companies: [{ id: 'k1' }] });
  world.contact('c2', { custom_attributes: { plan_tier: 'pro' } });
});

afterEach(() => setting.close());

describe('--plan', () => {
  test('tells what would be sent, and sends nothing', async () => {
    const run = await setting.run(world.messages(), { flags: ['--plan'] });
    expect(run).toMatchObject({ code: 0, requests: { writes: 0 } });
    expect(run.stdout).toContain('FULLNAME');
    expect(run.stdout).toContain('Ann Number c1');
    expect(await setting.account()).toEqual([]);
  });

  test('shows each field before and after', async () => {
    await setting.run(world.messages());
    world.change('contacts', 'c2', { custom_attributes: { plan_tier: 'enterprise' } });
    const { stdout } = await setting.run(world.messages(), { flags: ['--plan'] });
    expect(stdout).toMatch(/PLAN_TIER\s+"pro" -> "enterprise"/);
    expect(stdout).not.toContain('COMPANY_NAME');
  });

  test('as JSON lines, which --apply takes: exactly that is sent, and the STATE printed', async () => {
    const plan = await setting.run(world.messages(), { flags: ['--plan', '--format', 'json'] });
    const lines = plan.stdout
      .trim()
      .split('\n')
      .map((line): Row => JSON.parse(line));
    expect(lines.length).toBeGreaterThanOrEqual(3);
    const path = join(setting.folder, 'plan.jsonl');
    writeFileSync(path, plan.stdout);
    const applied = await setting.run([], { flags: ['--apply', path] });
    expect(applied).toMatchObject({ code: 0, states: [{ run: 1 }], requests: { writes: 2 } });
    model.run(world);
    expect(comparable(await setting.account())).toEqual(model.account());
    expect((await setting.run(world.everything())).requests.writes).toBe(0);
  });

  test('an old plan is refused: after other changes, and under another mapping', async () => {
    const plan = await setting.run(world.messages(), { flags: ['--plan', '--format=json'] });
    const path = join(setting.folder, 'plan.jsonl');
    writeFileSync(path, plan.stdout);
    const field_mapping = { email: 'email', name: 'PLAN_TIER' };
    const remapped = await setting.run([], { flags: ['--apply', path], config: { field_mapping } });
    expect(remapped).toMatchObject({ code: 2, stdout: '', requests: { writes: 0 } });
    world.change('contacts', 'c1', { name: 'Later' });
    await setting.run(world.messages());
    const late = await setting.run([], { flags: ['--apply', path] });
    expect(late).toMatchObject({ code: 2, stdout: '', requests: { writes: 0 } });
  });
});

test('--explain shows each attribute with its source and value, and what Brevo confirmed', async () => {
  await setting.run(world.messages());
  for (const id of ['c1', 'C1@acme.example']) {
    const { code, stdout, requests } = await setting.run([], { flags: ['--explain', id] });
    expect({ code, writes: requests.writes }).toEqual({ code: 0, writes: 0 });
    for (const word of ['COMPANY_NAME', 'company.name', 'Company k1', 'FULLNAME', 'c1@acme.example'])
      expect(stdout).toContain(word);
  }
  const unknown = await setting.run([], { flags: ['--explain', 'nobody'] });
  expect(unknown.code).not.toBe(0);
  expect(unknown.stderr).toContain('nobody');
});

describe('--replay-rejects', () => {
  test('a rejected contact is not tried by itself, but when it changes or is replayed', async () => {
    await setting.control('faults', [{ route: 'POST /contacts', nth: 1, fault: 'status', status: 400 }]);
    expect(await setting.run(world.messages())).toMatchObject({ code: 1, stdout: '' });
    const [reject] = setting.rejects();
    expect(reject).toMatchObject({ stream: 'contacts', key: expect.stringMatching(/^c[12]$/), status: 400 });
    expect(JSON.stringify(reject)).not.toContain('sandbox-key');
    const lax = { config: { max_rejects: 1 } };
    expect((await setting.run(world.everything(), lax)).requests.writes).toBe(0);
    const replayed = await setting.run([], { flags: ['--replay-rejects'] });
    expect(replayed).toMatchObject({ code: 0, requests: { writes: 1 } });
    expect(setting.rejects()).toEqual([]);
    model.run(world);
    expect(comparable(await setting.account())).toEqual(model.account());
  });

  test('a change of the row clears it as well', async () => {
    await setting.control('faults', [{ route: 'POST /contacts', times: 2, fault: 'status', status: 400 }]);
    await setting.run(world.messages());
    expect(setting.rejects()).toHaveLength(2);
    world.change('contacts', 'c1', { name: 'Mended' });
    world.change('contacts', 'c2', { name: 'Mended' });
    expect((await setting.run(world.messages())).code).toBe(0);
    expect(setting.rejects()).toEqual([]);
  });
});

describe('--test', () => {
  test('passes where all is there', async () => {
    expect(await setting.run([], { flags: ['--test'] })).toMatchObject({ code: 0, requests: { writes: 0 } });
  });

  test.each([
    ['a wrong key', { api_key: 'wrong' }, 3, /key/],
    ['an address that is not authorised', { api_key: 'sandbox-key-wrong-ip' }, 3, /IP/],
    ['a missing list', { lists: { leads: 1234 } }, 2, /1234/],
    ['a missing attribute', { field_mapping: { email: 'email', name: 'NOT_THERE' } }, 2, /NOT_THERE/],
  ])('names %s', async (_what, config, code, text) => {
    const run = await setting.run([], { config, flags: ['--test'] });
    expect(run.stdout + run.stderr).toMatch(text);
    expect(run.code).toBe(code);
    expect(run.requests.writes).toBe(0);
  });
});

describe('configuration', () => {
  test.each([
    ['a setting', { max_reject: 1 }, /max_rejects/],
    ['a rule for a list', { lists: { all_user: 35 } }, /all_users/],
    ['a source', { field_mapping: { email: 'email', signed_up_att: 'SIGNUP_DATE' } }, /signed_up_at/],
    ['a group', { attribute_groups: ['conversation'] }, /conversations/],
  ])('%s written wrong is an error with the nearest right one', async (_what, config, text) => {
    const run = await setting.run(world.everything(), { config });
    expect(run).toMatchObject({ code: 2, stdout: '', requests: { writes: 0 } });
    expect(run.stderr).toMatch(text);
  });

  test('an error in a mapping file is told with its line', async () => {
    const mapping = mappingFile('primary_company: first\nlists:\n  leads: 37\nlist_rulez: {}\n');
    const run = await setting.run([], { config: { mapping } });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/mapping\.yaml:4: .*list_rules/);
  });

  test('http is refused but for this machine', async () => {
    const run = await setting.run([], { config: { base_url: 'http://api.brevo.example/v3' } });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/base_url/);
  });
});
