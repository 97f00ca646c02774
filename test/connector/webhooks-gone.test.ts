// What only notifications tell: who is archived, deleted, brought back or merged, and which conversations are gone.
import { expect, test } from 'vitest';
import { truthRows } from '../support/tap.ts';
import { WebhookSetting } from '../support/webhooks.ts';

test.each([
  ['unlist', { lists: [] }],
  ['delete', undefined],
])('archived and deleted contacts: on_delete %s', async (on_delete, expected) => {
  const setting = await WebhookSetting.open({}, { brevo: { on_delete } });
  const receiver = await setting.listen();
  const before = await setting.account('hooks');
  const changes = await setting.mutate(12, { seed: 4, kinds: ['contact.archived', 'contact.deleted'] });
  await setting.deliver();
  await receiver.stop();
  const gone = new Set(changes.map(({ id }) => id));
  const after = new Map((await setting.account('hooks')).map((one) => [one.ext_id, one]));
  const known = before.filter(({ ext_id }) => gone.has(String(ext_id)));
  expect(known.length).toBeGreaterThan(4);
  for (const { ext_id } of known) expect([ext_id, after.get(ext_id)]).toMatchObject([ext_id, expected]);
  for (const one of before.filter(({ ext_id }) => !gone.has(String(ext_id))))
    expect(after.get(one.ext_id)).toEqual(one);
});

test('a contact that was archived and brought back stays, whatever came last', async () => {
  const setting = await WebhookSetting.open({}, { brevo: { on_delete: 'delete' } });
  const receiver = await setting.listen();
  const before = await setting.account('hooks');
  const id = String(before[0]?.ext_id);
  const now = Math.floor(Date.now() / 1000);
  const item = { type: 'contact', id };
  await setting.deliver({ notifications: [{ topic: 'contact.unarchive', item, created_at: now }] });
  await setting.deliver({ notifications: [{ topic: 'contact.archived', item, created_at: now - 60 }] });
  await receiver.stop();
  expect(await setting.account('hooks')).toEqual(before);
});

test.each([
  ['is back on its lists', 'contact.archived', true],
  ['stays gone where Intercom has it no more', 'contact.deleted', false],
])('a contact that is told of after its end %s', async (_what, kind, isBack) => {
  const setting = await WebhookSetting.open({}, { brevo: { on_delete: 'delete' } });
  const receiver = await setting.listen();
  const before = await setting.account('hooks');
  const [gone] = await setting.mutate(1, { seed: 7, kinds: [kind] });
  await setting.deliver();
  const without = before.filter(({ ext_id }) => ext_id !== gone?.id);
  expect(without).toHaveLength(before.length - 1);
  expect(await setting.account('hooks')).toEqual(without);
  // That it was brought back was told to nobody.
  const item = { type: 'contact', id: gone?.id };
  const later = Math.floor(Date.now() / 1000) + 5;
  await setting.deliver({ notifications: [{ topic: 'contact.user.updated', item, created_at: later }] });
  await receiver.stop();
  const after = await setting.account('hooks');
  expect(after.map(({ ext_id }) => ext_id)).toEqual((isBack ? before : without).map(({ ext_id }) => ext_id));
});

test('who was deleted stays so, while the search that a sync asks still shows them', async () => {
  const setting = await WebhookSetting.open({ indexLagSeconds: 3600 }, { brevo: { on_delete: 'delete' } });
  const people = await truthRows(setting.sandbox.intercom, 'contacts');
  // Changed lately, so that the next sync reads them again.
  await setting.intercom('touch', { stream: 'contacts', ids: people.map(({ id }) => id) });
  await setting.intercom('index', {});
  const receiver = await setting.listen();
  const before = await setting.account('hooks');
  const changes = await setting.mutate(5, { seed: 7, kinds: ['contact.deleted', 'contact.archived'] });
  await setting.deliver();
  await receiver.stop();
  const gone = new Set(changes.map(({ id }) => id));
  const left = before.filter(({ ext_id }) => !gone.has(String(ext_id)));
  expect(left.length).toBeLessThan(before.length);
  expect(await setting.account('hooks')).toEqual(left);
  await setting.sync('hooks');
  expect(await setting.account('hooks')).toEqual(left);
});

test('a merge hands the record over: it becomes that of the contact that is left, and nobody is deleted', async () => {
  const setting = await WebhookSetting.open({}, { brevo: { on_delete: 'delete' } });
  const receiver = await setting.listen();
  const before = await setting.account('hooks');
  const changes = await setting.mutate(6, { seed: 9, kinds: ['contact.merged'] });
  await setting.deliver({ order: 'shuffled' });
  await receiver.stop();
  const after = await setting.account('hooks');
  expect(after).toHaveLength(before.length);
  const at = new Map(after.map((one) => [one.ext_id, one]));
  for (const { merged_from: source = '' } of changes) expect(at.get(source)?.lists ?? []).toEqual([]);
});

test('the contact that is left has the record of the other, where it has none of its own', async () => {
  const setting = await WebhookSetting.open();
  const receiver = await setting.listen();
  const account = await setting.account('hooks');
  const known = new Set(account.map(({ ext_id }) => ext_id));
  const people = await truthRows(setting.sandbox.intercom, 'contacts');
  const left = people.find(({ id, email }) => !known.has(String(id)) && (email ?? null) === null)?.['id'];
  const source = account[0];
  const merged_from = { type: 'contact', id: source?.ext_id };
  const item = { type: 'contact', id: left, merged_from };
  await setting.deliver({ notifications: [{ topic: 'contact.merged', item }] });
  await receiver.stop();
  const after = await setting.account('hooks');
  expect(after).toHaveLength(account.length);
  expect(after.map(({ ext_id }) => ext_id)).not.toContain(source?.ext_id);
  expect(after.find(({ ext_id }) => ext_id === left)).toMatchObject({ email: source?.email });
  // The API tells of merges from 2.16 on alone: what a sync reads says nothing of this one.
  await setting.intercom('touch', { stream: 'contacts', id: left });
  await setting.sync('hooks');
  const later = await setting.account('hooks');
  expect(later.map(({ ext_id }) => ext_id)).toEqual(after.map(({ ext_id }) => ext_id));
});

test('a deleted conversation counts no more', async () => {
  const setting = await WebhookSetting.open();
  const receiver = await setting.listen();
  await setting.mutate(15, { seed: 6, kinds: ['conversation.deleted'] });
  await setting.deliver();
  await receiver.stop();
  // The other account has never seen those conversations.
  await setting.sync('polls');
  expect(await setting.account('hooks')).toEqual(await setting.account('polls'));
});
