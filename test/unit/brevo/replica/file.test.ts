// The file of the replica: private, one writer at a time, and nothing but a replica.
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ConfigError } from '../../../../core/errors.ts';
import { Replica } from '../../../../targets/brevo/replica/replica.ts';
import { newPath, openReplica, PLAIN, PLANS } from './open.ts';

async function refusal(path: string, options?: { readonly: boolean }): Promise<string> {
  const error: unknown = await Replica.open(path, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  const { message } = error as ConfigError;
  expect(message).not.toContain('\n');
  return message;
}

test('only its owner can read it, and what stands beside it', async () => {
  const path = newPath();
  const replica = await openReplica(path);
  replica.markAllDirty();
  for (const suffix of ['', '-wal', '-shm', '.lock'])
    expect([suffix, statSync(`${path}${suffix}`).mode & 0o777]).toEqual([suffix, 0o600]);
  replica.close();
  chmodSync(path, 0o644);
  await openReplica(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a replica has an id and a date of its own', async () => {
  const path = newPath();
  const first = await openReplica(path);
  const { id, createdAt } = first;
  expect(first.isNew).toBe(true);
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(Math.abs(createdAt - Date.now() / 1000)).toBeLessThan(10);
  first.close();
  const second = await openReplica(path);
  expect(second).toMatchObject({ isNew: false, id, createdAt });
});

test('a second writer is refused by name; a reader is not', async () => {
  const path = newPath();
  const writer = await openReplica(path);
  expect(await refusal(path)).toBe(
    `${path}: another run (process ${process.pid}) writes this replica; one at a time`,
  );
  writer.stream(PLANS.contacts, ['id']).put({ id: 'a' }, undefined, PLAIN);
  const reader = await openReplica(path, { readonly: true });
  expect(reader.row('contacts', 'a')).toEqual({ id: 'a' });
  expect(reader.all('SELECT id FROM contacts')).toEqual([{ id: 'a' }]);
  expect(() => reader.markDirty(['a'])).toThrow('readonly');
  writer.close();
  await openReplica(path);
});

test('what is not committed is undone', async () => {
  const path = newPath();
  const first = await openReplica(path);
  const contacts = first.stream(PLANS.contacts, []);
  first.begin();
  contacts.put({ id: 'a' }, undefined, PLAIN);
  first.commitDurably();
  first.begin();
  contacts.put({ id: 'b' }, undefined, PLAIN);
  first.close();
  const second = await openReplica(path);
  expect([second.row('contacts', 'a'), second.row('contacts', 'b')]).toEqual([{ id: 'a' }, undefined]);
});

test('files that are no replica, or not to be had, are refused', async () => {
  const text = newPath();
  writeFileSync(text, 'Dear diary, this is no database. '.repeat(50));
  expect(await refusal(text)).toBe(`${text} is not a replica ("replica_path")`);
  expect(await refusal(text, { readonly: true })).toBe(`${text} is not a replica ("replica_path")`);

  const other = newPath();
  new Database(other).exec('CREATE TABLE songs (title)').close();
  expect(await refusal(other)).toBe(`${other} is a database, but not a replica ("replica_path")`);

  const newer = newPath();
  (await Replica.open(newer)).close();
  const db = new Database(newer);
  db.pragma('user_version = 99');
  db.close();
  expect(await refusal(newer)).toMatch(/of a newer version of this program \(99\); update it$/);

  const folder = newPath();
  mkdirSync(folder);
  expect(await refusal(folder)).toMatch(/cannot be written \(EISDIR\)/);
  expect(await refusal(`${dirname(folder)}/nowhere/test.replica`)).toMatch(/cannot be written \(ENOENT\)/);
  expect(await refusal(newPath(), { readonly: true })).toMatch(/there is no replica yet/);
});

test('an empty file becomes a replica', async () => {
  const path = newPath();
  writeFileSync(path, '');
  expect((await openReplica(path)).isNew).toBe(true);
});
