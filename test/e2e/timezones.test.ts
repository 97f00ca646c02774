// Contact searches match calendar days in the workspace's timezone: no row around midnight may be lost to that.
import { describe, expect, test } from 'vitest';
import { isoMicroseconds } from '../../core/time.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { fieldsOf } from '../../sandbox/json.ts';
import { dayStarts } from '../../taps/intercom/days.ts';
import { expectComplete } from '../support/compare.ts';
import { control, replica, runTap, truth } from '../support/tap.ts';

const ZONES = ['Pacific/Pago_Pago', 'America/St_Johns', 'UTC', 'Asia/Kolkata', 'Pacific/Kiritimati'];
const AROUND = [-3600, -1, 0, 1, 3600];

describe.each(ZONES)('in a workspace in %s', (timezone) => {
  test('a bookmark anywhere around midnight finds every row since, and none before', async () => {
    const sandbox = await startSandbox({
      contacts: 60,
      companies: 0,
      conversations: 0,
      timezone,
      rateLimit: 0,
    });
    const day = dayStarts(timezone)(Date.now() / 1000 - 5 * 86_400);
    const ids = [...(await truth(sandbox.intercom, 'contacts')).keys()];
    for (const [n, offset] of [...AROUND, 2 * 86_400].entries()) {
      const some = ids.slice(n * 5, n * 5 + 5);
      await control(sandbox.intercom, 'touch', { stream: 'contacts', ids: some, updated_at: day + offset });
    }
    const expected = await truth(sandbox.intercom, 'contacts');
    for (const offset of AROUND) {
      const bookmark = isoMicroseconds(day + offset) ?? '';
      const state = { bookmarks: { contacts: { updated_at: bookmark } } };
      const { code, stderr, messages } = await runTap({
        baseUrl: sandbox.intercom,
        streams: ['contacts'],
        state,
      });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const wanted = [...expected]
        .filter(([, row]) => String(row['updated_at']) >= bookmark)
        .map(([key]) => key);
      expect([...replica(messages, 'contacts').keys()].toSorted()).toEqual(wanted.toSorted());
      expect(wanted.length).toBeGreaterThan(5);
    }
    await sandbox.close();
  });

  test('a backfill in two windows that meet at a midnight there brings each row, and each once', async () => {
    const sandbox = await startSandbox({
      contacts: 18_000,
      companies: 0,
      conversations: 0,
      timezone,
      rateLimit: 0,
    });
    const starts = new Set<number>();
    let pages = 0;
    sandbox.onExchange = ({ path, requestBody }) => {
      if (path !== '/contacts/search') return;
      pages += 1;
      starts.add(startOf(requestBody));
    };
    const { messages } = await runTap({ baseUrl: sandbox.intercom, streams: ['contacts'] });
    await expectComplete(messages, sandbox.intercom, ['contacts']);
    expect(messages.filter(({ type }) => type === 'RECORD')).toHaveLength(18_000);
    const [whole, cut = 0] = [...starts].toSorted((a, b) => a - b);
    expect([starts.size, whole, dayStarts(timezone)(cut)]).toEqual([2, 0, cut]);
    // The cut costs a page.
    expect(pages).toBeLessThanOrEqual(Math.ceil(18_000 / 150) * 1.02);
    await sandbox.close();
  });
});

/** Where the window of a search begins. */
function startOf(body: unknown): number {
  const { value } = fieldsOf(fieldsOf(body)['query']);
  return Array.isArray(value) ? Number(fieldsOf(value[0])['value']) : Number.NaN;
}
