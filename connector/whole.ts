// Which streams were read to their end at least once: joins and counts need all rows of a stream, not some of them.
import { existsSync } from 'node:fs';
import { StreamsFailed } from '../core/errors.ts';
import { streamsOf } from './catalog.ts';
import type { Connector } from './connector.ts';
import { kept } from './state-file.ts';
import type { SyncResult } from './sync-result.ts';

/** Streams of which the replica has all rows, as the last sync noted. @throws ConfigError where that cannot be read */
export function wholeStreams({ files }: Pick<Connector, 'files'>): string[] {
  if (!existsSync(files.replica)) return [];
  const last = kept(files.lastSync, 'last sync') as Partial<SyncResult> | undefined;
  return last?.whole ?? [];
}

/** These and those of the run that were read to their end, where all that was read has arrived. */
export function wholeAfter(
  before: readonly string[],
  { streams, error, signal }: { streams: SyncResult['streams']; error: unknown; signal: AbortSignal },
): string[] {
  const hasArrived = !signal.aborted && (error === undefined || error instanceof StreamsFailed);
  const complete = Object.entries(streams).flatMap(([name, one]) => (one.complete ? [name] : []));
  return hasArrived ? [...new Set([...before, ...complete])] : [...before];
}

/** Streams that are switched on, and were never read to their end. @throws ConfigError */
export function partialStreams(connector: Connector): string[] {
  const whole = new Set(wholeStreams(connector));
  return streamsOf(connector.resources).filter((stream) => !whole.has(stream));
}
