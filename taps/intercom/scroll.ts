// The companies scroll: one reader per workspace, no pause between pages, and no mistaking its expiry for its end.
import { ApiError } from '../../core/errors.ts';
import { sleep } from '../../core/http/retry.ts';
import type { Row } from '../../core/protocol/messages.ts';
import type { Page, ReadRequest } from '../../core/stream.ts';
import { PAGE } from '../../vendors/intercom.ts';
import type { IntercomApi } from './api.ts';
import { rowsOf } from './lists.ts';
import { takeScrollLock } from './scroll-lock.ts';

const STREAM = 'companies';
const PATH = '/companies/scroll';
const RESTARTS = 3;
/** Seconds between looks at a scroll that is open: it may end at any moment, or idle away for a minute. */
const LOOKS = [2, 4, 8, 15];
/** Intercom lets a scroll go after a minute without calls, and is said to be late at times. */
const IDLE_MS = 90_000;
/** A scroll that is gone after so long may have idled away. */
const DROWSY_MS = 50_000;
/** Openings whose loss makes the wait begin anew: each may have opened a scroll, which idles from then on. */
const LOST_OPENINGS = 3;

interface ScrollAnswer extends Row {
  scroll_param?: string | null;
}

/** `ended` for certain, `unsure` whether that was all, `skipped` past an answer that was lost, or `broken` with more to come. */
type Ending = 'ended' | 'unsure' | 'skipped' | 'broken';

/**
 * Every company, 100 a page. A scroll that broke off is started over; its rows come again then.
 * https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/companies/scrolloverallcompanies
 * @throws ApiError when it keeps breaking off, or an open scroll outlasts our patience
 */
export async function* readScroll(api: IntercomApi, request: ReadRequest): AsyncGenerator<Page> {
  const release = await takeScrollLock(api);
  try {
    let before = new Set<string>();
    for (let restarts = 0; ; restarts += 1) {
      const first = await openScroll(api, request, restarts > 0);
      // The scroll shows what there was at its opening: counted later, deletions would make up for a page that was lost.
      let isLate = false;
      const counting = countCompanies(api, () => {
        isLate = true;
      });
      counting.catch(() => undefined);
      const ids = new Set<string>();
      const ending = yield* readPages(api, first, ids);
      const total = await (ending === 'ended' ? counting.catch(() => undefined) : counting);
      if (isWhole(ending, ids, before, { total, isLate })) {
        yield { records: [], ...(total === undefined ? {} : { total }) };
        return;
      }
      const counted = isLate ? 'counted late' : 'counts';
      const count = total === undefined ? 'Intercom gives no count' : `Intercom ${counted} ${total}`;
      const came = `the companies scroll broke off after ${ids.size} companies (${count})`;
      if (restarts === RESTARTS) throw broken(`${came}, ${restarts + 1} times`);
      request.count('scroll restarts');
      request.log.warn({ stream: STREAM }, `${came}; starting it over`);
      before = ending === 'unsure' ? ids : new Set();
    }
  } finally {
    await release();
  }
}

/** The list that is counted leaves out companies without users, and may shrink: where its count does not fit, the same must come twice. */
function isWhole(
  ending: Ending,
  ids: ReadonlySet<string>,
  before: ReadonlySet<string>,
  { total, isLate }: { total: number | undefined; isLate: boolean },
): boolean {
  if (ending === 'ended') return true;
  if (ending === 'broken' || total === undefined || ids.size < total) return false;
  if (ids.size === total && !isLate) return true;
  // A page that is lost each time is missing from the same.
  return ending === 'unsure' && ids.size === before.size && [...ids].every((id) => before.has(id));
}

/** How many companies Intercom lists; undefined where its answer does not say. `onLate` hears of tries that failed. */
export async function countCompanies(
  api: IntercomApi,
  onLate: () => void = () => undefined,
): Promise<number | undefined> {
  const path = '/companies/list';
  const answer = await api.client.json<Row | null>({
    method: 'POST',
    path,
    route: path,
    stream: STREAM,
    query: { per_page: 1 },
    urgent: true,
    onRetry: onLate,
  });
  const total = answer?.['total_count'];
  return typeof total === 'number' ? total : undefined;
}

/** Notes the ids of what comes. */
async function* readPages(
  api: IntercomApi,
  first: ScrollAnswer,
  ids: Set<string>,
): AsyncGenerator<Page, Ending> {
  let answer = first;
  let lost = false;
  let stale = 0;
  for (;;) {
    const answeredAt = Date.now();
    const records = rowsOf(answer, ['data'], `GET ${PATH}`);
    if (records.length === 0) return lost ? 'skipped' : 'ended';
    const known = ids.size;
    for (const { id } of records) ids.add(String(id));
    stale = ids.size === known ? stale + 1 : 0;
    if (stale > 1)
      throw broken('the companies scroll gives only what it gave before; stopped, since it would never end');
    yield { records };
    const isShort = records.length < PAGE.scroll;
    // Asked without one, Intercom would open another.
    if (!answer.scroll_param) return endingOf(isShort, lost);
    try {
      answer = await ask(api, answer.scroll_param, () => {
        lost = true;
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) {
        const ending = endingOf(isShort, lost);
        return ending === 'ended' || Date.now() - answeredAt < DROWSY_MS ? ending : 'broken';
      }
      if (!error.retryable) throw error;
      return 'broken';
    }
  }
}

function endingOf(isShort: boolean, lost: boolean): Ending {
  if (lost) return 'skipped';
  return isShort ? 'ended' : 'unsure';
}

async function openScroll(api: IntercomApi, request: ReadRequest, restarted: boolean): Promise<ScrollAnswer> {
  let patience = api.scrollWaitMs;
  let since: number | undefined;
  let reason = 'another companies scroll is open in this workspace';
  let losses = 0;
  const onLost = (): void => {
    patience = Math.max(patience, IDLE_MS);
    if (losses < LOST_OPENINGS) since = undefined;
    losses += 1;
    reason = 'a companies scroll that we lost, or another one, is open in this workspace';
  };
  if (restarted) onLost();
  for (let look = 0; ; look += 1) {
    try {
      return await ask(api, undefined, onLost);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'scroll_exists') throw error;
      since ??= Date.now();
      const waited = Date.now() - since;
      if (waited >= patience) {
        const advice = '"scroll_wait_seconds" can make that longer';
        throw broken(`${reason}; waited ${Math.floor(waited / 1000)} s for it to end, and ${advice}`, error);
      }
      if (look === 0) request.log.info({ stream: STREAM }, `${reason}: waiting`);
      request.count('waits for a scroll');
      const wait = Math.min((LOOKS[Math.min(look, LOOKS.length - 1)] ?? 15) * 1000, patience - waited);
      await api.waitFor('an open companies scroll to end', sleep(wait, api.signal));
    }
  }
}

/** `onLost` hears of each answer that may have been given and did not arrive; the scroll has moved on past it then. */
function ask(api: IntercomApi, scroll: string | undefined, onLost: () => void): Promise<ScrollAnswer> {
  return api.client.json<ScrollAnswer>({
    method: 'GET',
    path: PATH,
    route: PATH,
    stream: STREAM,
    query: { scroll_param: scroll },
    // It dies when it idles for a minute, so it neither queues behind the rest nor, once open, tries for long.
    urgent: true,
    groups: scroll === undefined ? ['scroll_open'] : [],
    ...(scroll === undefined ? {} : { attempts: 4 }),
    onRetry: (error) => {
      // A rate limit turns away and a refused connection never gets there.
      const harmless = error.status === 429 || (error.status === 0 && !error.ambiguous);
      if (!harmless) onLost();
    },
  });
}

function broken(text: string, cause?: unknown): ApiError {
  return new ApiError(`GET ${PATH}: ${text}`, { status: 200, retryable: false }, { cause });
}
