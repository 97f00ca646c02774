// Several workspaces: each with files of its own, which no other one gets into.
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';
import { ConnectorSetting, expectDone } from '../support/connector.ts';
import { control } from '../support/tap.ts';

test('the folder of one workspace takes no other: it is refused before anything is read or sent', async () => {
  const setting = await ConnectorSetting.open();
  expectDone(await setting.run('sync'));
  const other = await startSandbox({ contacts: 5, companies: 0, conversations: 0, workspace: 'other1' });
  onTestFinished(() => other.close());
  setting.configure({ connectors: { intercom: setting.connector({ base_url: other.intercom }) } });
  const account = await setting.brevo.account();
  const bookmarks = setting.bookmarks();
  await setting.writes();
  for (const flags of [[], ['--type', 'full'], ['--plan']]) {
    const { code, stderr } = await setting.run('sync', ...flags);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /is of the workspace Sandbox \(sandbox1\), and the access token of Sandbox \(other1\): give this one a connector of another name, or move the folder away/,
    );
  }
  expect(await control(other.intercom, 'requests')).toMatchObject({
    routes: { 'GET /me': { 200: 3 } },
    total: 3,
  });
  expect(await setting.writes()).toBe(0);
  expect(await setting.brevo.account()).toEqual(account);
  expect(setting.bookmarks()).toEqual(bookmarks);
  setting.configure({ connectors: { intercom: setting.connector() } });
  expectDone(await setting.run('sync'));
});

test('all that are enabled are synced in turn, each with files of its own; one that fails holds up no other', async () => {
  const setting = await ConnectorSetting.open();
  const named = (name: string, settings = {}) => ({ name, ...setting.connector(settings) });
  setting.configure({
    connectors: [
      named('first', { access_token: 'wrong' }),
      named('second'),
      named('third', { enabled: false }),
    ],
  });
  const { code, stdout, stderr } = await setting.run('sync');
  expect(code).toBe(3);
  expect(stderr).toMatch(/ERROR first: .*401/);
  expect(stdout).toMatch(/^second: done/m);
  expect(setting.lastSync('second').outcome).toBe('done');
  expect(existsSync(setting.path('state.json', 'third'))).toBe(false);
  await new SyncedWorkspace().expectAccount(setting.brevo);
  const other = await setting.run('sync', 'secnd');
  expect(other).toMatchObject({ code: 2 });
  expect(other.stderr).toContain('there is no connector "secnd" (did you mean "second"?)');
});
