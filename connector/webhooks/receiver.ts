// Receives notifications and delivers them, in one process: server, inbox and worker together.
import type { Log } from '../../core/log.ts';
import type { Connector } from '../connector.ts';
import { requireToken } from '../sync.ts';
import { Inbox } from './inbox.ts';
import { WebhookMetrics } from './metrics.ts';
import { listen } from './server.ts';
import { verifierOf } from './signature.ts';
import { Worker } from './worker.ts';

/** What a receiver runs with. */
export interface ReceiverContext {
  log: Log;
  /** Of tap and target. */
  inner: Log;
  /** Aborted: no request is taken any more, what is under way is finished, and the receiver ends. */
  signal: AbortSignal;
}

/**
 * Listens for notifications of the connector's workspace and delivers them, until the signal aborts.
 * @throws ConfigError where the secret is missing, or the port or the inbox cannot be used
 */
export async function serveWebhooks(
  connector: Connector,
  { log, inner, signal }: ReceiverContext,
): Promise<void> {
  const { secret, port, path, log: logEach } = connector.webhooks;
  requireToken(connector);
  const verify = verifierOf(secret);
  const inbox = await Inbox.open(connector.files.inbox);
  try {
    const metrics = new WebhookMetrics(connector, inbox);
    const worker = new Worker(connector, inbox, { log, inner, signal, metrics });
    const parts = { path, verify, inbox, metrics, log, logEach, onStored: () => worker.wake() };
    const server = await listen(port, parts);
    log.info(`webhooks: listening on port ${server.port}, ${path}`);
    try {
      await worker.run();
    } finally {
      await server.close();
    }
  } finally {
    inbox.close();
  }
}
