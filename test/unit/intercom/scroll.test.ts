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
  /** Gives one page for ever. */
  stuck = false;
  /** Given once more at the end. */
  readonly repeated: string[] = [];
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
    if (path === '/companies/list') return { total_count: this.count() };
    this.#calls += 1;
    const failed = this.happens[this.#calls]?.();
    if (failed && failed.status !== 0 && failed.status !== 429) throw failed;
    if (query?.['scroll_param'] === undefined) this.#open();
    if (failed) onRetry?.(failed);
    if (failed === LOST) this.#page();
    return this.#page();
  }

  #open(): void {
    if (Date.now() < this.openUntil) throw error(400, 'scroll_exists');
    this.#left = [...this.companies, ...this.repeated];
  }

  #page(): unknown {
    const page = this.stuck ? this.#left.slice(0, 100) : this.#left.splice(0, 100);
    return { data: page.map((id) => ({ id })), scroll_param: 'the same for all pages' };
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
    'the companies scroll broke off after 200 of an unknown number of companies, 4 times',
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
