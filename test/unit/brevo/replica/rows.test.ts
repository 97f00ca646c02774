// Rows of the replica: stored where they differ, linked, and whom they concern.
import { expect, test } from 'vitest';
import { ConfigError } from '../../../../core/errors.ts';
import type { Replica } from '../../../../targets/brevo/replica/replica.ts';
import { GONE, openReplica, PLAIN, PLANS, takeDirty } from './open.ts';

interface Stores {
  replica: Replica;
  put: (stream: keyof typeof PLANS, row: object, facts?: typeof PLAIN) => 'same' | 'changed';
}

async function stores(): Promise<Stores> {
  const replica = await openReplica();
  replica.declare(Object.values(PLANS));
  return {
    replica,
    put: (stream, row, facts = PLAIN) =>
      replica.stream(PLANS[stream], ['id', 'name']).put({ ...row }, undefined, facts),
  };
}

test('a row is stored once, and its contact dirty once it differs', async () => {
  const { replica, put } = await stores();
  expect(put('contacts', { id: 'a', name: 'Ann' })).toBe('changed');
  expect(takeDirty(replica)).toEqual(['a']);
  expect(put('contacts', { id: 'a', name: 'Ann' })).toBe('same');
  expect(takeDirty(replica)).toEqual([]);
  expect(put('contacts', { id: 'a', name: 'Bea' })).toBe('changed');
  expect(takeDirty(replica)).toEqual(['a']);
  expect(replica.row('contacts', 'a')).toEqual({ id: 'a', name: 'Bea' });
  expect(replica.row('contacts', 'b')).toBeUndefined();
  expect(replica.row('nothing', 'a')).toBeUndefined();
});

test('a row is compared as it was sent, every digit', async () => {
  const replica = await openReplica();
  const contacts = replica.stream(PLANS.contacts, ['id']);
  const row = { id: 'a', amount: 12_345_678_901_234_567_000 };
  expect(contacts.put(row, '{"id":"a","amount":12345678901234567890}', PLAIN)).toBe('changed');
  expect(contacts.put(row, '{"id":"a","amount":12345678901234567891}', PLAIN)).toBe('changed');
  expect(contacts.put(row, '{"id":"a","amount":12345678901234567891}', PLAIN)).toBe('same');
});

test('keys may be numbers or several columns, and a stream without a key keeps each row that differs', async () => {
  const replica = await openReplica();
  const pairs = replica.stream({ name: 'pairs', sink: 'related', key: ['a', 'b'] }, []);
  pairs.put({ a: 1, b: 'x' }, undefined, PLAIN);
  expect(replica.row('pairs', '[1,"x"]')).toEqual({ a: 1, b: 'x' });
  const loose = replica.stream({ name: 'loose', sink: 'related', key: [] }, ['n']);
  for (const n of [1, 2, 2]) loose.put({ n }, undefined, PLAIN);
  expect(replica.all('SELECT n FROM loose ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  replica.stream(PLANS.contacts, []).put({ id: 7 }, undefined, PLAIN);
  expect(takeDirty(replica)).toEqual(['7']);
});

test('a company is joined whichever came first, and its change concerns those who name it', async () => {
  const { replica, put } = await stores();
  put('contacts', { id: 'a', companies: [{ id: 'y' }, { id: 'x' }, { id: 'y' }] });
  put('contacts', { id: 'b' });
  takeDirty(replica);
  expect(replica.rowsOf('companies', 'a')).toEqual([]);
  put('companies', { id: 'x', name: 'X' });
  put('companies', { id: 'y', name: 'Y' });
  expect(replica.rowsOf('companies', 'a').map(({ id }) => id)).toEqual(['y', 'x']);
  expect(takeDirty(replica)).toEqual(['a']);
  put('contacts', { id: 'b', companies: [{ id: 'x' }] });
  takeDirty(replica);
  put('companies', { id: 'x', name: 'X2' });
  expect(takeDirty(replica)).toEqual(['a', 'b']);
  expect(replica.rowsOf('companies', 'b')).toEqual([{ id: 'x', name: 'X2' }]);
  put('contacts', { id: 'b', companies: [] });
  takeDirty(replica);
  put('companies', { id: 'x' }, GONE);
  expect(takeDirty(replica)).toEqual(['a']);
  expect(replica.row('companies', 'x')).toBeUndefined();
  expect(put('companies', { id: 'x' }, GONE)).toBe('same');
});

test('a conversation that moves concerns its old and new contacts, and those that never came nobody', async () => {
  const { replica, put } = await stores();
  put('conversations', { id: 1, contacts: [{ id: 'a' }, { id: 'ghost' }] });
  expect([...replica.dirty()]).toEqual([]);
  for (const id of ['a', 'b', 'c']) put('contacts', { id });
  takeDirty(replica);
  put('conversations', { id: 1, contacts: [{ id: 'b' }] });
  expect(takeDirty(replica)).toEqual(['a', 'b']);
  expect(replica.rowsOf('conversations', 'a')).toEqual([]);
  expect(replica.rowsOf('conversations', 'b')).toEqual([{ id: 1, contacts: [{ id: 'b' }] }]);
});

test('a part concerns the contacts of its conversation, also of one that comes later or that it leaves', async () => {
  const { replica, put } = await stores();
  for (const id of ['a', 'b']) put('contacts', { id });
  put('parts', { id: 'p', conversation_id: 1 });
  takeDirty(replica);
  put('conversations', { id: 1, contacts: [{ id: 'a' }] });
  put('conversations', { id: 2, contacts: [{ id: 'b' }] });
  takeDirty(replica);
  expect(replica.rowsOf('parts', 'a')).toEqual([{ id: 'p', conversation_id: 1 }]);
  put('parts', { id: 'p', conversation_id: 2 });
  expect(takeDirty(replica)).toEqual(['a', 'b']);
  expect(replica.rowsOf('parts', 'a')).toEqual([]);
  put('parts', { id: 'p', conversation_id: 2 }, GONE);
  expect(takeDirty(replica)).toEqual(['b']);
});

test('a lookup that changes concerns everybody, and a deleted contact stays as one that is', async () => {
  const { replica, put } = await stores();
  for (const id of ['a', 'b']) put('contacts', { id });
  takeDirty(replica);
  put('tags', { id: 't', name: 'VIP' });
  expect(replica.row('tags', 't')).toEqual({ id: 't', name: 'VIP' });
  expect(takeDirty(replica)).toEqual(['a', 'b']);
  put('tags', { id: 't', name: 'VIP 2' });
  expect(replica.row('tags', 't')).toEqual({ id: 't', name: 'VIP 2' });
  takeDirty(replica);
  expect(put('contacts', { id: 'a' }, GONE)).toBe('changed');
  expect(put('contacts', { id: 'a' }, GONE)).toBe('same');
  expect(['a', 'b', 'c'].map((id) => replica.contact(id)?.deleted)).toEqual([true, false, undefined]);
  expect(replica.row('contacts', 'a')).toEqual({ id: 'a' });
  expect(takeDirty(replica)).toEqual(['a']);
});

test('a new version drops the rows of older ones and marks contacts deleted; an empty extract does neither', async () => {
  const replica = await openReplica();
  replica.declare(Object.values(PLANS));
  const contacts = replica.stream(PLANS.contacts, []);
  const companies = replica.stream(PLANS.companies, []);
  companies.put({ id: 'x' }, undefined, { deleted: false, version: 1 });
  companies.put({ id: 'y' }, undefined, { deleted: false, version: undefined });
  for (const id of ['a', 'b'])
    contacts.put({ id, companies: [{ id: 'x' }] }, undefined, { deleted: false, version: 1 });
  takeDirty(replica);
  expect([contacts.activateVersion(2), companies.activateVersion(2)]).toEqual([0, 0]);
  expect(companies.put({ id: 'z' }, undefined, { deleted: false, version: 2 })).toBe('changed');
  expect(companies.activateVersion(2)).toBe(2);
  expect(takeDirty(replica)).toEqual(['a', 'b']);
  expect(replica.rowsOf('companies', 'a')).toEqual([]);
  const same = { id: 'b', companies: [{ id: 'x' }] };
  expect(contacts.put(same, undefined, { deleted: false, version: 2 })).toBe('same');
  expect(contacts.activateVersion(2)).toBe(1);
  expect(takeDirty(replica)).toEqual(['a']);
  expect(['a', 'b', 'c'].map((id) => replica.contact(id)?.deleted)).toEqual([true, false, undefined]);
  expect(contacts.activateVersion(2)).toBe(0);
});

test('rows are linked anew where a plan differs from the one they were stored by', async () => {
  const replica = await openReplica();
  const contacts = replica.stream(PLANS.contacts, []);
  const notes = replica.stream({ name: 'notes', sink: 'related', key: ['id'] }, []);
  contacts.put({ id: 'a', companies: [{ id: 'x' }] }, undefined, PLAIN);
  notes.put({ id: 'n', about: 'a' }, undefined, PLAIN);
  replica.stream({ ...PLANS.companies, onContact: 'firms' }, []).put({ id: 'x' }, undefined, PLAIN);
  takeDirty(replica);
  expect(replica.rowsOf('companies', 'a')).toEqual([]);
  replica.declare([PLANS.companies]);
  expect(takeDirty(replica)).toEqual(['a']);
  expect(replica.rowsOf('companies', 'a')).toEqual([{ id: 'x' }]);
  replica.declare([{ name: 'notes', sink: 'related', key: ['id'], contacts: 'about' }]);
  expect(takeDirty(replica)).toEqual(['a']);
  expect(replica.rowsOf('notes', 'a')).toEqual([{ id: 'n', about: 'a' }]);
  replica.declare([PLANS.companies]);
  expect(takeDirty(replica)).toEqual([]);
});

test('plans that the stored rows exclude are refused', async () => {
  const { replica } = await stores();
  const refused = (plan: Parameters<Replica['stream']>[0]): unknown =>
    expect(() => replica.stream(plan, [])).toThrow(ConfigError);
  refused({ ...PLANS.contacts, key: ['user_id'] });
  refused({ ...PLANS.contacts, sink: 'related' });
  refused({ ...PLANS.tags, sink: 'contacts' });
  refused({ name: 'leads', sink: 'contacts', key: ['id'] });
  for (const name of ['TAGS', 'contact_rows', 'replica_meta', 'sqlite_x'])
    refused({ name, sink: 'related', key: ['id'] });
});
