// One sync of one connector: the tap's messages into the target, under the lock, and what came of it.
import { ConfigError, EXIT, ExpectedError, messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Row } from '../core/protocol/messages.ts';
import { runTap } from '../core/tap.ts';
import { tapIntercom } from '../taps/intercom/index.ts';
import { startDate } from '../taps/intercom/settings.ts';
import type { Reject } from '../targets/brevo/model.ts';
import { rejectsIn } from '../targets/brevo/rejects.ts';
import { catalogOf, streamsOf } from './catalog.ts';
import type { Connector, Resource } from './connector.ts';
import { openIntercom } from './intercom.ts';
import { deliver, incoming } from './join.ts';
import { withLock } from './lock.ts';
import type { Progress } from './progress.ts';
import { dropVoidState, keep, setBack, stateOf } from './state-file.ts';
import type { RejectShown, SyncResult } from './sync-result.ts';
import { Watch } from './watch.ts';
import { markGone } from './webhooks/mark-gone.ts';
import { wholeAfter, wholeStreams } from './whole.ts';
import { claimWorkspace } from './workspace.ts';

/** What a sync is asked for. */
export interface SyncOptions {
  /** `full` reads everything again; by default what has changed since the last sync. */
  type?: SyncResult['type'];
  /** By default those that the connector has switched on. */
  resources?: readonly Resource[];
  /** Read what changed since then, whatever was read before: ISO 8601 or `MM/DD/YYYY`. In a first sync it stands for `start_date`. */
  since?: string;
  /** Print what would be sent, and send nothing. */
  plan?: boolean;
}

/** What a sync works with. */
export interface SyncContext {
  /** Of tap and target. */
  log: Log;
  /** Aborted: what was read is still sent, as far as a few seconds allow. */
  signal: AbortSignal;
  /** Hears every second how far it is. */
  onProgress?: (progress: Progress) => void;
}

/** A sync that has ended; `error` is what it failed of. */
export interface SyncRun {
  result: SyncResult;
  error?: unknown;
}

/**
 * Syncs the connector, and notes the result in `files.lastSync`.
 * @throws ConfigError where it cannot begin, BusyError where another process is at it
 */
export async function sync(
  connector: Connector,
  options: SyncOptions,
  context: SyncContext,
): Promise<SyncRun> {
  requireToken(connector);
  return withLock(connector, () => syncUnderLock(connector, options, context), { signal: context.signal });
}

/** @throws ConfigError where the connector has no access token */
export function requireToken({ name, intercom }: Connector): void {
  if (intercom.access_token !== undefined) return;
  const advice = `set "access_token", or run "intercom-brevo connect ${name}"`;
  throw new ConfigError(`${name}: there is no access token of Intercom: ${advice}`);
}

async function syncUnderLock(
  connector: Connector,
  options: SyncOptions,
  { log, signal, onProgress }: SyncContext,
): Promise<SyncRun> {
  const { type = 'incremental', resources = [...connector.resources], plan = false } = options;
  if (type === 'full') await dropVoidState(connector);
  const known = stateOf(connector);
  const isAgain = type === 'full' || options.since !== undefined;
  const since = startDate(options.since ?? connector.intercom.start_date);
  const state = isAgain && known ? setBack(known, { streams: streamsOf(resources), since }) : known;
  const whole = wholeStreams(connector);
  const startedAt = new Date();
  const watch = new Watch(onProgress);
  let error: unknown;
  try {
    const read = { connector, resources, state, options };
    await join(read, watch, { log, signal, flags: plan ? { plan: true } : {} });
  } catch (cause) {
    if (!signal.aborted || cause !== signal.reason) error = cause;
  } finally {
    watch.end();
  }
  const rejects = await rejectsIn(connector.files.rejects);
  const brevo = watch.delivery.result(rejects.length);
  const streams = watch.streams();
  const result: SyncResult = {
    connector: connector.name,
    type,
    resources: [...resources],
    started_at: startedAt.toISOString(),
    ended_at: new Date().toISOString(),
    ...outcomeOf(error, signal, rejects.length),
    streams,
    whole: wholeAfter(whole, { streams, error, signal }),
    brevo,
    requests: watch.requests,
    budgets: watch.samples,
    slowest: watch.slowest,
    changes: watch.delivery.changes,
    rejects: rejects.slice(0, SHOWN).map(shown),
  };
  if (!plan) await keep(connector.files.lastSync, result);
  return { result, ...(error !== undefined && { error }) };
}

const SHOWN = 1000;

function shown(reject: Reject): RejectShown {
  const { payload: _, ...rest } = reject;
  return rest;
}

/** What is read, and from where on. */
interface Reading {
  connector: Connector;
  resources: readonly Resource[];
  state: Row | undefined;
  options: SyncOptions;
}

async function join(
  { connector, resources, state, options: { since } }: Reading,
  watch: Watch,
  { log, signal, flags }: { log: Log; signal: AbortSignal; flags: Record<string, true> },
): Promise<void> {
  const isFirst = state === undefined;
  const config = { ...connector.intercom, ...(isFirst && since !== undefined && { start_date: since }) };
  const intercom = await openIntercom(config, { log, signal });
  const { api } = intercom;
  try {
    await claimWorkspace(connector, api);
    watch.watchIntercom(api);
    const run = {
      tap: tapIntercom,
      config,
      catalog: catalogOf(resources),
      ...(state && { state }),
      log,
      signal: intercom.signal,
      receipts: watch.receipts,
    };
    const messages = markGone(connector, runTap(run, api));
    await deliver(connector, incoming(messages), { log, signal, delivery: watch.delivery, flags });
  } finally {
    await intercom.close();
  }
}

function outcomeOf(
  error: unknown,
  signal: AbortSignal,
  rejects: number,
): Pick<SyncResult, 'outcome' | 'problem' | 'exit_code'> {
  if (error !== undefined) {
    const exit_code = error instanceof ExpectedError ? error.exitCode : EXIT.failed;
    return { outcome: 'failed', problem: messageOf(error), exit_code };
  }
  if (signal.aborted) return { outcome: 'interrupted', exit_code: EXIT.sigint };
  return rejects > 0
    ? { outcome: 'rejects', exit_code: EXIT.rejects }
    : { outcome: 'done', exit_code: EXIT.done };
}
