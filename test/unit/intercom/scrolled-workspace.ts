// A workspace whose companies scroll does what the sandbox's does not.
import { randomUUID } from 'node:crypto';
import { ApiError } from '../../../core/errors.ts';
import type { ApiRequest } from '../../../core/http/vendor.ts';
import { createLog } from '../../../core/log.ts';
import type { IntercomApi } from '../../../taps/intercom/api.ts';
import { readScroll } from '../../../taps/intercom/scroll.ts';
import { request } from './answering-api.ts';

/** How a call failed. */
export const error = (status: number, code: string, ambiguous = false): ApiError =>
  new ApiError(code, { status, code, retryable: status !== 400 && status !== 404, ambiguous });
export const LOST = error(0, 'ECONNRESET', true);
export const EXPIRED = error(404, 'not_found');
export const DOWN = error(500, 'server_error');

/** Companies behind a scroll that moves on with each answer, whether it arrives or gets lost. */
export class Workspace {
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
