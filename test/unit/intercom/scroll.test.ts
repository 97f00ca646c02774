// The companies scroll where the sandbox does not go: retries that skip a page, deletions, and a minute of waiting.
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../core/errors.ts';
import type { ApiRequest } from '../../../core/http/vendor.ts';
import { takeLockFile } from '../../../core/lock-file.ts';
import { createLog } from '../../../core/log.ts';
import type { IntercomApi } from '../../../taps/intercom/api.ts';
import { readScroll } from '../../../taps/intercom/scroll.ts';
import { request } from './answering-api.ts';

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

const error = (status: number, code: string, ambiguous = false): ApiError =>
  new ApiError(code, { status, code, retryable: status !== 400 && status !== 404, ambiguous });
const LOST = error(0, 'ECONNRESET', true);
const EXPIRED = error(404, 'not_found');
const DOWN = error(500, 'server_error');

/** Companies behind a scroll that moves on with each answer, whether it arrives or gets lost. */
class Workspace {
  readonly companies: Set<string>;
  /** At the nth call: LOST and what did no harm are tried again, the rest is thrown. */
  readonly happens: Record<number, () => ApiError> = {};
  /** Openings are refused until then, in epoch milliseconds. */
  openUntil = 0;
  count = (): unknown => this.companies.size;
  /** The first try to count fails. */
  countsLate = false;
  /** Gives one page for ever. */
  stuck = false;
  /** Given once more at the end. */
  readonly repeated: string[] = [];
  /** How it ends after its last page: with an empty one, with a 404, or by naming none to go on with. */
  ending: 'empty' | 'not found' | 'unnamed' = 'empty';
  readonly api: IntercomApi;
  #left: string[] = [];
  #calls = 0;

  constructor(size: number, scrollWaitMs = 900_000) {
    this.companies = new Set(Array.from({ length: size }, (_, n) => `c${n}`));
    const api = {
      client: { json: async (one: ApiRequest) => this.#answer(one) },
      log: createLog('test', {}, () => undefined),
      workspaceKey: randomUUID(),
      scrollWaitMs,
      waitFor: (_: string, wait: Promise<unknown>) => wait,
    };
    this.api = api as unknown as IntercomApi;
  }

  delete(n: number): void {
    for (const id of [...this.companies].slice(0, n)) this.companies.delete(id);
  }

  /** What a whole read brought, and what was counted. */
  async read(): Promise<{ ids: Set<string>; counts: Record<string, number> }> {
    const asked = request();
    const ids = new Set<string>();
    for await (const { records } of readScroll(this.api, asked))
      for (const { id } of records) ids.add(String(id));
    return { ids, counts: asked.counts };
  }

  #answer({ path, query, onRetry }: ApiRequest): unknown {
    if (path === '/companies/list') return this.#answerCount(onRetry);
    this.#calls += 1;
    const failed = this.happens[this.#calls]?.();
    if (failed && failed.status !== 0 && failed.status !== 429) throw failed;
    if (failed) onRetry?.(failed);
    if (query?.['scroll_param'] === undefined) this.#open();
    if (failed === LOST) this.#page();
    return this.#page();
  }

  #answerCount(onRetry: ApiRequest['onRetry']): unknown {
    if (this.countsLate) onRetry?.(DOWN);
    return { total_count: this.count() };
  }

  #open(): void {
    if (Date.now() < this.openUntil) throw error(400, 'scroll_exists');
    this.#left = [...this.companies, ...this.repeated];
  }

  #page(): unknown {
    const page = this.stuck ? this.#left.slice(0, 100) : this.#left.splice(0, 100);
    if (page.length === 0 && this.ending === 'not found') throw EXPIRED;
    const isNamed = this.ending !== 'unnamed' || this.#left.length > 0;
    const data = page.map((id) => ({ id }));
    return isNamed ? { data, scroll_param: 'the same for all pages' } : { data };
  }
}

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
