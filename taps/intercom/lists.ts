// Plain GET lists, and lists that go on under a link.
import { ApiError } from '../../core/errors.ts';
import { isRow, type Row } from '../../core/protocol/messages.ts';
import type { Page, ReadRequest } from '../../core/stream.ts';
import type { IntercomApi } from './api.ts';
import { isDoubtful } from './gone.ts';

/**
 * The list of rows in an answer, under the first of `names` that holds one.
 * @throws ApiError where there is none: taken for an empty list, it would count as complete
 */
export function rowsOf(answer: Row | null, names: readonly string[], where: string): Row[] {
  const list = names.map((name) => answer?.[name]).find((one) => Array.isArray(one));
  if (list?.every(isRow)) return list;
  const text = `${where}: Intercom answered without the list "${names.join('" or "')}"`;
  throw new ApiError(text, { status: 200, retryable: false });
}

/** A list that comes in one answer. */
export interface Table {
  stream: string;
  path: string;
  query?: Record<string, string>;
  /** Where the answer holds the rows. */
  rows: string;
}

/** Reads the whole list as one page. */
export function readTable(table: Table): (api: IntercomApi, request: ReadRequest) => AsyncGenerator<Page> {
  const { stream, path, query = {}, rows } = table;
  return async function* read(api) {
    const answer = await api.client.json<Row>({ method: 'GET', path, route: path, stream, query });
    yield { records: rowsOf(answer, [rows], `GET ${path}`) };
  };
}

/** A list whose answers link to the next one. */
export interface LinkedList {
  stream: string;
  path: string;
  route: string;
  query?: Record<string, string | number>;
  /** Where an answer may hold the rows: Intercom's pages and examples disagree. */
  rows: readonly string[];
}

type Query = NonNullable<LinkedList['query']>;

/**
 * All rows of a list that hangs on an object. A 404 that does not say that this is gone is tried again.
 * @throws ApiError where its pages go round in a circle
 */
export async function readLinked(api: IntercomApi, list: LinkedList): Promise<Row[]> {
  const { stream, path, route, rows } = list;
  const found: Row[] = [];
  const seen = new Set<string>();
  let query: Query | undefined = list.query ?? {};
  while (query) {
    if (seen.has(JSON.stringify(query))) {
      const text = `GET ${route}: Intercom linked to a page that came before; stopped, since it would never end`;
      throw new ApiError(text, { status: 200, retryable: false });
    }
    seen.add(JSON.stringify(query));
    const asked = { method: 'GET', path, query, route, stream, retry: isDoubtful } as const;
    const answer: Row = await api.client.json<Row>(asked);
    found.push(...rowsOf(answer, rows, `GET ${route}`));
    query = nextQuery(list, (answer['pages'] as { next?: unknown } | null | undefined)?.next);
  }
  return found;
}

// A URL, or an object with a cursor or a page number: it differs by call and by API version.
function nextQuery({ query }: LinkedList, next: unknown): Query | undefined {
  if (next === '') return undefined;
  if (typeof next === 'string') return { ...query, ...parametersOf(next) };
  const { starting_after: cursor, page } = (next ?? {}) as {
    starting_after?: string | null;
    page?: number | null;
  };
  if (cursor) return { ...query, starting_after: cursor };
  return page ? { ...query, page } : undefined;
}

/** Where a link leads, but for host and path: those may be of whatever stands between Intercom and us. */
export function parametersOf(link: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(/\?([^#]*)/.exec(link)?.[1]));
}
