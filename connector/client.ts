// The connector for programs: the commands of intercom-brevo as methods.
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { createLog, type Log } from '../core/log.ts';
import type { ConnectorSettings } from '../schemas/config/intercom-brevo.types.ts';
import { tapIntercom } from '../taps/intercom/index.ts';
import { checkBrevo, checkIntercom, type Finding } from './checks.ts';
import { CONFIG_FILE, connectorsOf, loadConnectors } from './config/load.ts';
import type { Connector } from './connector.ts';
import { levelsOf } from './levels.ts';
import { camel, snake, type Camel } from './names.ts';
import { ConnectorError, connectorError } from './sdk-error.ts';
import { notConnected, statusOf, type ConnectorStatus, type LastSync } from './status.ts';
import type { BrevoResult, StreamResult, SyncResult } from './sync-result.ts';
import { requireToken, sync, type SyncOptions } from './sync.ts';
import { programOptions } from './sync-options.ts';
import type { Progress } from './progress.ts';
import { handleNotification } from './webhooks/handle.ts';
import type { Handled, ReceivedNotification } from './webhooks/received.ts';

type Optional<T> = { [Name in keyof T]?: T[Name] | undefined };

/** Settings of the Brevo account: those under `brevo` in intercom-brevo.yaml, in camelCase. */
export type BrevoOptions = Optional<Camel<NonNullable<ConnectorSettings['brevo']>>>;

/** Settings of a connector: those of intercom-brevo.yaml, in camelCase. */
export type ConnectOptions = Optional<
  Omit<Camel<ConnectorSettings>, 'name' | 'enabled' | 'brevo' | 'debug' | 'logLevel' | 'logWebhooks'>
> & { brevo?: BrevoOptions };

/** What a client is made with. */
export interface ClientOptions {
  /** Path of an intercom-brevo.yaml, whose connectors are known by their names. */
  config?: string;
  /** Folder of state, replica and rejects of connectors that `connect` is given; by default `.intercom-brevo`. */
  stateDir?: string;
  /** Hears what is logged, line by line; by default nobody does. */
  onLog?: (line: string) => void;
}

/** What every call may be given. */
export interface CallOptions {
  /** Stops it: what was read is still sent, as far as a few seconds allow. */
  signal?: AbortSignal;
}

/** What a sync is asked for. */
export interface ClientSyncOptions extends Omit<SyncOptions, 'plan'>, CallOptions {
  /** Hears every second how far it is. */
  onProgress?: (progress: Progress) => void;
}

/** What a sync did. `outcome: 'rejects'` is done, with records waiting in the rejects file. */
export type SyncReport = Camel<Omit<SyncResult, 'streams' | 'brevo' | 'exit_code'>> & {
  streams: Record<string, Camel<StreamResult>>;
  brevo: Camel<BrevoResult>;
};

/** How a connector stands. */
export type ClientStatus = Camel<Omit<ConnectorStatus, 'last_sync'>> & { lastSync: Camel<LastSync> | null };

/** What `test` found; `ok` where nothing stands in the way of a sync. */
export interface TestReport {
  ok: boolean;
  checks: Finding[];
}

/** A client; all methods reject with ConnectorError. */
export interface Client {
  connectors: ConnectorClient;
}

/** The connector for programs. */
export function createClient(options: ClientOptions = {}): Client {
  return { connectors: new ConnectorClient(options) };
}

/** A connector that is in use, and what can stop the work on it. */
interface Connection {
  connector: Connector;
  stop: AbortController;
}

/** Connectors by name: those that were connected, and those of the configuration. */
export class ConnectorClient {
  readonly #options: ClientOptions;
  readonly #connections = new Map<string, Connection>();
  readonly #running = new Map<string, Set<Promise<unknown>>>();

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Takes a connector into use, once Intercom has taken its token. Without settings it is one of the configuration. */
  async connect(
    name: string,
    settings?: ConnectOptions,
    { signal }: CallOptions = {},
  ): Promise<ClientStatus> {
    const connector = await attempt(async () => this.#declared(name, settings), signal);
    const connection = { connector, stop: new AbortController() };
    await this.#during(name, connection, signal, async (log, either) => {
      requireToken(connector);
      const api = await tapIntercom.open(connector.intercom, log, either);
      await api.close();
    });
    this.#connections.set(name, connection);
    return this.status(name);
  }

  /** Brings Brevo up to date with Intercom. */
  async sync(name: string, { signal, onProgress, ...options }: ClientSyncOptions = {}): Promise<SyncReport> {
    const result = await this.#work(name, signal, async (connector, log, either) => {
      const context = { log, signal: either, ...(onProgress && { onProgress }) };
      const checked = programOptions(options);
      const run = await sync(connector, checked, context);
      if (run.error !== undefined) throw run.error;
      if (run.result.outcome === 'interrupted') throw either.reason;
      return run.result;
    });
    const { streams, brevo, exit_code: _, ...rest } = result;
    const read = Object.entries(streams).map(([stream, one]) => [stream, camel(one)]);
    return {
      ...camel(rest),
      streams: Object.fromEntries(read) as SyncReport['streams'],
      brevo: camel(brevo),
    };
  }

  /** How the connector stands, from its files; one that is not connected has done nothing. */
  async status(name: string): Promise<ClientStatus> {
    const isKnown = this.#connections.has(name) || this.#options.config !== undefined;
    const status = isKnown ? await this.#work(name, undefined, statusOf) : notConnected(name);
    const { last_sync: last, ...rest } = status;
    return { ...camel(rest), lastSync: last && camel(last) };
  }

  /** Asks both vendors whether all that a sync needs is there. */
  async test(name: string, { signal }: CallOptions = {}): Promise<TestReport> {
    const found = await this.#work(name, signal, async (connector, log, either) => [
      await checkIntercom(connector, { log, signal: either }),
      await checkBrevo(connector, { log, signal: either }),
    ]);
    return { ok: found.every(({ error }) => !error), checks: found.flatMap(({ checks }) => checks) };
  }

  /** Takes a notification whose signature has been verified, and delivers what it is about. */
  handleWebhook(
    name: string,
    notification: ReceivedNotification,
    { signal }: CallOptions = {},
  ): Promise<Handled> {
    return this.#work(name, signal, (connector, log, either) =>
      handleNotification(connector, notification, { log, inner: log, signal: either }),
    );
  }

  /** Stops what is under way, and forgets the connector and its stored token; what it has synced stays known. */
  async disconnect(name: string): Promise<void> {
    const connection = await attempt(async () => this.#connection(name), undefined);
    connection.stop.abort(new ConnectorError('ABORTED', `${name} was disconnected`));
    const running = this.#running.get(name);
    if (running) await Promise.allSettled(running);
    await rm(connection.connector.files.token, { force: true });
    this.#connections.delete(name);
  }

  #work<T>(
    name: string,
    signal: AbortSignal | undefined,
    task: (connector: Connector, log: Log, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return attempt(async () => {
      const connection = this.#connection(name);
      return this.#during(name, connection, signal, (log, either) => task(connection.connector, log, either));
    }, signal);
  }

  async #during<T>(
    name: string,
    { connector, stop }: Connection,
    signal: AbortSignal | undefined,
    task: (log: Log, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const running = this.#running.get(name) ?? new Set();
    this.#running.set(name, running);
    const work = attempt(() => task(this.#log(connector), either), either);
    running.add(work);
    return work.finally(() => running.delete(work));
  }

  #log({ logLevel }: Connector): Log {
    const { onLog } = this.#options;
    const log = createLog('intercom-brevo', {}, (line) => onLog?.(line.trimEnd()));
    return levelsOf(log, onLog ? logLevel : 'error');
  }

  #connection(name: string): Connection {
    const known = this.#connections.get(name);
    if (known) return known;
    if (this.#options.config === undefined)
      throw new ConfigError(`"${name}" is not connected: call connectors.connect("${name}", { … }) first`);
    const connection = {
      connector: this.#declared(name, undefined),
      stop: new AbortController(),
    };
    this.#connections.set(name, connection);
    return connection;
  }

  #declared(name: string, settings: ConnectOptions | undefined): Connector {
    const { config, stateDir } = this.#options;
    const env = process.env;
    const cwd = process.cwd();
    if (settings === undefined) return loadConnectors({ file: config, env, cwd }).get(name);
    const { brevo = {}, webhooks, ...rest } = settings;
    const values = {
      connectors: {
        [name]: { ...snake(rest), brevo: snake(brevo), ...(webhooks && { webhooks }) },
      },
      ...(stateDir !== undefined && { state_dir: stateDir }),
    };
    return connectorsOf({ values, at: optionAt }, resolve(cwd, CONFIG_FILE), env).get(name);
  }
}

/** Where an option of a program stands: there is no line to tell. */
const optionAt = (path: readonly string[]): string => path.join('.') || 'createClient';

/** Does the task; what it throws is told as programs need it. */
async function attempt<T>(task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw connectorError(error, signal);
  }
}
