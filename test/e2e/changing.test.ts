// Records that change while they are read, share a second, or show up late in the search.
import { afterEach, describe, expect, test } from 'vitest';
import type { Message, Row } from '../../core/protocol/messages.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { control, replica, runTap, truth } from '../support/tap.ts';

const SIZES = { contacts: 800, companies: 240, conversations: 330, rateLimit: 0 };
const READ = STREAMS.filter((stream) => stream !== 'contact_events');

test('records changed before every page that is read: without a lookback too they are in this run or the next', async () => {
  const sandbox = await startSandbox({ ...SIZES, seed: 5 });
  const routes = ['POST /contacts/search', 'POST /conversations/search', 'GET /companies/scroll'];
  const rules = routes.map((route) => ({ route, nth: 1, times: 100, fault: 'mutate', n: 25 }));
  // Times are whole seconds: reading has to take some, or the end of it would do for its start.
  const slow = { route: 'GET /companies/scroll', fault: 'delay', ms: 800, times: 100 };
  const run = { baseUrl: sandbox.intercom, streams: READ, config: { lookback_seconds: 0 } };
  await control(sandbox.intercom, 'faults', [...rules, slow]);
  const first = await runTap(run);
  await control(sandbox.intercom, 'faults', []);
  expect(await stale(first.messages, 'companies', sandbox)).toBeGreaterThan(0);
  const second = await runTap({ ...run, ...(first.state ? { state: first.state } : {}) });
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

describe('changes of 290 s ago that a search index five minutes behind does not show yet', () => {
  const SEARCHED = ['contacts', 'companies', 'conversations'] as const;
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  /** The messages of a run before the index shows them and one after it. */
  async function beforeAndAfter(config: Row): Promise<Message[]> {
    sandbox = await startSandbox({ ...SIZES, seed: 8, indexLagSeconds: 300 });
    const now = Math.floor(Date.now() / 1000);
    const touch = async (from: number, to: number, age: number): Promise<void> => {
      for (const stream of SEARCHED) {
        const ids = [...(await truth(sandbox.intercom, stream)).keys()].slice(from, to);
        await control(sandbox.intercom, 'touch', { stream, ids, updated_at: now - age });
      }
    };
    // Newer ones that it shows are no reason to take the older for read.
    await touch(40, 50, 100);
    await control(sandbox.intercom, 'index', {});
    await touch(0, 40, 290);
    await control(sandbox.intercom, 'mutate', { n: 120 });
    const run = { baseUrl: sandbox.intercom, streams: READ, config };
    const first = await runTap(run);
    for (const stream of SEARCHED) expect(await stale(first.messages, stream, sandbox)).toBeGreaterThan(0);
    await control(sandbox.intercom, 'index', {});
    const second = await runTap({ ...run, ...(first.state ? { state: first.state } : {}) });
    return [...first.messages, ...second.messages];
  }

  test('are in the next run', async () => {
    await expectComplete(await beforeAndAfter({}), sandbox.intercom, READ);
  });

  test('are missed with a lookback that is shorter', async () => {
    const messages = await beforeAndAfter({ lookback_seconds: 240 });
    for (const stream of SEARCHED) expect(await stale(messages, stream, sandbox)).toBeGreaterThan(0);
  });
});

/** How many rows of the truth these messages do not hold as they are now. */
async function stale(messages: readonly Message[], stream: string, sandbox: Sandbox): Promise<number> {
  const held = replica(messages, stream);
  const rows = [...(await truth(sandbox.intercom, stream))];
  return rows.filter(([key, row]) => held.get(key)?.['updated_at'] !== row['updated_at']).length;
}
