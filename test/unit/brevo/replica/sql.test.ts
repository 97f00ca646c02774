// The operator's SQL: views of the streams, on a connection that can only read.
import { expect, test } from 'vitest';
import { ConfigError } from '../../../../core/errors.ts';
import { GONE, openReplica, PLAIN, PLANS } from './open.ts';

test('streams are views with a column for each property', async () => {
  const replica = await openReplica();
  const columns = ['id', 'name', 'flag', 'score', 'tags', 'say "hi"', 'it’s', "o'clock"];
  const contacts = replica.stream(PLANS.contacts, columns);
  replica.begin();
  const row = { id: 'a', name: 'Ann', flag: false, score: 1.5, tags: [{ id: 't' }], 'it’s': 1, "o'clock": 2 };
  contacts.put(row, undefined, PLAIN);
  contacts.put({ id: 'b', name: null }, undefined, GONE);
  expect(replica.all('SELECT * FROM contacts')).toEqual([]);
  replica.commit();
  expect(replica.all('SELECT * FROM contacts ORDER BY _key')).toEqual([
    {
      _key: 'a',
      _deleted: 0,
      id: 'a',
      name: 'Ann',
      flag: 0,
      score: 1.5,
      tags: '[{"id":"t"}]',
      'it’s': 1,
      "o'clock": 2,
    },
    expect.objectContaining({ _key: 'b', _deleted: 1, name: null, score: null }),
  ]);
  expect(replica.get('SELECT name FROM contacts WHERE _key = ?', ['a'])).toEqual({ name: 'Ann' });
  expect(replica.get('SELECT name FROM contacts WHERE _key = :id', { id: 'a' })).toEqual({ name: 'Ann' });
  expect(replica.get('SELECT name FROM contacts WHERE _key = :id', { id: 'x' })).toBeUndefined();
  replica.stream(PLANS.contacts, ['score']);
  expect(replica.get('SELECT * FROM contacts')).toEqual({ _key: 'a', _deleted: 0, score: 1.5 });
});

test('contact_rows tells which rows are whose', async () => {
  const replica = await openReplica();
  replica.declare(Object.values(PLANS));
  const conversations = replica.stream(PLANS.conversations, ['state']);
  replica.stream(PLANS.contacts, []).put({ id: 'a' }, undefined, PLAIN);
  for (const id of [1, 2])
    conversations.put({ id, state: 'open', contacts: [{ id: 'a' }] }, undefined, PLAIN);
  conversations.put({ id: 2 }, undefined, GONE);
  expect(replica.all('SELECT * FROM contact_rows')).toEqual([
    { stream: 'conversations', contact: 'a', key: '1' },
  ]);
  const open = `SELECT count(*) AS n FROM contact_rows r JOIN conversations c ON c._key = r.key
    WHERE r.stream = 'conversations' AND r.contact = :id AND c.state = 'open'`;
  expect(replica.get(open, { id: 'a' })).toEqual({ n: 1 });
});

test('what cannot be run is named, and nothing can be written', async () => {
  const replica = await openReplica();
  replica.stream(PLANS.contacts, ['id']);
  const fails = (sql: string, parameters: unknown[] = []): string => {
    try {
      return `${replica.all(sql, parameters).length} rows`;
    } catch (error) {
      return error instanceof ConfigError ? error.message : 'another error';
    }
  };
  expect(fails('SELECT nam FROM contacts')).toBe('SQL SELECT nam FROM contacts: no such column: nam');
  expect(fails('SELEC')).toMatch(/^SQL SELEC: /);
  expect(fails('SELECT ?')).toMatch(/^SQL SELECT \?: /);
  expect(fails('DELETE FROM replica_contacts')).toMatch(/^SQL DELETE/);
  expect(fails('CREATE TABLE t (a)')).toMatch(/^SQL CREATE/);
});
