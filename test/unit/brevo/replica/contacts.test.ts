// Who contacts are, what Brevo confirmed of them, their events, and the plan.
import { expect, test } from 'vitest';
import type { Change, Confirmed } from '../../../../targets/brevo/model.ts';
import { newPath, openReplica, PLAIN, PLANS, takeDirty } from './open.ts';

const living = { deleted: false };

function confirmed(extId: string, more: Partial<Confirmed> = {}): Confirmed {
  return { extId, attributes: {}, lists: [], ...more };
}

test('claimants come living first and by rank, and a change names those whose turn may change', async () => {
  const replica = await openReplica();
  expect(replica.setIdentity('b', { email: 'x@a.io', rank: '2', ...living })).toEqual([]);
  expect(replica.setIdentity('a', { email: 'x@a.io', phone: '+1', rank: '1', ...living })).toEqual(['b']);
  expect(replica.setIdentity('c', { phone: '+1', rank: '0', deleted: true, mergedInto: 'a' })).toEqual(['a']);
  expect(replica.claimants('email', 'x@a.io').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(replica.claimants('phone', '+1')).toEqual([
    { id: 'a', rank: '1', deleted: false, mergedInto: undefined },
    { id: 'c', rank: '0', deleted: true, mergedInto: 'a' },
  ]);
  expect(replica.claimants('email', 'nobody@a.io')).toEqual([]);
  expect(replica.setIdentity('a', { email: 'x@a.io', phone: '+1', rank: '1', ...living })).toEqual([]);
  expect(replica.setIdentity('a', { email: 'y@a.io', phone: '+1', rank: '1', ...living })).toEqual([
    'b',
    'c',
  ]);
  expect(replica.identity('a')).toEqual({ email: 'y@a.io', phone: '+1', rank: '1', deleted: false });
  expect(replica.identity('nobody')).toBeUndefined();
});

test('an e-mail or a number is unsubscribed where anybody living who has it is, and a change of that names the others', async () => {
  const replica = await openReplica();
  const [a, b] = ['1', '2'].map((rank) => ({ email: 'x@a.io', phone: '+1', rank, ...living }));
  if (!a || !b) throw new Error('no identities');
  replica.setIdentity('a', a);
  replica.setIdentity('b', b);
  expect(replica.isUnsubscribed('email', 'x@a.io')).toBe(false);
  expect(replica.setIdentity('b', { ...b, noEmail: true })).toEqual(['a']);
  expect(replica.identity('b')).toEqual({ ...b, noEmail: true });
  expect(replica.isUnsubscribed('email', 'x@a.io')).toBe(true);
  expect(replica.isUnsubscribed('phone', '+1')).toBe(false);
  expect(replica.setIdentity('b', { ...b, noSms: true })).toEqual(['a']);
  expect(replica.isUnsubscribed('email', 'x@a.io')).toBe(false);
  expect(replica.isUnsubscribed('phone', '+1')).toBe(true);
  replica.setIdentity('b', { ...b, noSms: true, deleted: true });
  expect(replica.isUnsubscribed('phone', '+1')).toBe(false);
});

test('a number that very many share names only the first of them', async () => {
  const replica = await openReplica();
  replica.begin();
  for (let n = 0; n < 500; n += 1)
    replica.setIdentity(`c${n}`, { phone: '+1', rank: String(n).padStart(3, '0'), ...living });
  expect(replica.setIdentity('last', { phone: '+1', rank: '999', ...living })).toContain('c0');
  expect(replica.setIdentity('last', { phone: '+2', rank: '999', ...living }).length).toBeLessThan(20);
  expect(replica.claimants('phone', '+1')[0]?.id).toBe('c0');
});

test('what is confirmed replaces what was under way, and moves with a takeover', async () => {
  const replica = await openReplica();
  expect(replica.confirmed('a')).toBeUndefined();
  replica.setUnderWay('a', confirmed('a', { lists: [1] }));
  expect(replica.confirmed('a')).toBeUndefined();
  replica.setConfirmed('a', confirmed('a', { lists: [2] }));
  expect(replica.confirmed('a')).toEqual(confirmed('a', { lists: [2] }));
  replica.setConfirmed('b', confirmed('b'));
  replica.moveConfirmed('a', 'b');
  expect([replica.confirmed('a'), replica.confirmed('b')]).toEqual([
    undefined,
    confirmed('a', { lists: [2] }),
  ]);
  replica.setConfirmed('b', undefined);
  expect(replica.confirmed('b')).toBeUndefined();
});

test('what a run left under way counts as sent and unsure, and its contact is dirty', async () => {
  const path = newPath();
  const first = await openReplica(path);
  const contacts = first.stream(PLANS.contacts, []);
  for (const id of ['a', 'b', 'c']) contacts.put({ id }, undefined, PLAIN);
  takeDirty(first);
  first.setConfirmed('a', confirmed('a', { email: 'old@a.io', attributes: { A: 1, B: 2 }, lists: [3, 1] }));
  first.setUnderWay('a', confirmed('a', { email: 'new@a.io', attributes: { B: 3, C: '' }, lists: [2] }));
  first.setUnderWay('b', confirmed('b', { attributes: { A: 1 } }));
  first.setConfirmed('c', confirmed('c'));
  first.close();
  const second = await openReplica(path);
  expect(second.confirmed('a')).toEqual({
    extId: 'a',
    email: 'new@a.io',
    attributes: { A: 1, B: 3, C: '' },
    lists: [1, 2, 3],
    unsure: true,
  });
  expect(second.confirmed('b')).toEqual({ extId: 'b', attributes: { A: 1 }, lists: [], unsure: true });
  expect(second.confirmed('c')).toEqual(confirmed('c'));
  expect(takeDirty(second)).toEqual(['a', 'b']);
  second.close();
  const third = await openReplica(path);
  expect(third.dirtyCount()).toBe(0);
});

test('an event is taken once, whatever became of it', async () => {
  const path = newPath();
  const first = await openReplica(path);
  first.declare(Object.values(PLANS));
  const event = { name: 'closed', at: 12.5, properties: { conversation_id: '1' } };
  const parent = { stream: 'conversations', key: '1' };
  expect(first.addEvent({ ...event, key: 'k1', contact: 'a' })).toBe(true);
  expect(first.addEvent({ ...event, key: 'k1', contact: 'b', at: 99 })).toBe(false);
  first.addEvent({ ...event, key: 'k2', parent });
  first.addEvent({ ...event, key: 'k3', contact: 'a', early: true });
  first.addEvent({ ...event, key: 'k4', contact: 'a' });
  expect([...first.pendingEvents()]).toEqual([
    { ...event, key: 'k1', contact: 'a', parent: undefined },
    { ...event, key: 'k2', contact: undefined, parent },
    { ...event, key: 'k4', contact: 'a', parent: undefined },
  ]);
  first.stream(PLANS.conversations, []).put({ id: '1', contacts: [{ id: 'b' }] }, undefined, PLAIN);
  first.setEvents(['k1'], 'sent');
  first.setEvents(['k4'], 'under_way');
  expect([...first.pendingEvents()].map(({ key, contact }) => [key, contact])).toEqual([['k2', 'b']]);
  first.setEvents(['k2'], 'rejected');
  expect(first.eventCount('pending')).toBe(0);
  first.close();
  const second = await openReplica(path);
  expect([...second.pendingEvents()].map(({ key }) => key)).toEqual(['k4']);
  expect([...second.pendingEvents('rejected')].map(({ key }) => key)).toEqual(['k2']);
  expect(second.addEvent({ ...event, key: 'k1', contact: 'a' })).toBe(false);
  second.setEvents(['k2'], 'pending');
  expect(second.eventCount('pending')).toBe(2);
});

test('the plan keeps its order, and what is known of companies stays', async () => {
  const replica = await openReplica();
  const changes = Array.from({ length: 1200 }, (_, index): Change => {
    const id = `c${index}`;
    const after = confirmed(id);
    return { id, kind: 'create', extId: id, attributes: {}, addLists: [], removeLists: [], after };
  });
  replica.begin();
  for (const change of changes) replica.addChange(change);
  expect(replica.planSize()).toBe(1200);
  expect([...replica.changes()]).toEqual(changes);
  expect([...replica.dropChanges(['c0', 'c7', 'nobody'])].map(({ id }) => id)).toEqual(['c0', 'c7']);
  expect(replica.planSize()).toBe(1198);
  replica.clearPlan();
  expect([...replica.changes()]).toEqual([]);
  replica.setCompany('x', { id: '1', attributes: { name: 'X' }, contacts: ['a'] });
  expect(replica.company('x')).toEqual({ id: '1', attributes: { name: 'X' }, contacts: ['a'] });
  replica.setCompany('x', undefined);
  expect(replica.company('x')).toBeUndefined();
  replica.setMeta('mapping', 'hash');
  expect([replica.meta('mapping'), replica.meta('id')]).toEqual(['hash', undefined]);
});
