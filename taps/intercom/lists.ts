// Plain GET lists, and lists that go on under a link.
import type { Row } from '../../core/protocol/messages.ts';
import type { Page, ReadRequest } from '../../core/stream.ts';
import type { IntercomApi } from './api.ts';

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
    yield { records: (answer[rows] ?? []) as Row[] };
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

/** All rows of the list. */
export async function readLinked(api: IntercomApi, list: LinkedList): Promise<Row[]> {
  const { stream, route, rows } = list;
  const found: Row[] = [];
  const seen = new Set<string>();
  let path: string | undefined = list.path;
  let query = list.query ?? {};
  while (path !== undefined && !seen.has(path)) {
    seen.add(path);
    const answer: Row = await api.client.json<Row>({ method: 'GET', path, route, stream, query });
    const name = rows.find((one) => Array.isArray(answer[one]));
    found.push(...(name ? (answer[name] as Row[]) : []));
    const next = (answer['pages'] as { next?: unknown } | null | undefined)?.next;
    path = typeof next === 'string' ? next : undefined;
    // A link carries its own query.
    query = {};
  }
  return found;
}
