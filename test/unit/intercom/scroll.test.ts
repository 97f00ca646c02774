// The companies scroll where the sandbox does not go: retries that skip a page, deletions, and a minute of waiting.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeLockFile } from '../../../core/lock-file.ts';
import { DOWN, error, EXPIRED, LOST, Workspace } from './scrolled-workspace.ts';

const clock = vi.hoisted(() => ({ onSleep: (): unknown => undefined }));

vi.mock(import('../../../core/http/retry.ts'), async (importActual) => ({
  ...(await importActual()),
  sleep: async (ms) => {
    vi.advanceTimersByTime(ms);
    await clock.onSleep();
  },
}));

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
  clock.onSleep = () => undefined;
});
afterEach(() => void vi.useRealTimers());

test.each([
  ['the last page, of one company, while one is deleted', 201, 3, 1],
  ['a full page, while as many are deleted', 350, 2, 100],
])('%s: a page that a retry skipped does not pass for read', async (_, size, nth, deleted) => {
  const workspace = new Workspace(size);
  workspace.happens[nth] = () => {
    workspace.delete(deleted);
    return LOST;
  };
  const { ids, counts } = await workspace.read();
  expect([...workspace.companies].filter((id) => !ids.has(id))).toEqual([]);
  expect(counts).toEqual({ 'scroll restarts': 1 });
});

test.each([
  ['429', error(429, 'rate_limit_exceeded')],
  ['a refused connection', error(0, 'ECONNREFUSED')],
])('%s has lost no page, whatever the count says', async (_, harmless) => {
  const workspace = new Workspace(250);
  workspace.count = () => 999;
  workspace.happens[2] = () => harmless;
  const { ids, counts } = await workspace.read();
  expect(ids).toEqual(workspace.companies);
  expect(counts).toEqual({});
});

test.each([
  ['was down for too long', DOWN],
  ['expired', EXPIRED],
])('one that %s is started over, though more came than the list counts', async (_, failure) => {
  const workspace = new Workspace(420);
  // Those without users are not in the list.
  workspace.count = () => 250;
  workspace.happens[4] = () => failure;
  const { ids, counts } = await workspace.read();
  expect(ids).toEqual(workspace.companies);
  expect(counts).toEqual({ 'scroll restarts': 1 });
});

test.each([
  ['as many as are counted', 300, 300, {}],
  ['more than are counted, twice', 300, 250, { 'scroll restarts': 1 }],
  ['a last page that is not full', 250, 999, {}],
] as const)('it ends with %s', async (_, size, count, expected) => {
  for (const ending of ['not found', 'unnamed'] as const) {
    const workspace = new Workspace(size);
    workspace.ending = ending;
    workspace.count = () => count;
    const { ids, counts } = await workspace.read();
    expect(ids).toEqual(workspace.companies);
    expect(counts).toEqual(expected);
  }
});

test('more than are counted, and not the same twice, are not all', async () => {
  const workspace = new Workspace(420);
  workspace.count = () => 10;
  for (const nth of [4, 7, 11, 14]) workspace.happens[nth] = () => EXPIRED;
  await expect(workspace.read()).rejects.toThrow('the companies scroll broke off after');
});

test('one that broke with more to come does not vouch for the next', async () => {
  const workspace = new Workspace(420);
  workspace.count = () => 150;
  workspace.happens[3] = () => DOWN;
  workspace.happens[6] = () => EXPIRED;
  expect((await workspace.read()).ids).toEqual(workspace.companies);
});

test('one that is gone after a minute has idled away, whatever the count says', async () => {
  const workspace = new Workspace(420);
  workspace.count = () => 200;
  workspace.happens[3] = () => {
    vi.advanceTimersByTime(60_000);
    return EXPIRED;
  };
  const { ids, counts } = await workspace.read();
  expect(ids).toEqual(workspace.companies);
  expect(counts).toEqual({ 'scroll restarts': 1 });
});

test('where the count is late, the same twice is all', async () => {
  const workspace = new Workspace(300);
  workspace.ending = 'not found';
  workspace.countsLate = true;
  const { ids, counts } = await workspace.read();
  expect(ids).toEqual(workspace.companies);
  expect(counts).toEqual({ 'scroll restarts': 1 });
});

test('a page that is lost twice is not made up for by the same twice', async () => {
  for (const [count, countsLate] of [
    [320, true],
    [150, false],
  ] as const) {
    const workspace = new Workspace(420);
    workspace.count = () => count;
    workspace.countsLate = countsLate;
    for (const nth of [3, 8]) workspace.happens[nth] = () => LOST;
    expect((await workspace.read()).ids).toEqual(workspace.companies);
  }
});

test('what ended for certain needs no count', async () => {
  const workspace = new Workspace(250);
  workspace.count = () => {
    throw DOWN;
  };
  expect((await workspace.read()).ids).toEqual(workspace.companies);
});

test('a count that took more than one try vouches for nothing: it comes late', async () => {
  const workspace = new Workspace(350);
  workspace.countsLate = true;
  workspace.count = () => 250;
  workspace.happens[2] = () => {
    workspace.delete(100);
    return LOST;
  };
  const { ids, counts } = await workspace.read();
  expect([...workspace.companies].filter((id) => !ids.has(id))).toEqual([]);
  expect(counts).toEqual({ 'scroll restarts': 1 });
});

test('an opening of which a try fails each time is not waited for without end', async () => {
  const workspace = new Workspace(250, 1000);
  workspace.openUntil = Infinity;
  for (let nth = 1; nth < 100; nth += 1) workspace.happens[nth] = () => LOST;
  let looks = 0;
  clock.onSleep = () => {
    looks += 1;
    if (looks > 50) throw new Error('it is');
  };
  await expect(workspace.read()).rejects.toThrow('for it to end, and "scroll_wait_seconds"');
});

test('a page that comes again and again ends with an error', async () => {
  const workspace = new Workspace(250);
  workspace.stuck = true;
  await expect(workspace.read()).rejects.toThrow(
    'the companies scroll gives only what it gave before; stopped, since it would never end',
  );
});

test('a company that comes twice, on a page of its own, is no scroll without end', async () => {
  const workspace = new Workspace(200);
  workspace.repeated.push('c0');
  expect((await workspace.read()).ids).toEqual(workspace.companies);
});

test.each([undefined, null, '200'])('a count of %j vouches for nothing', async (count) => {
  const workspace = new Workspace(250);
  workspace.count = () => count;
  for (const nth of [3, 6, 9, 12]) workspace.happens[nth] = () => EXPIRED;
  await expect(workspace.read()).rejects.toThrow(
    'the companies scroll broke off after 200 companies (Intercom gives no count), 4 times',
  );
});

test('a scroll of ours that broke off is waited for until Intercom lets it go', async () => {
  const workspace = new Workspace(250, 1000);
  workspace.happens[2] = () => {
    workspace.openUntil = Date.now() + 70_000;
    return DOWN;
  };
  const { ids, counts } = await workspace.read();
  expect(ids).toEqual(workspace.companies);
  expect(counts).toMatchObject({ 'scroll restarts': 1 });
});

test('one that Intercom never lets go ends with what is true of it', async () => {
  const workspace = new Workspace(250, 1000);
  workspace.happens[2] = () => {
    workspace.openUntil = Infinity;
    return DOWN;
  };
  await expect(workspace.read()).rejects.toThrow(
    'a companies scroll that we lost, or another one, is open in this workspace; waited 90 s for it to end',
  );
});

test('patience with another process does not use up the patience with its scroll', async () => {
  const workspace = new Workspace(250, 3000);
  const path = join(tmpdir(), `intercom-scroll-${workspace.api.workspaceKey}`);
  const release = await takeLockFile(path, { stale: 20_000, update: 5000 });
  clock.onSleep = async () => {
    if (workspace.openUntil > 0) return;
    workspace.openUntil = Date.now() + 2500;
    await release();
  };
  expect((await workspace.read()).ids).toEqual(workspace.companies);
});
