// Which contacts have to be looked at again.
import { expect, test } from 'vitest';
import { newPath, openReplica, PLAIN, PLANS } from './open.ts';

test('contacts come in the order in which they became dirty first', async () => {
  const replica = await openReplica();
  const contacts = replica.stream(PLANS.contacts, []);
  for (const id of ['c', 'a', 'b']) contacts.put({ id }, undefined, PLAIN);
  contacts.put({ id: 'c', name: 'again' }, undefined, PLAIN);
  expect([...replica.dirty()]).toEqual(['c', 'a', 'b']);
  expect([...replica.dirty(2)]).toEqual(['c', 'a']);
  expect(replica.dirtyCount()).toBe(3);
});

test('what becomes dirty again after the sequence was read stays dirty', async () => {
  const replica = await openReplica();
  const contacts = replica.stream(PLANS.contacts, []);
  for (const id of ['a', 'b', 'c']) contacts.put({ id }, undefined, PLAIN);
  const upTo = replica.sequence();
  contacts.put({ id: 'a', n: 1 }, undefined, PLAIN);
  replica.markDirty(['b', 'nobody']);
  for (const id of ['a', 'b', 'c']) replica.clearDirty(id, upTo);
  expect([...replica.dirty()]).toEqual(['a', 'b']);
  const later = replica.sequence();
  expect(later).toBeGreaterThan(upTo);
  replica.markAllDirty();
  for (const id of ['a', 'b', 'c']) replica.clearDirty(id, later);
  expect([...replica.dirty()]).toEqual(['a', 'b', 'c']);
  for (const id of ['a', 'b', 'c']) replica.clearDirty(id, replica.sequence());
  expect(replica.dirtyCount()).toBe(0);
});

test('those that become dirty while it is read are met too, and clearing disturbs nothing', async () => {
  const replica = await openReplica();
  const contacts = replica.stream(PLANS.contacts, []);
  replica.begin();
  for (let id = 0; id < 2500; id += 1) contacts.put({ id }, undefined, PLAIN);
  replica.commit();
  const met: string[] = [];
  for (const id of replica.dirty()) {
    met.push(id);
    if (met.length === 1500) contacts.put({ id: 'late' }, undefined, PLAIN);
    replica.clearDirty(id, replica.sequence());
  }
  expect(met).toEqual([...Array.from({ length: 2500 }, (_, id) => String(id)), 'late']);
  expect(replica.dirtyCount()).toBe(0);
});

test('rows that come while it is read belong to their contacts at once', async () => {
  const replica = await openReplica();
  const contacts = replica.stream(PLANS.contacts, []);
  const companies = replica.stream(PLANS.companies, []);
  const conversations = replica.stream(PLANS.conversations, []);
  companies.put({ id: 'k' }, undefined, PLAIN);
  for (const id of ['a', 'b', 'c']) contacts.put({ id, companies: [{ id: 'k' }] }, undefined, PLAIN);
  const asRead = (id: string): unknown[] =>
    ['companies', 'conversations'].flatMap((stream) => replica.rowsOf(stream, id).map((row) => row['id']));
  const met: Record<string, unknown[]> = {};
  for (const id of replica.dirty(3)) {
    if (id === 'b') {
      contacts.put({ id: 'b', companies: [] }, undefined, PLAIN);
      conversations.put({ id: 'v', contacts: [{ id: 'c' }] }, undefined, PLAIN);
    }
    met[id] = asRead(id);
  }
  expect(met).toEqual({ a: ['k'], b: [], c: ['k', 'v'] });
  expect(['a', 'b', 'c'].map(asRead)).toEqual([['k'], [], ['k', 'v']]);
});

test('sequence and marks are there again when the file is opened again', async () => {
  const path = newPath();
  const first = await openReplica(path);
  first.begin();
  first.stream(PLANS.contacts, []).put({ id: 'a' }, undefined, PLAIN);
  const before = first.sequence();
  first.commit();
  first.close();
  const second = await openReplica(path);
  expect(second.sequence()).toBeGreaterThanOrEqual(before);
  expect([...second.dirty()]).toEqual(['a']);
});
