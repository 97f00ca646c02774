// Kills a process that writes a replica: what it committed is there, and the next run is let in at once.
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { start } from '../../../support/spawn.ts';
import { newPath, openReplica } from './open.ts';

const module = pathToFileURL(resolve('dist/targets/brevo/replica/replica.js')).href;

// Commits ten contacts at a time, tells how many there are, and has changes under way all the time.
const WRITER = `
  import { Replica } from '${module}';
  const replica = await Replica.open(process.argv[1]);
  const contacts = replica.stream({ name: 'contacts', sink: 'contacts', key: ['id'] }, ['id']);
  for (let n = 0; ; n += 10) {
    replica.begin();
    for (let id = n; id < n + 10; id += 1) {
      contacts.put({ id, pad: 'x'.repeat(1000) }, undefined, { deleted: false });
      replica.setUnderWay(String(id), { extId: String(id), attributes: {}, lists: [] });
      if (id % 2 === 0) replica.setConfirmed(String(id), { extId: String(id), attributes: {}, lists: [] });
    }
    replica.commit();
    process.stdout.write((n + 10) + '\\n');
  }
`;

test.each([1, 40, 150])('after a kill %i ms into its work', async (after) => {
  const path = newPath();
  const { child, ended } = start([process.execPath, '--input-type=module', '-e', WRITER, path]);
  await Promise.race([once(child.stdout ?? child, 'data'), ended]);
  await new Promise((done) => setTimeout(done, after));
  child.kill('SIGKILL');
  const { stdout, stderr } = await ended;
  expect(stderr).toBe('');
  const told = Number(stdout.trim().split('\n').at(-1));
  const replica = await openReplica(path);
  const stored = Number(replica.get('SELECT count(*) AS n FROM contacts')?.['n']);
  expect(stored).toBeGreaterThanOrEqual(told);
  expect(stored % 10).toBe(0);
  expect(replica.dirtyCount()).toBe(stored);
  expect([replica.confirmed('0')?.unsure, replica.confirmed('1')?.unsure]).toEqual([undefined, true]);
  expect(replica.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
});
