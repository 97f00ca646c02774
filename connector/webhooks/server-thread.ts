// The thread that answers Intercom: reading and delivering a workspace beside it must not hold an answer up.
import { parentPort, workerData } from 'node:worker_threads';
import { ConfigError } from '../../core/errors.ts';
import { foreignTo } from './foreign.ts';
import { Inbox } from './inbox.ts';
import { WebhookMetrics } from './metrics.ts';
import { listen, type Listening } from './server.ts';
import { verifierOf } from './signature.ts';
import type { FromThread, ThreadData, ToThread } from './thread.ts';

const { connector, port, path, secret, logEach, files } = workerData as ThreadData;
const say = (message: FromThread): void => parentPort?.postMessage(message);
const log =
  (level: 'info' | 'warn' | 'error') =>
  (text: string): void =>
    say({ kind: 'log', level, text });

const inbox = await Inbox.open(files.inbox, { inHaste: true, isForeign: foreignTo({ files }, log('warn')) });
const metrics = new WebhookMetrics({ connector, lastSync: files.lastSync }, inbox);
try {
  const server = await listen(port, {
    path,
    verify: verifierOf(secret),
    inbox,
    metrics,
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    logEach,
    onStored: () => say({ kind: 'stored' }),
  });
  parentPort?.on('message', (message: ToThread) => {
    if (message.kind === 'exchange') metrics.exchange(message);
    else if (message.kind === 'drained') metrics.drained(message.seconds);
    else void end(server);
  });
  say({ kind: 'listening', port: server.port });
} catch (error) {
  inbox.close();
  if (!(error instanceof ConfigError)) throw error;
  say({ kind: 'refused', problem: error.message });
}

async function end(server: Listening): Promise<void> {
  await server.close();
  inbox.close();
  parentPort?.close();
}
