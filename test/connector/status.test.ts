// `intercom-brevo status`: what the files tell, beside or without a sync.
import { expect, test } from 'vitest';
import { figuresOf } from '../../targets/brevo/replica/figures.ts';
import { ConnectorSetting, expectDone } from '../support/connector.ts';
import { truth } from '../support/tap.ts';

test('status tells what was synced, where the next sync goes on, and what waits', async () => {
  const setting = await ConnectorSetting.open();
  const before = JSON.parse((await setting.run('status', '--json')).stdout);
  expect(before).toEqual([
    {
      name: 'intercom',
      enabled: true,
      connected: true,
      last_sync: null,
      running: null,
      contacts_synced: 0,
      conversations_synced: 0,
      companies_synced: 0,
      rejects_waiting: 0,
      inbox_depth: 0,
      bookmarks: {},
      lag_seconds: null,
    },
  ]);
  await setting.brevo.control('faults', [{ route: 'POST /contacts', fault: 'status', status: 400 }]);
  await setting.run('sync');
  const { stdout } = await setting.run('status', 'intercom', '--json');
  const after = JSON.parse(stdout);
  const { intercom } = setting.brevo.sandbox;
  const people = (await setting.brevo.account()).filter(({ ext_id: id }) => id !== null);
  expect(after).toMatchObject({
    connected: true,
    last_sync: { type: 'incremental', outcome: 'rejects' },
    contacts_synced: people.length,
    conversations_synced: (await truth(intercom, 'conversations')).size,
    companies_synced: (await truth(intercom, 'companies')).size,
    rejects_waiting: 1,
  });
  for (const [stream, bookmark] of Object.entries(setting.bookmarks()))
    expect(after.bookmarks[stream]).toBe(Object.values(bookmark)[0]);
  expect(after.lag_seconds).toBeGreaterThanOrEqual(300);
  const text = (await setting.run('status')).stdout;
  expect(text).toMatch(/^intercom: connected$/m);
  expect(text).toMatch(/^ {2}last {5}incremental sync of .*: rejects$/m);
  expect(text).toContain(`synced   ${people.length} contacts`);
  expect(text).toContain('waiting  1 rejects, 0 notifications');
});

test('after a plan alone nothing is synced, though the replica holds what the plan has read', async () => {
  const setting = await ConnectorSetting.open();
  expectDone(await setting.run('sync', '--plan'));
  const planned = await figuresOf(setting.path('replica.sqlite'));
  expect(planned?.rows).toMatchObject({ conversations: 40, companies: 12 });
  const { stdout } = await setting.run('status', 'intercom', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    last_sync: null,
    contacts_synced: 0,
    conversations_synced: 0,
    companies_synced: 0,
    bookmarks: {},
  });
  expect((await setting.run('status')).stdout).toContain('synced   0 contacts, 0 conversations, 0 companies');
});

test('after a refusal it is not connected, and says why', async () => {
  const setting = await ConnectorSetting.open({ access_token: 'wrong' });
  await setting.run('sync');
  const { code, stdout } = await setting.run('status');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^intercom: not connected$/m);
  expect(stdout).toMatch(/^ {2}last .*failed: .*401/m);
});

test('without a token it is not connected', async () => {
  const setting = await ConnectorSetting.open();
  const { access_token: _, ...settings } = setting.connector();
  setting.configure({ connectors: { intercom: settings } });
  const { stdout } = await setting.run('status');
  expect(stdout).toMatch(/^intercom: not connected$/m);
});
