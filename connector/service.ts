// Keeps connectors up to date until it is stopped: a sync at each turn, and notifications between them.
import { setMaxListeners } from 'node:events';
import { AuthError, ConfigError, ExpectedError } from '../core/errors.ts';
import { sleep } from '../core/http/retry.ts';
import type { Log } from '../core/log.ts';
import type { Connector } from './connector.ts';
import type { SyncResult } from './sync-result.ts';
import { sync } from './sync.ts';
import { serveWebhooks } from './webhooks/receiver.ts';

/** What a service works with. */
export interface ServiceContext {
  /** From the start of a sync to that of the next. */
  everySeconds: number;
  log: Log;
  /** Of tap and target. */
  logFor: (connector: Connector) => Log;
  /** Aborted: what is under way is finished, as far as a few seconds allow, and the service ends. */
  signal: AbortSignal;
  /** Hears of each sync that has ended. */
  onSync: (result: SyncResult) => Promise<void>;
}

/**
 * Resolves when the signal has aborted and what was under way is finished. A connector without a secret takes no notifications.
 * @throws ConfigError, AuthError where a connector cannot even begin; what fails later is logged, and tried again
 */
export async function serve(connectors: readonly Connector[], context: ServiceContext): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  // Every request under way listens to it.
  setMaxListeners(0, signal);
  const tasks = connectors.flatMap((connector) => [
    syncAgain(connector, { ...context, signal }),
    ...(connector.webhooks.secret === undefined
      ? []
      : [takeNotifications(connector, { ...context, signal })]),
  ]);
  let failure: { error: unknown } | undefined;
  for (const task of tasks)
    task.catch((error: unknown) => {
      failure ??= { error };
      over.abort();
    });
  // All of them: one that is still at work would be cut off.
  await Promise.allSettled(tasks);
  if (failure) throw failure.error;
}

function takeNotifications(connector: Connector, { log, logFor, signal }: ServiceContext): Promise<void> {
  return serveWebhooks(connector, { log, inner: logFor(connector), signal });
}

async function syncAgain(connector: Connector, context: ServiceContext): Promise<void> {
  const { everySeconds, signal } = context;
  for (let turn = 1; !signal.aborted; turn += 1) {
    const next = Date.now() + everySeconds * 1000;
    await oneTurn(connector, context, turn === 1);
    // A stop ends the wait, and with it the loop.
    await sleep(Math.max(0, next - Date.now()), signal).catch(() => undefined);
  }
}

async function oneTurn(connector: Connector, context: ServiceContext, isFirst: boolean): Promise<void> {
  const { log, logFor, signal, onSync } = context;
  try {
    const { result, error } = await sync(connector, {}, { log: logFor(connector), signal });
    await onSync(result);
    if (error !== undefined) throw error;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return;
    // Whoever starts it is there to mend what stands in its way; later nobody may be.
    const mustEnd = isFirst && (error instanceof ConfigError || error instanceof AuthError);
    if (mustEnd || !(error instanceof ExpectedError)) throw error;
    log.error(`${connector.name}: ${error.message}; the next sync tries again`);
  }
}
