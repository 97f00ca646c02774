// Rounds over a replica: who is sent, who is left out, and what is clean afterwards.
import { expect, test } from 'vitest';
import { contact, Workspace } from './planned.ts';

test('new contacts are created, and a second round finds nothing to do', async () => {
  const space = await Workspace.open();
  space.put(contact('a', 1, { plan: 'Pro' }), contact('b', 2));
  const first = await space.sync();
  expect(first.changes.map(({ id, kind }) => [id, kind])).toEqual([
    ['a', 'create'],
    ['b', 'create'],
  ]);
  expect(first.summary).toMatchObject({ contacts: 2, creates: 2, joins: { 35: 2 }, requests: 2 });
  expect(space.replica.dirtyCount()).toBe(0);

  space.put(contact('a', 1, { plan: 'Pro' }));
  expect((await space.plan()).summary.contacts).toBe(0);
  space.replica.markAllDirty();
  expect((await space.plan()).summary).toMatchObject({ contacts: 2, unchanged: 2, requests: 0 });
  expect(space.replica.dirtyCount()).toBe(0);
});

test('who is looked at twice, for somebody else who shares the number, is counted once', async () => {
  const space = await Workspace.open();
  const shared = { phone: '+33612345678' };
  space.put(
    contact('a', 1, { ...shared, email: null, role: 'lead' }),
    contact('b', 2, shared),
    contact('c', 3, { ...shared, email: null }),
  );
  const { summary } = await space.sync();
  expect(summary).toMatchObject({ contacts: 3, creates: 1, skipped: { lead: 1, user: 1 } });
});

test('a change that is not sent is planned again', async () => {
  const space = await Workspace.open();
  space.put(contact('a', 1));
  await space.plan();
  expect((await space.plan()).changes).toHaveLength(1);
});

test('A, B, A: each is sent', async () => {
  const space = await Workspace.open();
  for (const plan of ['A', 'B', 'A']) {
    space.put(contact('a', 1, { plan }));
    const { changes } = await space.sync();
    expect(changes.map(({ attributes }) => attributes)).toEqual([{ PLAN: plan }]);
  }
});

test('an e-mail that went away is kept, and the contact is still updated', async () => {
  const space = await Workspace.open();
  space.put(contact('a', 1));
  await space.sync();
  space.put(contact('a', 1, { email: null, plan: 'Pro' }));
  const { changes } = await space.sync();
  expect(changes).toMatchObject([{ kind: 'update', attributes: { PLAN: 'Pro' } }]);
  expect(changes[0]).not.toHaveProperty('email');
});

test.each([
  ['skip', ['lead', 'lead', 'user']],
  ['phone', ['lead', 'user']],
  ['ext_id', []],
] as const)('contacts without an e-mail: %s', async (withoutEmail, skipped) => {
  const space = await Workspace.open({ withoutEmail });
  space.put(
    contact('a', 1, { email: null, role: 'lead', phone: '+33612345678' }),
    contact('b', 2, { email: null, role: 'lead' }),
    contact('c', 3, { email: null }),
  );
  const { changes, summary } = await space.sync();
  expect(changes).toHaveLength(3 - skipped.length);
  const roles = Object.entries(summary.skipped).flatMap(([role, n]) => Array<string>(n).fill(role));
  expect(roles.toSorted()).toEqual(skipped);
  expect(space.replica.dirtyCount()).toBe(0);
});

test('a number goes to the contact that comes first, and to the other when that one gives it up', async () => {
  const space = await Workspace.open();
  const phone = '+33612345678';
  space.put(contact('a', 2, { phone }), contact('b', 1, { phone }));
  const first = await space.sync();
  expect(first.changes.map(({ id, sms }) => [id, sms])).toEqual(
    expect.arrayContaining([
      ['a', undefined],
      ['b', phone],
    ]),
  );
  space.put(contact('b', 1));
  const second = await space.sync();
  expect(second.changes.map(({ id, sms }) => [id, sms])).toEqual(
    expect.arrayContaining([
      ['a', phone],
      ['b', ''],
    ]),
  );
});

test('a block that the source withdraws is sent again when it comes back', async () => {
  const space = await Workspace.open();
  const sent: (boolean | undefined)[] = [];
  for (const unsubscribed of [true, false, true]) {
    space.put(contact('a', 1, { unsubscribed }));
    const { changes } = await space.sync();
    sent.push(changes[0]?.emailBlacklisted);
  }
  expect(sent).toEqual([true, undefined, true]);
});

test.each([
  ['keep', []],
  ['unlist', ['unlist']],
  ['blocklist', ['blocklist']],
  ['delete', ['delete']],
] as const)('deleted contacts: %s', async (onDelete, kinds) => {
  const space = await Workspace.open({ onDelete });
  space.put(contact('a', 1), contact('never sent', 2, { email: null }));
  await space.sync();
  space.put(contact('a', 1, { gone: true }), contact('never sent', 2, { email: null, gone: true }));
  const { changes } = await space.sync();
  expect(changes.map(({ kind }) => kind)).toEqual(kinds);
  space.replica.markAllDirty();
  expect((await space.sync()).changes).toEqual([]);

  space.put(contact('a', 1, { plan: 'back' }));
  expect((await space.sync()).changes).toMatchObject([{ id: 'a', attributes: { PLAN: 'back' } }]);
});

test('rows that come while a round is planned are left for the next one', async () => {
  const space = await Workspace.open();
  space.put(...Array.from({ length: 2500 }, (_, n) => contact(`c${n}`, 1)));
  const planning = space.plan();
  space.put(contact('c0', 1, { plan: 'Pro' }), contact('late', 1));
  const { changes, upTo } = await planning;
  expect(changes).toHaveLength(2500);
  for (const { id, after } of changes) {
    space.replica.setConfirmed(id, after);
    space.replica.clearDirty(id, upTo);
  }
  expect((await space.sync()).changes.map(({ id }) => id)).toEqual(['c0', 'late']);
});

test('a run that is told to stop plans no further', async () => {
  const space = await Workspace.open();
  space.put(contact('a', 1));
  const { changes } = await space.plan(AbortSignal.abort());
  expect(changes).toEqual([]);
  expect(space.replica.dirtyCount()).toBe(1);
});
