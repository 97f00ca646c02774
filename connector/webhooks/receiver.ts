// Receives notifications and delivers them, in one process: the server in a thread of its own, the worker beside it.
import type { Log } from '../../core/log.ts';
import type { Connector } from '../connector.ts';
import { requireToken } from '../sync.ts';
import { Inbox } from './inbox.ts';
import { requireSecret } from './signature.ts';
import { ServerThread, type ThreadData } from './thread.ts';
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
  const { name, files, webhooks } = connector;
  const { port, path, log: logEach } = webhooks;
  requireToken(connector);
  const secret = requireSecret(webhooks.secret);
  const inbox = await Inbox.open(files.inbox);
  try {
    const data: ThreadData = { connector: name, port, path, secret, logEach, files };
    let worker: Worker | undefined;
    const server = await ServerThread.start(data, log, () => worker?.wake());
    try {
      log.info(`webhooks: listening on port ${server.port}, ${path}`);
      worker = new Worker(connector, inbox, { log, inner, signal, tell: (figure) => server.tell(figure) });
      await Promise.race([worker.run(), server.failed]);
    } finally {
      await server.close();
    }
  } finally {
    inbox.close();
  }
}
