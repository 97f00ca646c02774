// Shared e-mails and merges: one contact at Brevo, and it keeps its record whoever it belongs to.
import { expect, test } from 'vitest';
import { contact, Workspace, type Planned } from './planned.ts';

const email = 'shared@example.com';
const brief = ({ changes }: Planned): unknown[] => changes.map(({ id, kind, extId }) => [id, kind, extId]);

test('of two contacts with one e-mail the first is sent, and the other is reported', async () => {
  const space = await Workspace.open();
  space.put(contact('b', 2, { email }), contact('a', 1, { email: 'Shared@Example.com' }));
  const planned = await space.sync();
  expect(brief(planned)).toEqual([['a', 'create', 'a']]);
  expect(planned.summary).toMatchObject({ shared: 1, unchanged: 0 });
  expect(planned.summary.examples).toEqual([
    'contact b has the e-mail of contact a, which is sent in its place',
  ]);
  space.replica.markAllDirty();
  expect((await space.sync()).changes).toEqual([]);
});

test('a user wins over a lead, however late', async () => {
  const space = await Workspace.open();
  space.put(contact('lead', 1, { email, role: 'lead' }), contact('user', 9, { email }));
  expect(brief(await space.sync())).toEqual([['user', 'create', 'user']]);
});

test('a new winner takes the record over, with all that was confirmed of it', async () => {
  const space = await Workspace.open();
  space.put(contact('b', 2, { email, plan: 'Pro', lists: [35, 36] }));
  await space.sync();
  space.put(contact('a', 1, { email }));
  const planned = await space.sync();
  expect(brief(planned)).toEqual([['a', 'update', 'b']]);
  expect(planned.changes[0]).toMatchObject({ attributes: { PLAN: '' }, removeLists: [36] });
  expect(planned.changes[0]?.after).toEqual({ extId: 'a', email, attributes: {}, lists: [35] });
  expect(space.replica.confirmed('b')).toBeUndefined();
  space.replica.markAllDirty();
  expect((await space.sync()).changes).toEqual([]);
});

test('the other takes the record over when the winner is deleted', async () => {
  const space = await Workspace.open({ onDelete: 'delete' });
  space.put(contact('a', 1, { email }), contact('b', 2, { email }));
  await space.sync();
  space.put(contact('a', 1, { email, gone: true }));
  expect(brief(await space.sync())).toEqual([['b', 'update', 'a']]);
});

test('the other is created when the winner moves to another e-mail', async () => {
  const space = await Workspace.open();
  space.put(contact('a', 1, { email }), contact('b', 2, { email }));
  await space.sync();
  space.put(contact('a', 1, { email: 'new@example.com' }));
  const planned = await space.sync();
  expect(brief(planned)).toEqual(
    expect.arrayContaining([
      ['a', 'update', 'a'],
      ['b', 'create', 'b'],
    ]),
  );
});

test('a refused e-mail is tried again once another contact gives it up', async () => {
  const space = await Workspace.open();
  space.put(contact('a', 1), contact('b', 2, { email }));
  await space.sync();
  // a takes the e-mail of b, which has a record of its own: Brevo refuses.
  space.put(contact('a', 1, { email }));
  const { changes } = await space.plan();
  expect(changes).toMatchObject([
    { id: 'a', email, emailChanged: true },
    { id: 'b', kind: 'unlist', removeLists: [35] },
  ]);
  space.replica.setConfirmed('a', {
    extId: 'a',
    email: 'a@example.com',
    attributes: {},
    lists: [35],
    refused: { EMAIL: email },
  });
  expect((await space.sync()).changes).toMatchObject([{ id: 'b', kind: 'unlist' }]);

  space.put(contact('b', 2, { email: 'b2@example.com' }));
  expect((await space.sync()).changes).toMatchObject([
    { id: 'b', email: 'b2@example.com' },
    { id: 'a', email },
  ]);
});

test('a record of its own that a contact still has when another one wins its e-mail is laid to rest, once', async () => {
  const space = await Workspace.open();
  space.put(contact('a', 1, { email }), contact('b', 2, { lists: [35, 36] }), contact('c', 3));
  await space.sync();
  space.put(contact('b', 2, { email }), contact('c', 3, { email, unsubscribed: true }));
  const { changes } = await space.sync();
  const rest = { kind: 'unlist', emailBlacklisted: true, addLists: [], attributes: {} };
  expect(changes.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toMatchObject([
    { id: 'a', kind: 'update', emailBlacklisted: true },
    { id: 'b', extId: 'b', ...rest, removeLists: [35, 36], after: { email: 'b@example.com', lists: [] } },
    { id: 'c', extId: 'c', ...rest, removeLists: [35] },
  ]);
  space.replica.markAllDirty();
  expect((await space.sync()).summary).toMatchObject({ updates: 0, unchanged: 1, shared: 2, requests: 0 });
  // Who has the e-mail again is on the lists again.
  space.put(contact('a', 1, { email: 'new@example.com' }));
  expect((await space.sync()).changes).toMatchObject([{ id: 'a' }, { id: 'b', addLists: [35] }]);
});

const merged = { merge_history: [{ source_contact_id: 'old' }] };

test('a survivor without a record takes over that of the contact merged into it', async () => {
  const space = await Workspace.open();
  space.put(contact('old', 1, { plan: 'Pro' }));
  await space.sync();
  space.put(contact('new', 2, merged));
  const planned = await space.sync();
  expect(brief(planned)).toEqual([['new', 'update', 'old']]);
  expect(planned.changes[0]).toMatchObject({ email: 'new@example.com', emailChanged: true });
});

test('a survivor with a record keeps it, and the other one leaves its lists', async () => {
  const space = await Workspace.open({ onDelete: 'delete' });
  space.put(contact('old', 1), contact('new', 2));
  await space.sync();
  space.put(contact('new', 2, { ...merged, plan: 'Pro' }));
  expect(brief(await space.sync())).toEqual(
    expect.arrayContaining([
      ['new', 'update', 'new'],
      ['old', 'unlist', 'old'],
    ]),
  );
  space.replica.markAllDirty();
  expect((await space.sync()).changes).toEqual([]);
});

test('a merged contact is not sent, whichever row comes first', async () => {
  const space = await Workspace.open();
  space.put(contact('new', 2, merged));
  await space.sync();
  space.put(contact('old', 1, { email: 'new@example.com' }));
  expect((await space.sync()).changes).toEqual([]);
});

test('a chain of merges ends at the last one', async () => {
  const space = await Workspace.open();
  space.put(contact('old', 1));
  await space.sync();
  space.put(
    contact('new', 2, merged),
    contact('newest', 3, { merge_history: [{ source_contact_id: 'new' }] }),
  );
  expect(brief(await space.sync())).toEqual([['newest', 'update', 'old']]);
});

test('contacts that name each other as merged are not both gone', async () => {
  const space = await Workspace.open();
  space.put(contact('new', 1, merged), contact('old', 2, { merge_history: [{ source_contact_id: 'new' }] }));
  expect((await space.sync()).changes).toHaveLength(1);
});

test('many contacts with one e-mail give one contact', async () => {
  const space = await Workspace.open();
  space.put(...Array.from({ length: 300 }, (_, n) => contact(`c${n}`, 28 - (n % 28), { email })));
  const planned = await space.sync();
  expect(brief(planned)).toEqual([['c111', 'create', 'c111']]);
  expect(planned.summary.shared).toBe(299);
});
