// Intercom's searches: the query for a stretch of time, its pages by cursor, and its windows.
import { ApiError } from '../../core/errors.ts';
import { idleMeter } from '../../core/idle.ts';
import type { Row } from '../../core/protocol/messages.ts';
import type { Page, ReadRequest } from '../../core/stream.ts';
import { epochSeconds } from '../../core/time.ts';
import { readWindows, type SearchPage, type Window } from '../../core/tap/windows.ts';
import { PAGE } from '../../vendors/intercom.ts';
import type { IntercomApi } from './api.ts';
import { parametersOf, rowsOf } from './lists.ts';

/** One searchable resource. */
export interface Search {
  stream: string;
  path: string;
  /** Where the answer holds the rows. */
  rows: string;
  /** Where time can be cut without reading rows twice: days for contacts, any second for conversations. */
  cut: (api: IntercomApi) => (time: number) => number;
}

interface Answer extends Row {
  total_count?: number;
  pages?: { next?: { starting_after?: string | null } | string | null } | null;
}

/** Pages of everything updated since `request.since`, oldest first within each window. */
export async function* readSearch(
  api: IntercomApi,
  search: Search,
  request: ReadRequest,
): AsyncGenerator<Page> {
  const windows = readWindows<Row>({
    from: request.since,
    settledAt: request.settledAt,
    pages: (window, goOn) => searchPages(api, search, window, goOn),
    timeOf: (row) => epochSeconds(row['updated_at']),
    keyOf: (row) => row['id'],
    cut: search.cut(api),
    pageSize: PAGE.search,
    concurrency: request.hasChildren ? 1 : api.concurrency,
    idle: idleMeter(),
  });
  for await (const { records, position, total } of windows) {
    yield { records, position, ...(total === Infinity ? {} : { total }) };
  }
}

/** The smallest request that shows whether the search is allowed. */
export async function probeSearch(api: IntercomApi, search: Search): Promise<void> {
  await ask(api, search, { from: 0, to: Infinity }, undefined, 1);
}

/**
 * Matches every row of the window whether the search compares seconds or, as for contacts, whole
 * calendar days in the workspace's timezone: both ends are asked for with "or equal", the upper one a second early.
 */
export function windowQuery({ from, to }: Window): Row {
  const since = either('>', from);
  return to === Infinity ? since : { operator: 'AND', value: [since, either('<', to - 1)] };
}

function either(operator: '>' | '<', value: number): Row {
  const compare = (one: string): Row => ({ field: 'updated_at', operator: one, value });
  return { operator: 'OR', value: [compare(operator), compare('=')] };
}

async function* searchPages(
  api: IntercomApi,
  search: Search,
  window: Window,
  goOn: (page: SearchPage<Row>) => boolean,
): AsyncGenerator<SearchPage<Row>> {
  const seen = new Set<string>();
  let previous = '';
  let coming = ask(api, search, window, undefined);
  for (;;) {
    const answer = await coming;
    const records = rowsOf(answer, [search.rows], `POST ${search.path}`);
    const { total_count: total } = answer;
    const page = { records, total: typeof total === 'number' ? total : Infinity };
    const ids = page.records.map((row) => String(row['id'])).join(' ');
    const cursor = cursorOf(answer, search);
    const samePage = ids !== '' && ids === previous;
    if (cursor !== undefined && (samePage || seen.has(cursor))) throw circling(search, samePage);
    const more = goOn(page) && cursor !== undefined;
    previous = ids;
    // The next page is on its way while this one is dealt with.
    if (more) coming = ask(api, search, window, cursor);
    if (cursor !== undefined) seen.add(cursor);
    coming.catch(() => undefined);
    yield page;
    if (!more) return;
  }
}

function ask(
  api: IntercomApi,
  { path, stream }: Search,
  window: Window,
  cursor: string | undefined,
  size: number = PAGE.search,
): Promise<Answer> {
  const pagination = cursor === undefined ? { per_page: size } : { per_page: size, starting_after: cursor };
  const body = { query: windowQuery(window), sort: { field: 'updated_at', order: 'ascending' }, pagination };
  return api.client.json<Answer>({ method: 'POST', path, route: path, stream, body, groups: ['search'] });
}

function cursorOf({ pages }: Answer, { path }: Search): string | undefined {
  const next = pages?.next || undefined;
  if (typeof next !== 'string') return next?.starting_after || undefined;
  const cursor = parametersOf(next)['starting_after'];
  if (cursor) return cursor;
  const text = `POST ${path}: Intercom linked to a next page without "starting_after"`;
  throw new ApiError(text, { status: 200, retryable: false });
}

function circling({ path }: Search, samePage: boolean): ApiError {
  const what = samePage ? 'the same page twice in a row' : 'a cursor that it gave before';
  const text = `POST ${path}: Intercom gave ${what}; stopped, since it would never end`;
  return new ApiError(text, { status: 200, retryable: false });
}
