// `intercom-brevo sync`: the account it makes, what each flag changes, and how it ends.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';
import { ConnectorSetting, expectDone } from '../support/connector.ts';
import { control, truth } from '../support/tap.ts';

test('the account equals the model after every sync, and a sync of nothing new writes nothing', async () => {
  const setting = await ConnectorSetting.open();
  const workspace = new SyncedWorkspace();
  for (const n of [0, 20, 20]) {
    if (n > 0) await setting.mutate(n);
    expectDone(await setting.run('sync'));
    await workspace.expectAccount(setting.brevo);
  }
  await setting.writes();
  const idle = await setting.run('sync', 'intercom');
  expectDone(idle);
  expect(await setting.writes()).toBe(0);
  expect(idle.stdout).toMatch(/^intercom: done \(\d+ s\)$/m);
  expect(statSync(join(setting.folder, '.intercom-brevo')).mode & 0o777).toBe(0o700);
});

test('the configuration of the documentation works as it stands there', async () => {
  const setting = await ConnectorSetting.open();
  setting.configure(`
connectors:
  intercom:
    enabled: true
    access_token: "\${INTERCOM_ACCESS_TOKEN}"
    api_version: "2.11"
    sync: {contacts: true, conversations: true, companies: true, events: true, tags: true}
    direction: intercom_to_brevo        # brevo_to_intercom and bidirectional: refused for now with a clear line
    lists: {all_users: 35, active_conversations: 36, leads: 37}
    debug: true
    log_level: verbose
    log_webhooks: true
    base_url: ${setting.brevo.sandbox.intercom}
field_mapping:
  email: email
  name: FULLNAME
  company.plan: COMPANY_PLAN
  custom_attributes.plan_tier: PLAN_TIER
brevo: { base_url: "${setting.brevo.sandbox.brevo}/v3" }
`);
  const { code, stderr } = await setting.run('sync');
  expect(code).toBe(0);
  expect(stderr).toContain('DEBUG');
  expect(stderr).not.toContain('sandbox-token');
  expect(stderr).not.toContain('sandbox-key');
  const people = await truth(setting.brevo.sandbox.intercom, 'contacts');
  const account = await setting.brevo.account();
  expect(account.length).toBeGreaterThan(30);
  for (const { ext_id: id, attributes } of account) {
    const { name, custom_attributes: custom } = people.get(id ?? '') ?? {};
    expect(attributes['FULLNAME'] ?? null).toBe(name ?? null);
    // An empty text is no value.
    const tier = (custom as Record<string, unknown>)['plan_tier'] || null;
    expect(attributes['PLAN_TIER'] ?? null).toBe(tier);
  }
  expect(account.filter(({ attributes }) => attributes['COMPANY_PLAN'] !== undefined)).not.toEqual([]);
  for (const list of [35, 36, 37]) expect(account.some(({ lists }) => lists.includes(list))).toBe(true);
});

describe('what is read', () => {
  test('--resources reads these alone, and leaves the bookmarks of the others', async () => {
    const setting = await ConnectorSetting.open();
    expectDone(await setting.run('sync', '--resources', 'contacts,conversations'));
    const { routes } = await control<{ routes: Record<string, number> }>(
      setting.brevo.sandbox.intercom,
      'requests',
    );
    expect(Object.keys(routes).filter((route) => / \/companies/.test(route))).toEqual([]);
    const before = setting.bookmarks();
    expect(Object.keys(before).toSorted()).toEqual([
      'contacts',
      'conversation_parts',
      'conversations',
      'segments',
    ]);
    expectDone(await setting.run('sync', '--resources', 'companies'));
    const after = setting.bookmarks();
    expect(after).toMatchObject(before);
    expect(Object.keys(after)).toContain('companies');
  });

  test('--type full reads everything again, and writes nothing of what is there', async () => {
    const setting = await ConnectorSetting.open();
    expectDone(await setting.run('sync'));
    const all = setting.lastSync().streams['contacts']?.records;
    await setting.writes();
    expectDone(await setting.run('sync'));
    expect(setting.lastSync().streams['contacts']?.records).toBe(0);
    expectDone(await setting.run('sync', '--type', 'full'));
    expect(setting.lastSync()).toMatchObject({ type: 'full', streams: { contacts: { records: all } } });
    expect(await setting.writes()).toBe(0);
  });

  test('--since reads again from then on, and skips nothing where the last sync had not got so far', async () => {
    const setting = await ConnectorSetting.open();
    expectDone(await setting.run('sync'));
    expectDone(await setting.run('sync', '--since', '2020-01-01'));
    const read = (): number | undefined => setting.lastSync().streams['contacts']?.records;
    const all = read() ?? 0;
    expect(all).toBeGreaterThan(30);
    const behind = {
      bookmarks: { ...setting.bookmarks(), contacts: { updated_at: '2020-01-01T00:00:00Z' } },
    };
    writeFileSync(setting.path('state.json'), JSON.stringify(behind));
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    expectDone(await setting.run('sync', '--since', yesterday));
    expect(read()).toBe(all);
    const future = await setting.run('sync', '--since', '2100-01-01');
    expect(future).toMatchObject({ code: 2 });
    expect(future.stderr).toContain('--since lies in the future: 2100-01-01');
    // What is refused is no sync.
    expect(setting.lastSync().outcome).toBe('done');
    const unclear = await setting.run('sync', '--since', 'tuesday');
    expect(unclear).toMatchObject({ code: 2 });
    expect(unclear.stderr).toContain('--since is no date: tuesday');
  });

  test('a replica that is gone is told, and read again in full', async () => {
    const setting = await ConnectorSetting.open();
    expectDone(await setting.run('sync'));
    for (const end of ['', '-wal', '-shm', '.lock'])
      rmSync(setting.path(`replica.sqlite${end}`), { force: true });
    const refused = await setting.run('sync');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /replica\.sqlite is gone, .* run "intercom-brevo sync intercom --type full"/,
    );
    await setting.writes();
    expectDone(await setting.run('sync', '--type', 'full'));
    await new SyncedWorkspace().expectAccount(setting.brevo);
  });
});

test('--plan prints what would be sent, and sends nothing', async () => {
  const setting = await ConnectorSetting.open();
  const { code, stdout, stderr } = await setting.run('sync', '--plan');
  expect(code).toBe(0);
  expect(stdout.match(/^create /gm)?.length).toBeGreaterThan(30);
  expect(stdout).toMatch(
    /^plan: \d+ contacts looked at: \d+ to create$[^]*^plan: \d+ requests, about .*\n$/m,
  );
  expect(stderr).not.toContain('INFO');
  expect(await setting.brevo.account()).toEqual([]);
  expect(existsSync(setting.path('state.json'))).toBe(false);
  expectDone(await setting.run('sync'));
  await new SyncedWorkspace().expectAccount(setting.brevo);
});

test('--plan logs at the level of the connector', async () => {
  const setting = await ConnectorSetting.open({ log_level: 'verbose' });
  const { stderr } = await setting.run('sync', '--plan');
  expect(stderr).toContain('INFO contacts: reading everything\n');
  expect(stderr).toMatch(/^INFO plan: \d+ contacts looked at/m);
});

test('a --report that has no place is told before the sync', async () => {
  const setting = await ConnectorSetting.open();
  const places: [string, string][] = [
    ['missing/run.html', 'missing/run.html cannot be written (ENOENT)'],
    ['intercom-brevo.yaml/run.html', 'intercom-brevo.yaml/run.html cannot be written (ENOTDIR)'],
    ['.', '"." is a folder; name a file'],
  ];
  for (const [place, problem] of places) {
    const { code, stderr } = await setting.run('sync', '--report', place);
    expect(code).toBe(2);
    expect(stderr).toContain(`--report: ${problem}`);
  }
  expect(existsSync(setting.path(''))).toBe(false);
});

test('--report writes the page, and the last sync knows what it shows', async () => {
  const setting = await ConnectorSetting.open();
  expectDone(await setting.run('sync', '--report', 'run.html'));
  expect(readFileSync(join(setting.folder, 'run.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  const last = setting.lastSync();
  const account = await setting.brevo.account();
  expect(last.outcome).toBe('done');
  expect(last.brevo.created).toBe(account.length);
  expect(last.changes).toHaveLength(account.length);
  const joins = Object.fromEntries(last.brevo.lists.map(({ list, joins: n }) => [list, n]));
  for (const list of [35, 36, 37])
    expect(joins[list]).toBe(account.filter(({ lists }) => lists.includes(list)).length);
  expect(last.requests.brevo).toBe((await setting.brevo.requests()).total);
  expect(last.slowest.length).toBeGreaterThan(5);
  expect(last.budgets.length).toBeGreaterThan(0);
  const events = await setting.brevo.events();
  expect(Object.values(last.brevo.events).reduce((sum, n) => sum + n, 0)).toBe(events.length);
});

describe('how it ends', () => {
  test('Ctrl-C sends what was read and ends with 130; the next sync goes on from there', async () => {
    const setting = await ConnectorSetting.open({}, { latencyMs: 30, scrollIdleSeconds: 1 });
    const { child, ended } = setting.start(['sync']);
    let asked = 0;
    setting.brevo.sandbox.onExchange = ({ side }) => {
      if (side === 'intercom' && ++asked === 12) child.kill('SIGINT');
    };
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('SIGINT: finishing what is under way; once more stops at once');
    expect(stdout).toContain('interrupted; the next sync goes on from here');
    expect(setting.lastSync().outcome).toBe('interrupted');
    expectDone(await setting.run('sync'));
    await new SyncedWorkspace().expectAccount(setting.brevo);
  });

  test('a second Ctrl-C stops at once', async () => {
    const setting = await ConnectorSetting.open();
    await setting.brevo.control('faults', [{ route: '*', fault: 'hang', times: 1000 }]);
    const { child, ended } = setting.start(['sync']);
    setting.brevo.sandbox.onExchange = () => child.kill('SIGINT');
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.includes('once more stops at once')) child.kill('SIGINT');
    });
    expect(await ended).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  test.each([
    ['a token that is refused', { access_token: 'wrong' }, 3, '401'],
    ['a key that is refused', { brevo: { api_key: 'wrong' } }, 3, '401'],
    ['a list that is not there', { lists: { all_users: 99 } }, 2, 'list 99'],
  ])('%s', async (_what, settings, exit, said) => {
    const setting = await ConnectorSetting.open(settings);
    const { code, stderr } = await setting.run('sync');
    expect(code).toBe(exit);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(setting.lastSync()).toMatchObject({ outcome: 'failed', exit_code: exit });
  });

  test('what cannot be read of one stream is told, and the rest arrives', async () => {
    const setting = await ConnectorSetting.open({ access_token: 'sandbox-token-without-conversations' });
    const { code, stderr } = await setting.run('sync');
    expect(code).toBe(3);
    expect(stderr).toContain('grant the permission "Read conversations"');
    expect((await setting.brevo.account()).length).toBeGreaterThan(30);
    expect(setting.lastSync().streams['conversations']?.problem).toContain('403');
  });
});
