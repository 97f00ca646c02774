// Notifications that another server has received, handed to the client for programs.
import { expect, test } from 'vitest';
import type { ReceivedNotification } from '../../connector/index.ts';
import { ConnectorSetting } from '../support/connector.ts';
import { connected } from '../support/sdk.ts';
import { control } from '../support/tap.ts';

test('a notification of an end that says no time is asked about, and one that is late changes nothing', async () => {
  const setting = await ConnectorSetting.open();
  const { brevo, intercom } = setting.brevo.sandbox;
  const account = { apiKey: 'sandbox-key', baseUrl: `${brevo}/v3`, onDelete: 'delete' as const };
  const connectors = await connected(setting, { brevo: account });
  await connectors.sync('intercom');
  const before = await setting.brevo.account();
  const end = (id: unknown, more = {}) =>
    connectors.handleWebhook('intercom', {
      topic: 'contact.deleted',
      data: { item: { type: 'contact', id } },
      ...more,
    });
  const now = Math.floor(Date.now() / 1000);
  const there = before[0]?.ext_id;
  expect(await end(there)).toEqual({ taken: 'stored', drained: 'empty' });
  expect(await setting.brevo.account()).toEqual(before);
  const back = { topic: 'contact.unarchive', data: { item: { type: 'contact', id: there } } };
  await connectors.handleWebhook('intercom', { ...back, created_at: now });
  await end(there, { id: 'late', created_at: now - 60 });
  expect(await setting.brevo.account()).toEqual(before);
  const [gone] = await control<{ id: string }[]>(intercom, 'mutate', {
    n: 1,
    seed: 7,
    kinds: ['contact.deleted'],
  });
  await end(gone?.id);
  const left = before.filter(({ ext_id }) => ext_id !== gone?.id);
  expect(left).toHaveLength(before.length - 1);
  expect(await setting.brevo.account()).toEqual(left);
});

test.each([
  [undefined, 'the body is no JSON object'],
  ['{"topic":"contact.deleted"}', 'the body is no JSON object'],
  [{}, 'the body has no "topic"'],
  [{ topic: 5, data: {} }, 'the body has no "topic"'],
])('a body that is no notification is told as the server tells it: %j', async (body, message) => {
  const setting = await ConnectorSetting.open();
  const connectors = await connected(setting);
  // As JavaScript hands it on: nothing has looked at its type.
  const given = connectors.handleWebhook('intercom', body as unknown as ReceivedNotification);
  await expect(given).rejects.toMatchObject({ code: 'CONFIG', message });
});

test('what waits for a sync says for which: the first, or one that reads the streams that are left', async () => {
  const setting = await ConnectorSetting.open();
  const connectors = await connected(setting);
  const told = { topic: 'contact.user.updated', data: { item: { type: 'contact', id: 'c1' } } };
  const before = await connectors.handleWebhook('intercom', told);
  expect(before).toEqual({ taken: 'stored', drained: 'no sync yet' });
  await connectors.sync('intercom', { resources: ['contacts', 'conversations', 'companies'] });
  const between = await connectors.handleWebhook('intercom', told);
  expect(between).toEqual({ taken: 'stored', drained: 'not whole yet', missing: ['tags'] });
  await connectors.sync('intercom', { resources: ['tags'] });
  const after = await connectors.handleWebhook('intercom', told);
  expect(after).toEqual({ taken: 'stored', drained: 'empty' });
});
