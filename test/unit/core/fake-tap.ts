// A small tap without a network: streams from lists of pages, to see what a run makes of them.
import { createLog, type Log } from '../../../core/log.ts';
import { RequestStats } from '../../../core/http/stats.ts';
import type { Message, Row } from '../../../core/protocol/messages.ts';
import type { ChildStream, Page, RootStream, Stream } from '../../../core/stream.ts';
import { runTap, type TapApi, type TapRun, type TapSettings } from '../../../core/tap.ts';

/** When every run of a test began, in epoch seconds. */
export const STARTED_AT = 1_700_000_000;

const schema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    parent_id: { type: ['null', 'string'] },
    updated_at: { type: ['null', 'string'], format: 'date-time' },
  },
};

const api: TapApi = {
  startedAt: STARTED_AT,
  vendorStartedAt: STARTED_AT + 60,
  close: () => Promise.resolve(),
  statsOf: () => new RequestStats(),
  budgetUsed: () => 0,
  observe: () => undefined,
  waitingFor: () => undefined,
};

/** An incremental root stream; `read` gives its pages. */
export function root(
  name: string,
  read: () => AsyncIterable<Page>,
  more: Partial<RootStream<TapApi>> = {},
): RootStream<TapApi> {
  const base = { name, schema, key: ['id'], selectedByDefault: true, permission: `Read ${name}` };
  return { ...base, replicationKey: 'updated_at', read, ...more };
}

/** A stream read row by row of `parent`. */
export function child(
  name: string,
  parent: string,
  children: (id: string) => Promise<Row[]>,
): ChildStream<TapApi> {
  const base = { name, schema, key: ['id'], selectedByDefault: true, permission: `Read ${name}` };
  const read: ChildStream<TapApi>['children'] = (_, { id }) => children(String(id));
  return { ...base, replicationKey: 'updated_at', parent, reference: ({ id }) => ({ id }), children: read };
}

/** A page of rows `[id, updated_at]`. */
export function page(rows: readonly (readonly [string, number])[], position?: number): Page {
  const records = rows.map(([id, updated_at]) => ({ id, updated_at }));
  return position === undefined ? { records } : { records, position };
}

/** Pages as a stream reads them; a function among them is called in its turn and may throw. */
export async function* pages(list: readonly (Page | (() => Promise<void>))[]): AsyncGenerator<Page> {
  for (const one of list) {
    if (typeof one === 'function') await one();
    else yield one;
  }
}

/** What a run gave, and how it ended. */
export interface Outcome {
  messages: Message[];
  error: unknown;
  log: string[];
}

/** Runs the streams to the end of the run. */
export async function runStreams(
  streams: readonly Stream<TapApi>[],
  options: { state?: Row; catalog?: Row; signal?: AbortSignal; settings?: Partial<TapSettings> } = {},
): Promise<Outcome> {
  const lines: string[] = [];
  const log: Log = createLog('fake', { LOGLEVEL: 'warning' }, (line) => lines.push(line.trimEnd()));
  const settings = {
    startDate: 0,
    lookbackSeconds: 300,
    includeUndeclared: false,
    activateVersions: true,
    concurrency: 4,
    ...options.settings,
  };
  const about = { name: 'tap-fake', description: '', version: '0', capabilities: [], settings: {} };
  const { state, catalog, signal = new AbortController().signal } = options;
  const run: TapRun<unknown, TapApi> = {
    tap: { about, streams, settings: () => settings, open: () => Promise.resolve(api) },
    config: {},
    log,
    signal,
    ...(state ? { state } : {}),
    ...(catalog ? { catalog } : {}),
  };
  const messages: Message[] = [];
  try {
    for await (const batch of runTap(run, api)) messages.push(...structuredClone(batch));
  } catch (error) {
    return { messages, error, log: lines };
  }
  return { messages, error: undefined, log: lines };
}

/** Bookmarks of each STATE in turn. */
export function bookmarks(messages: readonly Message[]): unknown[] {
  return messages.flatMap((message) => (message.type === 'STATE' ? [message.value['bookmarks']] : []));
}

/** Ids of the records of a stream. */
export function ids(messages: readonly Message[], stream: string): unknown[] {
  return messages.flatMap((message) =>
    message.type === 'RECORD' && message.stream === stream ? [message.record['id']] : [],
  );
}
