// Runs a tap: page -> shape(record) -> RECORD, and STATE once everything before it is out.
import type { About } from './about.ts';
import { select } from './protocol/catalog.ts';
import { Merger } from './concurrency.ts';
import { ConfigError, ExpectedError, StreamsFailed } from './errors.ts';
import { fail, readGroup, type Batch, type Group, type Selected } from './tap/group.ts';
import type { Log } from './log.ts';
import type { JsonSchema, Message, Row } from './protocol/messages.ts';
import type { Observed } from './tap/progress.ts';
import { Receipt } from './tap/receipt.ts';
import { compileShape } from './tap/shape.ts';
import { sinceOfAll, spanSince } from './tap/since.ts';
import { State } from './protocol/state.ts';
import { isChild, type ChildStream, type RootStream, type Stream } from './stream.ts';

/** A connection to the vendor, as `open` of a tap returns it. */
export interface TapApi extends Observed {
  /** When the run began, in epoch seconds, by whichever is behind: the vendor's clock or ours. */
  startedAt: number;
  /** The same by the vendor's clock; undefined where that is `startedAt`. */
  vendorStartedAt?: number;
  close: () => Promise<void>;
}

/** The settings that every tap knows. */
export interface TapSettings {
  /** Where streams without a bookmark start, in epoch seconds. */
  startDate: number;
  lookbackSeconds: number;
  includeUndeclared: boolean;
  activateVersions: boolean;
  concurrency: number;
}

/** A tap: its identity, its streams, and how it reaches the vendor. */
export interface Tap<Config, Api extends TapApi> {
  about: About;
  streams: readonly Stream<Api>[];
  /** @throws ConfigError where a setting makes no sense */
  settings: (config: Config) => TapSettings;
  /** Connects and checks the credentials. @throws AuthError */
  open: (config: Config, log: Log, signal: AbortSignal) => Promise<Api>;
}

/** Gives back its argument: it exists for the types. */
export function defineTap<Config, Api extends TapApi>(tap: Tap<Config, Api>): Tap<Config, Api> {
  return tap;
}

/** One run of a tap. */
export interface TapRun<Config, Api extends TapApi> {
  tap: Tap<Config, Api>;
  config: Config;
  catalog?: Row;
  state?: Row;
  log: Log;
  signal: AbortSignal;
  /** Receipts by stream, filled while the run goes on. */
  receipts?: Map<string, Receipt>;
}

// Seconds. Where the index is later than the lookback covers, a change is missed; the rows behind it must not be.
const INDEX_LAG = 900;

/**
 * The messages of a run, in batches. A stream that fails leaves the others alone; the first failure is
 * thrown at the end. When the signal aborts, it ends where it is: every STATE so far is safe to resume from.
 * @throws ExpectedError
 */
export async function* runTap<Config, Api extends TapApi>(
  run: TapRun<Config, Api>,
  api: Api,
): AsyncGenerator<Message[]> {
  const { tap, log, signal } = run;
  const keys = Object.fromEntries(tap.streams.map(({ name, replicationKey }) => [name, replicationKey]));
  const settings = tap.settings(run.config);
  const now = api.vendorStartedAt ?? api.startedAt;
  if (settings.startDate > now) throw new ConfigError('"start_date" lies in the future');
  const state = new State(run.state ?? {}, keys);
  const unknown = (stream: string): void => log.warn(`catalog: unknown stream "${stream}" is ignored`);
  const schemas = select(tap.streams, run.catalog, unknown);
  if (schemas.size === 0) {
    log.warn('no stream is selected: nothing to do');
    return;
  }
  const starts = sinceOfAll(tap.streams, state, { startDate: settings.startDate, now }, log);
  const selected = selectStreams(run, settings, api, starts, schemas);
  const waiting = inOrder([...schemas.keys()], state.currentlySyncing);
  // Before any row: whoever joins them must know that what came earlier does not come again.
  if (state.continues) yield [state.message()];
  const merger = new Merger<Batch>();
  for (const group of groups(tap.streams, selected, waiting, settings.concurrency))
    merger.add(guarded(api, group, signal));
  for await (const { messages, advance, done } of merger) {
    if (messages.length > 0) yield messages;
    const moved = advance.filter(([stream, seconds]) => state.advance(stream, seconds));
    for (const stream of done) {
      log.info({ stream }, `${stream}: complete, ${selected.get(stream)?.receipt.records ?? 0} records`);
      waiting.splice(waiting.indexOf(stream), 1);
    }
    if (moved.length === 0 && done.length === 0) continue;
    state.currentlySyncing = waiting[0];
    yield [state.message()];
  }
  const failed = [...selected.values()].filter((one) => one.receipt.error !== undefined);
  const [first] = failed;
  if (!first?.receipt.error || signal.aborted) return;
  const others =
    failed.length < schemas.size ? '; the other streams are complete and their state is kept' : '';
  throw new StreamsFailed(
    `failed: ${failed.map((one) => one.stream.name).join(', ')}${others}`,
    first.receipt.error,
  );
}

function selectStreams<Config, Api extends TapApi>(
  run: TapRun<Config, Api>,
  settings: TapSettings,
  api: Api,
  starts: ReadonlyMap<string, number>,
  schemas: Map<string, JsonSchema>,
): Map<string, Selected<Api>> {
  const { tap, log } = run;
  const selected = new Map<string, Selected<Api>>();
  for (const stream of tap.streams) {
    const schema = schemas.get(stream.name);
    const neededBy = tap.streams.some(
      (one) => isChild(one) && one.parent === stream.name && schemas.has(one.name),
    );
    if (!schema && !neededBy) continue;
    const receipt = new Receipt();
    if (schema) run.receipts?.set(stream.name, receipt);
    const since = starts.get(stream.name) ?? 0;
    const version = versionOf(stream, settings);
    const wanted = schema ?? stream.schema;
    selected.set(stream.name, {
      stream,
      receipt,
      request: {
        since,
        emittedSince: schema ? since : Infinity,
        settledAt: api.startedAt - Math.max(settings.lookbackSeconds, INDEX_LAG),
        hasChildren: false,
        wants: (property) => wanted.properties?.[property] !== undefined,
        count: (what, n) => receipt.count(what, n),
        log,
      },
      shape: compileShape(wanted, {
        declared: stream.schema,
        includeUndeclared: settings.includeUndeclared,
        onProblem: warnOnce(log, stream.name),
      }),
      schemaMessage: {
        type: 'SCHEMA',
        stream: stream.name,
        schema: wanted,
        key_properties: [...stream.key],
        ...(stream.replicationKey ? { bookmark_properties: [stream.replicationKey] } : {}),
      },
      finalBookmark: stream.replicationKey
        ? Math.max(since, api.startedAt - settings.lookbackSeconds)
        : undefined,
      ...(version === undefined ? {} : { version, activateFirst: run.state === undefined }),
    });
  }
  return selected;
}

function versionOf<Api>(stream: Stream<Api>, settings: TapSettings): number | undefined {
  return !isChild(stream) && stream.versioned && settings.activateVersions ? Date.now() : undefined;
}

function groups<Api>(
  streams: readonly Stream<Api>[],
  selected: Map<string, Selected<Api>>,
  order: string[],
  width: number,
): Group<Api>[] {
  const found = streams
    .filter((stream) => !isChild(stream))
    .flatMap((stream) => {
      const root = selected.get(stream.name) as Selected<Api, RootStream<Api>> | undefined;
      if (!root) return [];
      const children = [...selected.values()].filter(
        (one): one is Selected<Api, ChildStream<Api>> =>
          isChild(one.stream) && one.stream.parent === stream.name,
      );
      const emitRoot = order.includes(stream.name);
      const emitted = [...(emitRoot ? [root] : []), ...children];
      const since = Math.min(...emitted.map((one) => one.request.since));
      const request = { ...root.request, since, hasChildren: children.length > 0 };
      const rank = Math.min(...emitted.map((one) => order.indexOf(one.stream.name)));
      return [{ rank, group: { root, emitRoot, children, request, width } }];
    });
  return found.toSorted((a, b) => a.rank - b.rank).map(({ group }) => group);
}

async function* guarded<Api>(api: Api, group: Group<Api>, signal: AbortSignal): AsyncGenerator<Batch> {
  const emitted = group.emitRoot ? [group.root, ...group.children] : group.children;
  for (const { stream, request } of emitted) {
    request.log.info({ stream: stream.name }, `${stream.name}: reading ${spanSince(request.since)}`);
  }
  try {
    yield* readGroup(api, group);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ExpectedError)) throw error;
    for (const one of emitted) {
      if (one.receipt.error === undefined) fail(one, error, group.root.stream);
    }
  }
}

// A run that was cut off goes on with the stream it was at.
function inOrder(streams: string[], first: string | undefined): string[] {
  const at = first === undefined ? -1 : streams.indexOf(first);
  return at < 0 ? [...streams] : [...streams.slice(at), ...streams.slice(0, at)];
}

function warnOnce(log: Log, stream: string): (path: string, problem: 'undeclared' | 'time') => void {
  const warned = new Set<string>();
  return (path, problem) => {
    if (warned.has(path)) return;
    warned.add(path);
    const text =
      problem === 'undeclared'
        ? 'is not in the schema and is dropped'
        : 'holds a time that cannot be read; it becomes null';
    log.warn({ stream }, `${stream}: the field "${path}" ${text}`);
  };
}
