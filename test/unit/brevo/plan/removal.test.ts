// What is done about contacts that are gone, by setting.
import { expect, test } from 'vitest';
import type { Confirmed } from '../../../../targets/brevo/model.ts';
import { removal, type OnDelete } from '../../../../targets/brevo/plan/removal.ts';

const managed = new Set([35]);
const confirmed: Confirmed = {
  extId: 'c0',
  email: 'a@example.com',
  sms: '+33612345678',
  attributes: { PLAN: 'Pro' },
  lists: [35, 99],
};
const remove = (how: OnDelete, from = confirmed): unknown => removal('c1', from, how, managed);
const base = { id: 'c1', extId: 'c0', attributes: {}, addLists: [], removeLists: [] };

test.each<[OnDelete, object | undefined]>([
  ['keep', undefined],
  ['unlist', { ...base, kind: 'unlist', removeLists: [35], after: { ...confirmed, lists: [99] } }],
  [
    'blocklist',
    {
      ...base,
      kind: 'blocklist',
      emailBlacklisted: true,
      smsBlacklisted: true,
      after: { ...confirmed, emailBlacklisted: true, smsBlacklisted: true },
    },
  ],
  ['delete', { ...base, kind: 'delete', after: { extId: 'c0', attributes: {}, lists: [] } }],
])('%s', (how, change) => {
  expect(remove(how)).toEqual(change);
});

test('what is undone already is not undone again', () => {
  expect(remove('unlist', { ...confirmed, lists: [99] })).toBeUndefined();
  expect(remove('blocklist', { ...confirmed, emailBlacklisted: true, smsBlacklisted: true })).toBeUndefined();
});

test('a block that may not have arrived is sent again', () => {
  const unsure = { ...confirmed, emailBlacklisted: true, unsure: true };
  expect(remove('blocklist', unsure)).toMatchObject({ emailBlacklisted: true, after: { unsure: true } });
});

test('no block for numbers is sent about a contact that has none', () => {
  const { sms: _, ...without } = confirmed;
  expect(remove('blocklist', without)).not.toHaveProperty('smsBlacklisted');
});
