// The client for programs: from a TypeScript project of its own, and method by method.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ConnectorError, createClient, type Progress } from '../../connector/index.ts';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';
import { ConnectorSetting } from '../support/connector.ts';
import { compileProject, outsideProject } from '../support/outside-project.ts';
import { connected } from '../support/sdk.ts';
import { run, type Ended } from '../support/spawn.ts';
import { lastState, parse, TOKEN } from '../support/tap.ts';

describe('from a project of its own', () => {
  let project = '';
  beforeAll(() => {
    project = outsideProject();
    const said = compileProject(project);
    if (said) throw new Error(said);
  });

  const example = (name: string, env: NodeJS.ProcessEnv = {}, input = ''): Promise<Ended> =>
    run([process.execPath, join('out', `${name}.js`)], { cwd: project, env, input });

  test('what is no option, and what may be missing, are errors to the compiler', () => {
    const wrong = join(project, 'wrong.ts');
    writeFileSync(
      wrong,
      [
        "import { createClient } from 'intercom-brevo';",
        'const client = createClient();',
        "await client.connectors.connect('a', { acessToken: 'x' });",
        "await client.connectors.sync('a', { resources: ['contact'] });",
        "const { lastSync } = await client.connectors.status('a');",
        'console.log(lastSync.outcome);',
        '',
      ].join('\n'),
    );
    const said = compileProject(project);
    writeFileSync(wrong, '');
    const errors = said.split('\n').filter((line) => line.startsWith('wrong.ts'));
    expect(errors.map((line) => /\((\d+),/.exec(line)?.[1])).toEqual(['3', '4', '6']);
  });

  test('examples/sdk/sync.ts syncs, and tells progress and status', async () => {
    const setting = await ConnectorSetting.open();
    const { intercom, brevo } = setting.brevo.sandbox;
    const { code, stdout, stderr } = await example('sync', {
      INTERCOM_ACCESS_TOKEN: TOKEN,
      BREVO_API_KEY: 'sandbox-key',
      INTERCOM_BASE_URL: intercom,
      BREVO_BASE_URL: `${brevo}/v3`,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const account = await setting.brevo.account();
    expect(stdout).toContain(`done: ${account.length} created, 0 updated`);
    expect(stdout).toContain('connected: true');
    expect(stdout).toContain(`contactsSynced: ${account.length}`);
    const refused = await example('sync', {
      INTERCOM_ACCESS_TOKEN: 'wrong',
      BREVO_API_KEY: 'sandbox-key',
      INTERCOM_BASE_URL: intercom,
    });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(/^AUTHORISATION: .*401/);
  });

  test('examples/sdk/webhook.ts hands a notification on', async () => {
    const setting = await ConnectorSetting.open();
    expect((await setting.run('sync')).code).toBe(0);
    const [one] = await setting.brevo.account();
    await setting.brevo.editAtBrevo('ext_id', one?.ext_id ?? '', { attributes: { COMPANY_NAME: 'edited' } });
    writeFileSync(
      join(project, 'intercom-brevo.yaml'),
      JSON.stringify({
        state_dir: join(setting.folder, '.intercom-brevo'),
        connectors: { intercom: setting.connector() },
      }),
    );
    const env = { INTERCOM_ACCESS_TOKEN: TOKEN, BREVO_API_KEY: 'sandbox-key' };
    const item = { type: 'contact', id: one?.ext_id };
    const body = { id: 'notif_1', topic: 'contact.user.updated', data: { item } };
    const NOTIFICATION = JSON.stringify(body);
    const first = await example('webhook', { ...env, NOTIFICATION });
    expect(first.stdout).toBe('contact.user.updated: stored, inbox empty\n');
    const again = await example('webhook', { ...env, NOTIFICATION });
    expect(again.stdout).toBe('contact.user.updated: duplicate, inbox empty\n');
  });

  test('examples/sdk/tap.ts and target.ts are a tap and a target', async () => {
    const tap = await example('tap');
    expect(tap.code).toBe(0);
    const messages = parse(tap.stdout);
    expect(messages.map(({ type }) => type)).toEqual(['SCHEMA', 'RECORD', 'RECORD', 'STATE']);
    const target = await example('target', { LOGLEVEL: 'info' }, tap.stdout);
    expect(target.code).toBe(0);
    expect(target.stderr).toContain('{"planets":2}');
    expect(JSON.parse(target.stdout)).toEqual(lastState(messages));
  });
});

/** The code of what a call rejects with. */
const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'none',
    (error: unknown) => (error instanceof ConnectorError ? error.code : error),
  );

describe('a client', () => {
  test('syncs, tells progress, and makes the account that the command makes', async () => {
    const setting = await ConnectorSetting.open({}, { latencyMs: 60 });
    // Slow enough that progress is told, on any machine.
    const connectors = await connected(setting, { maxConcurrency: 1 });
    const seen: Progress[] = [];
    const report = await connectors.sync('intercom', { onProgress: (progress) => seen.push(progress) });
    await new SyncedWorkspace().expectAccount(setting.brevo);
    expect(report).toMatchObject({ outcome: 'done', type: 'incremental', brevo: { rejectsWaiting: 0 } });
    expect(report.streams['contacts']).toMatchObject({ complete: true, records: 60 });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.at(-1)?.streams.map(({ name }) => name)).toContain('contacts');
    const status = await connectors.status('intercom');
    expect(status).toMatchObject({
      connected: true,
      lastSync: { outcome: 'done', startedAt: report.startedAt },
    });
    expect(status.contactsSynced).toBe(report.brevo.created);
    expect(await connectors.test('intercom')).toMatchObject({ ok: true });
  });

  test('tells of a connector that was not connected yet, or is no more', async () => {
    const setting = await ConnectorSetting.open();
    const none = { connected: false, lastSync: null, contactsSynced: 0, bookmarks: {}, lagSeconds: null };
    expect(await createClient().connectors.status('intercom')).toMatchObject(none);
    const connectors = await connected(setting);
    await connectors.sync('intercom');
    await connectors.disconnect('intercom');
    expect(await connectors.status('intercom')).toMatchObject(none);
  });

  test('is stopped by a signal or by disconnect, and goes on afterwards', async () => {
    const setting = await ConnectorSetting.open({}, { latencyMs: 60 });
    const connectors = await connected(setting);
    const { sandbox } = setting.brevo;
    const stop = new AbortController();
    sandbox.onExchange = () => stop.abort();
    expect(await codeOf(connectors.sync('intercom', { signal: stop.signal }))).toBe('ABORTED');
    let over: Promise<void> | undefined;
    sandbox.onExchange = () => {
      over ??= connectors.disconnect('intercom');
    };
    const second = connectors.sync('intercom');
    expect(await codeOf(second)).toBe('ABORTED');
    await over;
    expect(await codeOf(connectors.sync('intercom'))).toBe('CONFIG');
  });

  test('rejects with codes that stay the same', async () => {
    const setting = await ConnectorSetting.open({}, { latencyMs: 30 });
    const connectors = await connected(setting);
    expect(await codeOf(connectors.sync('other'))).toBe('CONFIG');
    const odd: [object, string][] = [
      [{ since: 'tuesday' }, 'since is no date: tuesday; write 2024-01-31 or 01/31/2024'],
      [{ since: new Date() }, 'since takes a date as text, such as 2024-01-31'],
      [{ since: '2100-01-01' }, 'since lies in the future: 2100-01-01'],
      [{ type: 'x' }, 'type takes full or incremental, not "x"'],
      [{ resources: ['contact'] }, 'resources: unknown "contact" (did you mean "contacts"?)'],
      [{ resorces: [] }, 'unknown option "resorces" (did you mean "resources"?)'],
      [{ onprogress: () => undefined }, 'unknown option "onprogress" (did you mean "onProgress"?)'],
      [{ plan: true }, 'unknown option "plan"; known are type, resources, since, signal, onProgress'],
      [{ resources: [] }, 'resources takes a list of contacts, conversations, companies, events, tags'],
    ];
    for (const [options, message] of odd)
      await expect(connectors.sync('intercom', options)).rejects.toMatchObject({ code: 'CONFIG', message });
    expect(await codeOf(connected(setting, { accessToken: 'wrong' }))).toBe('AUTHORISATION');
    expect(await codeOf(connected(setting, { apiVersion: '2.9' }))).toBe('CONFIG');
    const running = connectors.sync('intercom');
    expect(await codeOf(connectors.sync('intercom'))).toBe('BUSY');
    await running;
    await setting.brevo.control('faults', [
      { route: 'POST /contacts', fault: 'status', status: 403, times: 99 },
    ]);
    await setting.mutate(30);
    expect(await codeOf(connectors.sync('intercom', { type: 'full' }))).toBe('AUTHORISATION');
  });

  test('writes nothing to the standard streams, and tells its log to who asks', async () => {
    const setting = await ConnectorSetting.open();
    const lines: string[] = [];
    const { connectors } = createClient({
      config: join(setting.folder, 'intercom-brevo.yaml'),
      onLog: (line) => lines.push(line),
    });
    const before = { ...process.env };
    Object.assign(process.env, { INTERCOM_ACCESS_TOKEN: TOKEN, BREVO_API_KEY: 'sandbox-key' });
    onTestFinished(() => {
      process.env = before;
    });
    await setting.brevo.control('faults', [{ route: 'POST /contacts', fault: 'status', status: 500 }]);
    await connectors.sync('intercom');
    expect(lines.join('\n')).toMatch(/^WARNING POST \/contacts: .*trying again/m);
  });
});
