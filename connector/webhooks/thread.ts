// The thread of the server, as the rest of the process sees it, and what the two say to each other.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ConfigError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { Connector } from '../connector.ts';
import type { VendorName } from '../sync-result.ts';

/** What the thread is started with. */
export interface ThreadData {
  /** Names the figures. */
  connector: string;
  port: number;
  path: string;
  secret: string;
  /** Whether each notification is logged. */
  logEach: boolean;
  files: Connector['files'];
}

/** From the thread. */
export type FromThread =
  | { kind: 'listening'; port: number }
  /** It could not begin. */
  | { kind: 'refused'; problem: string }
  /** There is something new in the inbox. */
  | { kind: 'stored' }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; text: string };

/** What a drain tells of itself. */
export type Figure =
  /** A request to a vendor is over; `used` is the share of the rate window. */
  | { kind: 'exchange'; vendor: VendorName; status: number; used: number }
  /** Some of the inbox was delivered. */
  | { kind: 'drained'; seconds: number };

/** To the thread. */
export type ToThread = Figure | { kind: 'close' };

/** A server that listens. Needs `close`. */
export class ServerThread {
  readonly port: number;
  /** Rejects where the thread fails by a fault of ours. */
  readonly failed: Promise<never>;
  readonly #thread: Worker;
  readonly #ended: Promise<unknown>;

  /** Resolves once it listens. @throws ConfigError where it cannot */
  static async start(data: ThreadData, log: Log, onStored: () => void): Promise<ServerThread> {
    const thread = new Worker(new URL('./server-thread.js', import.meta.url), { workerData: data });
    const failed = once(thread, 'error').then(([error]) => Promise.reject(error as Error));
    failed.catch(() => undefined);
    const listening = new Promise<number>((done, refused) => {
      thread.on('message', (message: FromThread) => {
        if (message.kind === 'log') log[message.level](message.text);
        else if (message.kind === 'stored') onStored();
        else if (message.kind === 'listening') done(message.port);
        else refused(new ConfigError(message.problem));
      });
    });
    return new ServerThread(thread, await Promise.race([listening, failed]), failed);
  }

  private constructor(thread: Worker, port: number, failed: Promise<never>) {
    this.#thread = thread;
    this.#ended = once(thread, 'exit').catch(() => undefined);
    this.port = port;
    this.failed = failed;
  }

  /** Tells it what to count. */
  tell(figure: Figure): void {
    this.#thread.postMessage(figure);
  }

  /** Resolves when what is under way is answered. */
  async close(): Promise<void> {
    this.#thread.postMessage({ kind: 'close' } satisfies ToThread);
    await this.#ended;
  }
}
