// The tap under test, the source it reads, and runs of the one over the other.
import { afterAll, beforeAll } from 'vitest';
import type { Catalog } from '../../../core/protocol/catalog.ts';
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';
import type { RequestReport } from '../../../sandbox/index.ts';
import { jsonFile, run, start, temporaryFolder, type Running } from '../../support/spawn.ts';
import { control, lastState, parse, type TapResult } from '../../support/tap.ts';
import { selecting } from './catalogs.ts';

/** `small` fills several pages of one stream at least; `large` gives more than 5 MiB of output. */
export type Size = 'small' | 'large';

/** Something to read, filled and running. Nothing in it is newer than an hour. */
export interface Source {
  /** Configuration with which the tap reads it. */
  config: Row;
  /** Base URL of the sandbox's controls: truth, requests, faults, mutate. */
  controls: string;
  close: () => Promise<void>;
}

/** A tap as the suite sees it. It must know the settings `start_date`, `lookback_seconds` and `request_timeout`. */
export interface TapSubject {
  /** Its name on the command line, for example `tap-intercom`. */
  name: string;
  /** Program and arguments. */
  command: readonly string[];
  /** JSON Schema of its configuration. */
  settings: JsonSchema;
  /** The setting that holds the credentials. */
  secret: string;
  /** Streams read row by row of another one, whose bookmarks are their parent's. */
  children: readonly string[];
  open: (size: Size) => Promise<Source>;
}

/** What a run gets beside the source's configuration. */
export interface RunOptions {
  /** Added to the source's configuration. */
  config?: Row;
  catalog?: Catalog;
  state?: Row | undefined;
  flags?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** A source for the tests of one `describe`: opened before them, closed after. */
export function useSource(tap: TapSubject, size: Size = 'small'): Session {
  const session = new Session(tap);
  beforeAll(() => session.open(size));
  afterAll(() => session.close());
  return session;
}

/** Runs of the tap over one source. */
export class Session {
  readonly tap: TapSubject;
  #source: Source | undefined;
  #catalog: Promise<Catalog> | undefined;
  #complete: Promise<TapResult> | undefined;

  constructor(tap: TapSubject) {
    this.tap = tap;
  }

  async open(size: Size): Promise<void> {
    this.#source = await this.tap.open(size);
  }

  async close(): Promise<void> {
    await this.#source?.close();
  }

  get source(): Source {
    if (!this.#source) throw new Error('the source is not open yet');
    return this.#source;
  }

  /** The credentials themselves. */
  get secret(): string {
    return String(this.source.config[this.tap.secret]);
  }

  /** The catalog as discovered. */
  catalog(): Promise<Catalog> {
    this.#catalog ??= run([...this.tap.command, '--discover']).then(({ stdout }): Catalog =>
      JSON.parse(stdout),
    );
    return this.#catalog;
  }

  /** The catalog with these streams selected, all by default. */
  async select(streams?: readonly string[]): Promise<Catalog> {
    return selecting(await this.catalog(), streams);
  }

  /** Streams with a replication key that are not read through another one, in the catalog's order. */
  async incremental(): Promise<string[]> {
    const { streams } = await this.catalog();
    return streams
      .filter((one) => one.replication_key !== undefined && !this.tap.children.includes(one.tap_stream_id))
      .map((one) => one.tap_stream_id);
  }

  /** One undisturbed run over all streams, logging everything; asked for again, it is the same one. */
  complete(): Promise<TapResult> {
    this.#complete ??= this.select().then((catalog) => this.run({ catalog, env: { LOGLEVEL: 'debug' } }));
    return this.#complete;
  }

  /** The words of a run's command line. */
  commandLine({ config, catalog, state, flags = [] }: RunOptions = {}): string[] {
    return [
      ...this.tap.command,
      '--config',
      jsonFile({ ...this.source.config, ...config }, 'config.json'),
      ...(catalog ? ['--catalog', jsonFile(catalog, 'catalog.json')] : []),
      ...(state ? ['--state', jsonFile(state, 'state.json')] : []),
      ...flags,
    ];
  }

  start(options: RunOptions = {}): Running {
    // Each run as on a machine of its own: what a killed one left behind must not make the next one wait.
    return start(this.commandLine(options), { env: { TMPDIR: temporaryFolder(), ...options.env } });
  }

  async run(options: RunOptions = {}): Promise<TapResult> {
    const ended = await this.start(options).ended;
    const messages = parse(ended.stdout);
    return { ...ended, messages, state: lastState(messages) };
  }

  /** How many requests the source has had. */
  async requests(): Promise<number> {
    return (await control<RequestReport>(this.source.controls, 'requests')).total;
  }

  /** Lets the source fail by these rules from now on, in place of earlier ones. */
  async faults(rules: readonly Row[]): Promise<void> {
    await control(this.source.controls, 'faults', rules);
  }
}
