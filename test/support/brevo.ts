// Runs target-brevo against a sandbox, and shows what the account holds afterwards.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../core/protocol/messages.ts';
import { startSandbox, type RequestReport, type Sandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { jsonLines } from './json-lines.ts';
import { bin, jsonFile, start, temporaryFolder, type Ended, type Running } from './spawn.ts';
import { control } from './tap.ts';

/** A contact of the sandbox's account. */
export interface AccountContact {
  id: number;
  ext_id: string | null;
  email: string | null;
  attributes: Row;
  lists: number[];
  emailBlacklisted: boolean;
  smsBlacklisted: boolean;
}

/** An event of the sandbox's account. */
export interface AccountEvent {
  event_name: string;
  event_date: string;
  contact_id: number | null;
  identifiers: Row;
  event_properties: Row;
}

/** What a run is given beside the setting's configuration. */
export interface TargetArguments {
  config?: Row;
  flags?: readonly string[];
}

/** A run of the target that has ended. */
export interface TargetRun extends Ended {
  /** The STATEs it printed. */
  states: Row[];
  /** What it sent: requests since the run began. */
  requests: RequestReport;
}

const UNLIMITED: Partial<SandboxOptions> = {
  contacts: 1,
  companies: 0,
  conversations: 0,
  brevoContactsPerSecond: 0,
  brevoContactsPerHour: 0,
  brevoEventsPerSecond: 0,
  brevoRestPerHour: 0,
};

/** An account, and a folder in which the target keeps its replica and its rejects from run to run. */
export class BrevoSetting {
  readonly sandbox: Sandbox;
  readonly config: Row;
  folder = temporaryFolder();

  private constructor(sandbox: Sandbox, config: Row) {
    this.sandbox = sandbox;
    this.config = config;
  }

  /** An empty account without rate limits; `config` goes into every run. */
  static async open(config: Row = {}, options: Partial<SandboxOptions> = {}): Promise<BrevoSetting> {
    return new BrevoSetting(await startSandbox({ ...UNLIMITED, ...options }), config);
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  /** From here on the target has neither replica nor rejects, as on a new machine. */
  loseReplica(): void {
    this.folder = temporaryFolder();
  }

  /** The words of the command line. */
  commandLine({ config, flags = [] }: TargetArguments = {}): string[] {
    const settings = {
      api_key: 'sandbox-key',
      base_url: `${this.sandbox.brevo}/v3`,
      replica_path: join(this.folder, 'test.replica'),
      rejects_path: join(this.folder, 'rejects.jsonl'),
      ...this.config,
      ...config,
    };
    return [...bin('targets/brevo'), '--config', jsonFile(settings, 'config.json'), ...flags];
  }

  /** Starts a run over these lines. */
  start(lines: readonly string[], args: TargetArguments = {}): Running {
    return start(this.commandLine(args), { input: lines.map((line) => `${line}\n`).join('') });
  }

  /** Runs the target over these lines to its end. */
  async run(lines: readonly string[], args: TargetArguments = {}): Promise<TargetRun> {
    await this.control('requests/reset', {});
    const ended = await this.start(lines, args).ended;
    return { ...ended, states: statesOf(ended.stdout), requests: await this.requests() };
  }

  /** What the account holds, oldest contact first. */
  account(): Promise<AccountContact[]> {
    return this.lines('account');
  }

  /** The contact that the account knows by this ext_id. */
  async held(extId: string): Promise<AccountContact | undefined> {
    return (await this.account()).find((contact) => contact.ext_id === extId);
  }

  /** As if the person had clicked a link in a mail of Brevo's, or somebody had edited the contact there. */
  async editAtBrevo(identifierType: 'email_id' | 'ext_id', identifier: string, body: object): Promise<void> {
    const path = `contacts/${encodeURIComponent(identifier)}?identifierType=${identifierType}`;
    const answer = await fetch(`${this.sandbox.brevo}/v3/${path}`, {
      method: 'PUT',
      headers: { 'api-key': 'sandbox-key', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 204) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
  }

  /** Every event in the order in which they came. */
  events(): Promise<AccountEvent[]> {
    return this.lines('events');
  }

  /** The lines of the rejects file. */
  rejects(): Row[] {
    const path = join(this.folder, 'rejects.jsonl');
    return existsSync(path) ? jsonLines(readFileSync(path, 'utf8')) : [];
  }

  requests(): Promise<RequestReport> {
    return this.control('requests');
  }

  /** Calls a control of the Brevo half. */
  control<T>(path: string, body?: unknown): Promise<T> {
    return control<T>(this.sandbox.brevo, path, body);
  }

  /** A control that answers in JSON lines: `account`, `events`, `companies`, `lists`. */
  async lines<T>(path: string): Promise<T[]> {
    const response = await fetch(`${this.sandbox.brevo}/__sandbox/${path}`);
    return jsonLines(await response.text());
  }
}

/** Writes a mapping file; the result is its path. */
export function mappingFile(yaml: string): string {
  const path = join(temporaryFolder(), 'mapping.yaml');
  writeFileSync(path, yaml);
  return path;
}

/** The STATEs among the whole lines of a standard output; what is for people to read is none. */
export function statesOf(stdout: string): Row[] {
  const lines = stdout.slice(0, stdout.lastIndexOf('\n') + 1).split('\n');
  return jsonLines(lines.filter((line) => line.startsWith('{')).join('\n'));
}
