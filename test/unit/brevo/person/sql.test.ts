// The mapping's SQL over a replica on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConfigError } from '../../../../core/errors.ts';
import type { StreamPlan } from '../../../../targets/brevo/mapping/mapping.ts';
import { sqlOver, type Sql } from '../../../../targets/brevo/person/source-value.ts';
import { Replica } from '../../../../targets/brevo/replica/replica.ts';

const folder = mkdtempSync(join(tmpdir(), 'person-sql-'));
let replica: Replica;
let sql: Sql;

beforeAll(async () => {
  replica = await Replica.open(join(folder, 'replica'));
  replica.begin();
  const contacts = replica.stream({ name: 'contacts', sink: 'contacts', key: ['id'] }, [
    'id',
    'seats',
    'role',
  ]);
  const related: StreamPlan = {
    name: 'conversations',
    sink: 'related',
    key: ['id'],
    contacts: 'contacts[].id',
  };
  const conversations = replica.stream(related, ['id', 'state']);
  const plain = { deleted: false, version: undefined };
  contacts.put({ id: 'a', seats: 5, role: 'user' }, undefined, plain);
  contacts.put({ id: 'b', seats: null, role: 'lead' }, undefined, plain);
  for (const id of ['1', '2'])
    conversations.put({ id, state: 'open', contacts: [{ id: 'a' }] }, undefined, plain);
  replica.commit();
  sql = sqlOver(replica, 'contacts');
});

afterAll(() => {
  replica.close();
  rmSync(folder, { recursive: true });
});

const COUNT = `(SELECT count(*) FROM contact_rows r WHERE r.contact = _key AND r.stream = 'conversations')`;

it.each([
  ['seats * 2', 'a', 10],
  ['seats', 'b', null],
  ['upper(role)', 'b', 'LEAD'],
  [COUNT, 'a', 2],
  [COUNT, 'b', 0],
  [`${COUNT} > 1 AND role = 'user'`, 'a', 1],
  ['seats', 'nobody', null],
])('%s of %s is %s', (expression, id, value) => {
  expect(sql(expression, id)).toBe(value);
});

it('names an expression that cannot be run', () => {
  expect(() => sql('nonsense(', 'a')).toThrow(ConfigError);
  expect(() => sql('nonsense(', 'a')).toThrow('nonsense(');
});
