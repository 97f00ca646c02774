// Records that change while they are read, share a second, or show up late in the search.
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { control, replica, runTap, truth } from '../support/tap.ts';

const SIZES = { contacts: 800, companies: 240, conversations: 330, rateLimit: 0 };
const READ = STREAMS.filter((stream) => stream !== 'contact_events');

test('records changed before every page that is read: after this run and the next nothing is missing', async () => {
  const sandbox = await startSandbox({ ...SIZES, seed: 5 });
  const routes = ['POST /contacts/search', 'POST /conversations/search', 'GET /companies/scroll'];
  const rules = routes.map((route) => ({ route, nth: 1, times: 100, fault: 'mutate', n: 25 }));
  await control(sandbox.intercom, 'faults', rules);
  const first = await runTap({ baseUrl: sandbox.intercom, streams: READ });
  await control(sandbox.intercom, 'faults', []);
  const second = await runTap({
    baseUrl: sandbox.intercom,
    streams: READ,
    ...(first.state ? { state: first.state } : {}),
  });
  expect([first.code, second.code]).toEqual([0, 0]);
  await expectComplete([...first.messages, ...second.messages], sandbox.intercom, READ);
  await sandbox.close();
});

test('hundreds of rows with one and the same second, across page borders', async () => {
  const sandbox = await startSandbox({ ...SIZES, companies: 0, seed: 6 });
  const second = Math.floor(Date.now() / 1000) - 86_400;
  for (const stream of ['contacts', 'conversations']) {
    const ids = [...(await truth(sandbox.intercom, stream)).keys()];
    await control(sandbox.intercom, 'touch', { stream, ids: ids.slice(100, 320), updated_at: second });
  }
  const whole = await runTap({ baseUrl: sandbox.intercom, streams: ['contacts', 'conversations'] });
  await expectComplete(whole.messages, sandbox.intercom, ['contacts', 'conversations']);
  const time = new Date(second * 1000).toISOString().replace('.000Z', '.000000Z');
  const state = { bookmarks: { contacts: { updated_at: time }, conversations: { updated_at: time } } };
  const since = await runTap({ baseUrl: sandbox.intercom, streams: ['contacts', 'conversations'], state });
  expect(replica(since.messages, 'contacts').size).toBeGreaterThanOrEqual(220);
  await expectComplete(
    since.messages,
    sandbox.intercom,
    ['contacts', 'conversations'],
    (row) => String(row['updated_at']) >= time,
  );
  await sandbox.close();
});

describe('with a search index five minutes behind', () => {
  test('what the first run could not see is in the second', async () => {
    const sandbox = await startSandbox({ ...SIZES, seed: 8, indexLagSeconds: 300 });
    await control(sandbox.intercom, 'mutate', { n: 120 });
    const first = await runTap({ baseUrl: sandbox.intercom, streams: READ });
    const held = replica(first.messages, 'contacts');
    const stale = [...(await truth(sandbox.intercom, 'contacts'))].filter(
      ([key, row]) => held.get(key)?.['updated_at'] !== row['updated_at'],
    );
    expect(stale.length).toBeGreaterThan(0);
    await control(sandbox.intercom, 'index', {});
    const second = await runTap({
      baseUrl: sandbox.intercom,
      streams: READ,
      ...(first.state ? { state: first.state } : {}),
    });
    await expectComplete([...first.messages, ...second.messages], sandbox.intercom, READ);
    await sandbox.close();
  });
});
