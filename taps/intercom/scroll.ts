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
/** Seconds between looks at somebody else's scroll: it may end at any moment, or idle away for a minute. */
const LOOKS = [2, 4, 8, 15];

interface ScrollAnswer extends Row {
  scroll_param?: string | null;
}

type Ending = 'ended' | 'unsure' | 'broken';

/**
 * Every company, 100 a page. A scroll that broke off is started over; its rows come again then.
 * https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/companies/scrolloverallcompanies
 * @throws ApiError when it keeps breaking off, or somebody else's scroll outlasts our patience
 */
export async function* readScroll(api: IntercomApi, request: ReadRequest): AsyncGenerator<Page> {
  const deadline = Date.now() + api.scrollWaitMs;
  const release = await takeScrollLock(api, deadline);
  try {
    for (let restarts = 0; ; restarts += 1) {
      const progress = { rows: 0 };
      const ending = yield* scrollOnce(api, request, deadline, progress);
      const total = await countCompanies(api);
      if (ending === 'ended' || (ending === 'unsure' && progress.rows >= total)) {
        yield { records: [], total };
        return;
      }
      const came = `the companies scroll broke off after ${progress.rows} of ${total} companies`;
      if (restarts === RESTARTS) throw broken(`${came}, ${restarts + 1} times`);
      request.count('scroll restarts');
      request.log.warn({ stream: STREAM }, `${came}; starting it over`);
    }
  } finally {
    await release();
  }
}

/** How many companies Intercom lists. */
export async function countCompanies(api: IntercomApi): Promise<number> {
  const path = '/companies/list';
  const answer = await api.client.json<{ total_count?: number }>({
    method: 'POST',
    path,
    route: path,
    stream: STREAM,
    query: { per_page: 1 },
  });
  return answer.total_count ?? 0;
}

async function* scrollOnce(
  api: IntercomApi,
  request: ReadRequest,
  deadline: number,
  progress: { rows: number },
): AsyncGenerator<Page, Ending> {
  const retriesBefore = api.statsOf(STREAM).retries;
  let answer = await openScroll(api, request, deadline);
  const seen = new Set<string>();
  for (;;) {
    const records = rowsOf(answer, ['data'], `GET ${PATH}`);
    if (records.length === 0) return endingAfter(api, retriesBefore);
    const ids = records.map((row) => String(row['id'])).join(' ');
    if (seen.has(ids))
      throw broken('the companies scroll gave a page that it gave before; stopped, since it would never end');
    seen.add(ids);
    progress.rows += records.length;
    yield { records };
    try {
      answer = await ask(api, answer.scroll_param ?? undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404)
        return records.length < PAGE.scroll ? endingAfter(api, retriesBefore) : 'unsure';
      if (!error.retryable) throw error;
      return 'broken';
    }
  }
}

// An answer that was lost on the way may have been a page, and the scroll has moved on since.
function endingAfter(api: IntercomApi, retriesBefore: number): Ending {
  return api.statsOf(STREAM).retries === retriesBefore ? 'ended' : 'unsure';
}

async function openScroll(api: IntercomApi, request: ReadRequest, deadline: number): Promise<ScrollAnswer> {
  for (let look = 0; ; look += 1) {
    try {
      return await ask(api, undefined);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'scroll_exists') throw error;
      const wait = (LOOKS[Math.min(look, LOOKS.length - 1)] ?? 15) * 1000;
      if (Date.now() + wait > deadline) {
        const waited = `waited ${api.scrollWaitMs / 1000} s for it to end ("scroll_wait_seconds")`;
        throw broken(`another companies scroll is open in this workspace; ${waited}`, error);
      }
      if (look === 0)
        request.log.info({ stream: STREAM }, 'another companies scroll is open in this workspace: waiting');
      request.count('waits for a scroll');
      await api.waitFor('another companies scroll to end', sleep(wait, api.signal));
    }
  }
}

function ask(api: IntercomApi, scroll: string | undefined): Promise<ScrollAnswer> {
  return api.client.json<ScrollAnswer>({
    method: 'GET',
    path: PATH,
    route: PATH,
    stream: STREAM,
    query: { scroll_param: scroll },
    groups: scroll === undefined ? ['scroll_open'] : [],
    // It dies when it idles for a minute, so it neither queues behind the rest nor tries for long.
    urgent: true,
    attempts: 4,
  });
}

function broken(text: string, cause?: unknown): ApiError {
  return new ApiError(`GET ${PATH}: ${text}`, { status: 200, retryable: false }, { cause });
}
