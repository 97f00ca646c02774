// `intercom-brevo test`: one line a check, and an exit code by the kind of failure.
import { describe, expect, test } from 'vitest';
import { Inbox } from '../../connector/webhooks/inbox.ts';
import { notification } from '../../connector/webhooks/notification.ts';
import { makeFolder } from '../../connector/lock.ts';
import { ConnectorSetting } from '../support/connector.ts';
import { control } from '../support/tap.ts';

describe('test intercom', () => {
  test('prints what can be read, and that no notification has come', async () => {
    const setting = await ConnectorSetting.open({ sync: { tags: false, events: false } });
    const { code, stdout } = await setting.run('test', 'intercom');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -1)).toEqual([
      '✓ API connection successful',
      '✓ Workspace Sandbox, region us',
      '✓ API version 2.11',
      '✓ Contacts readable',
      '✓ Conversations readable',
      '✓ Companies readable',
    ]);
    expect(lines.at(-1)).toMatch(/^– none seen yet, .*Developer Hub/);
  });

  test('leaves nothing under way that was read ahead', async () => {
    const setting = await ConnectorSetting.open(
      { sync: { events: true } },
      { contacts: 400, latencyMs: 100 },
    );
    const { code, stdout, stderr } = await setting.run('test', 'intercom');
    expect(code).toBe(0);
    expect(stdout).toContain('✓ Events readable');
    expect(stderr).not.toContain('trying again');
  });

  test('tells when the last notification was seen', async () => {
    const setting = await ConnectorSetting.open();
    makeFolder({ folder: setting.path('') });
    const inbox = await Inbox.open(setting.path('inbox.sqlite'));
    inbox.add([notification({ id: 'n1', topic: 'ping', createdAt: 1, item: {} })]);
    inbox.close();
    const { stdout } = await setting.run('test', 'intercom', 'intercom');
    expect(stdout).toMatch(/^✓ Webhooks registered, last notification seen at \d{4}-\d\d-\d\dT/m);
  });

  test('names a permission that is missing, and goes on', async () => {
    const setting = await ConnectorSetting.open({ access_token: 'sandbox-token-without-conversations' });
    const { code, stdout } = await setting.run('test', 'intercom');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^✗ Conversations not readable: .*grant the permission "Read conversations"$/m);
    expect(stdout).toContain('✓ Companies readable');
  });

  test('tells a region and an API version that do not fit', async () => {
    const setting = await ConnectorSetting.open({ region: 'eu' });
    const { code, stdout } = await setting.run('test', 'intercom');
    expect(code).toBe(0);
    expect(stdout).toContain(
      '– Workspace Sandbox, region us, and the configuration says eu: set "region: us"',
    );
    await control(setting.brevo.sandbox.intercom, 'faults', [
      {
        route: 'GET /me',
        fault: 'status',
        status: 400,
        body: {
          type: 'error.list',
          errors: [{ code: 'intercom_version_invalid', message: 'The requested version could not be found' }],
        },
      },
    ]);
    const old = await setting.run('test', 'intercom');
    expect(old.code).toBe(2);
    expect(old.stdout).toMatch(/^✗ API connection: .*intercom_version_invalid.*set "api_version"/m);
  });
});

describe('test brevo', () => {
  test('prints account, attributes, lists and quotas', async () => {
    const setting = await ConnectorSetting.open();
    const { code, stdout } = await setting.run('test', 'brevo');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ API connection successful\n✓ key accepted, .*Acme/);
    expect(stdout).toContain('✓ attributes: 10 of 200');
    expect(stdout).toContain('✓ lists: 3 of 300');
  });

  test('warns of a source that the schema lacks, as a sync does', async () => {
    const field_mapping = { email: 'email', nmae: 'FULLNAME' };
    const setting = await ConnectorSetting.open({ field_mapping });
    const { code, stdout } = await setting.run('test', 'brevo');
    expect(code).toBe(0);
    const said = 'the schema of "contacts" has no "nmae" (did you mean "name"?)';
    expect(stdout).toContain(`– ${said}\n`);
    expect((await setting.run('sync')).stderr).toContain(said);
  });

  test.each([
    ['a refused key', { brevo: { api_key: 'wrong' } }, 3, /^✗ API connection: .*401/m],
    ['a missing list', { lists: { leads: 99 } }, 2, /^✗ list 99 does not exist$/m],
    [
      'a missing attribute',
      { brevo: { create_attributes: false }, field_mapping: { email: 'email', name: 'FULLNAM' } },
      2,
      /^✗ attribute .*FULLNAM/m,
    ],
  ])('tells %s', async (_what, settings, exit, line) => {
    const setting = await ConnectorSetting.open(settings);
    const { code, stdout } = await setting.run('test', 'brevo');
    expect(stdout).toMatch(line);
    expect(code).toBe(exit);
  });
});

test('without a vendor both are asked; --json tells the same to programs', async () => {
  const setting = await ConnectorSetting.open({ access_token: 'wrong' });
  const { code, stdout } = await setting.run('test', '--json');
  expect(code).toBe(3);
  const { checks } = JSON.parse(stdout) as { checks: { vendor: string; ok: boolean | null; text: string }[] };
  expect(checks.find(({ vendor }) => vendor === 'intercom')).toMatchObject({ ok: false });
  expect(checks.filter(({ vendor }) => vendor === 'brevo').every(({ ok }) => ok)).toBe(true);
});

test('a vendor that does not answer is told, and the other is asked all the same', async () => {
  const setting = await ConnectorSetting.open({ base_url: 'http://127.0.0.1:9' });
  const { code, stdout } = await setting.run('test');
  expect(code).toBe(4);
  expect(stdout).toMatch(/^✗ API connection: .*no answer from Intercom \(ECONNREFUSED/m);
  expect(stdout).toMatch(/^Intercom\n✗/);
  expect(stdout).toContain('\nBrevo\n✓ API connection successful\n');
  expect(stdout).toContain('✓ lists: 3 of 300');
}, 180_000);
