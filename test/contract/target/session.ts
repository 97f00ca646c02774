// The target under test, and runs of it into a folder of their own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';
import { jsonFile, run, temporaryFolder, type Ended } from '../../support/spawn.ts';
import { LiveRun } from './live-run.ts';

/** A target as the suite sees it. */
export interface TargetSubject {
  /** Its name on the command line, for example `target-jsonl`. */
  name: string;
  /** Program and arguments. */
  command: readonly string[];
  /** JSON Schema of its configuration. */
  settings: JsonSchema;
  /** Whether a later record with the same key takes the place of the earlier one. */
  upserts: boolean;
  /** Whether ACTIVATE_VERSION drops the rows of older versions. */
  versions: boolean;
  /** Fixtures, and promises of the suite, that this target does not make; each with the reason. */
  omits?: Readonly<Record<string, string>>;
  /** A configuration with which all that it keeps is below `folder`. */
  config: (folder: string) => Row;
  /** The rows of a stream as runs into `folder` left them, oldest first. */
  rows: (folder: string, stream: string) => Promise<Row[]>;
}

/** What a run gets beside the folder's configuration. */
export interface RunOptions {
  /** Added to the configuration. */
  config?: Row;
  flags?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** How a run ended, and the STATEs it printed. */
export interface TargetResult extends Ended {
  states: Row[];
}

/** Runs of the target into one folder. */
export class Session {
  readonly target: TargetSubject;
  /** Holds nothing but `folder`, so that what is written beside it shows. */
  readonly parent = temporaryFolder();
  readonly folder = join(this.parent, 'data');

  constructor(target: TargetSubject) {
    this.target = target;
    mkdirSync(this.folder);
  }

  /** Runs the target over these lines, or over text as it stands. */
  async run(input: readonly string[] | string, options: RunOptions = {}): Promise<TargetResult> {
    const text = typeof input === 'string' ? input : input.map((line) => `${line}\n`).join('');
    const ended = await run(this.commandLine(options), { input: text, env: options.env ?? {} });
    return { ...ended, states: statesOf(ended.stdout) };
  }

  /** Starts the target and leaves its standard input open. */
  start(options: RunOptions = {}): LiveRun {
    return new LiveRun(this.commandLine(options));
  }

  /** The rows of a stream, oldest first. */
  rows(stream: string): Promise<Row[]> {
    return this.target.rows(this.folder, stream);
  }

  /** The words of a run's command line. */
  commandLine({ config, flags = [] }: RunOptions = {}): string[] {
    const file = jsonFile({ ...this.target.config(this.folder), ...config }, 'config.json');
    return [...this.target.command, '--config', file, ...flags];
  }
}

/** The STATEs of a standard output, each of which is one whole line. */
export function statesOf(stdout: string): Row[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);
}
