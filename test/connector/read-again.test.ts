// Reading again by --since and --type full: nothing that was never read is skipped.
import { expect, test } from 'vitest';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';
import { ConnectorSetting, expectDone } from '../support/connector.ts';
import { truth } from '../support/tap.ts';

test('--since skips nothing of what was never synced', async () => {
  const setting = await ConnectorSetting.open();
  expectDone(await setting.run('sync', '--resources', 'contacts'));
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  expectDone(await setting.run('sync', '--since', yesterday));
  const { conversations } = setting.lastSync().streams;
  const { intercom } = setting.brevo.sandbox;
  expect(conversations?.records).toBe((await truth(intercom, 'conversations')).size);
});

test('a full sync that is interrupted loses no bookmark, and the next sync goes on with it', async () => {
  const setting = await ConnectorSetting.open({}, { latencyMs: 30, scrollIdleSeconds: 1 });
  expectDone(await setting.run('sync'));
  const streams = Object.keys(setting.bookmarks());
  const { child, ended } = setting.start(['sync', '--type', 'full']);
  let asked = 0;
  setting.brevo.sandbox.onExchange = ({ side }) => {
    if (side === 'intercom' && ++asked === 3) child.kill('SIGINT');
  };
  expect((await ended).code).toBe(130);
  expect(Object.keys(setting.bookmarks())).toEqual(streams);
  expectDone(await setting.run('sync'));
  expect(setting.lastSync().streams['conversations']?.records).toBeGreaterThan(0);
  await new SyncedWorkspace().expectAccount(setting.brevo);
});

test('--since of a first sync stands for start_date: what is older is not read later either', async () => {
  const setting = await ConnectorSetting.open();
  const newest = Math.max(
    ...[...(await truth(setting.brevo.sandbox.intercom, 'contacts')).values()].map(({ updated_at: at }) =>
      Date.parse(String(at)),
    ),
  );
  expectDone(await setting.run('sync', '--since', new Date(newest).toISOString()));
  expect(setting.lastSync().streams['contacts']?.records).toBe(1);
  expectDone(await setting.run('sync'));
  expect(setting.lastSync().streams['contacts']?.records).toBe(0);
});
