// Two connectors of one workspace: one that hears of changes by notifications, and one that polls, to compare it with.
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished, vi } from 'vitest';
import { Inbox } from '../../connector/webhooks/inbox.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { startSandbox, type RequestReport, type Sandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { comparable, type Expected } from './brevo-model.ts';
import { LISTS } from './brevo-workspace.ts';
import type { AccountContact, AccountEvent } from './brevo.ts';
import { bin, run, start, temporaryFolder, type Ended } from './spawn.ts';
import { control } from './tap.ts';

/** The client secret of the sandbox's app. */
export const SECRET = 'sandbox-client-secret';

const SIZES: Partial<SandboxOptions> = {
  contacts: 60,
  companies: 10,
  conversations: 40,
  parts: 2,
  brevoContactsPerSecond: 0,
  brevoContactsPerHour: 0,
  brevoEventsPerSecond: 0,
  brevoRestPerHour: 0,
  brevoLists: Object.values(LISTS),
};

// A limit on the size of files stands for a full disk, which sends no signal; a lock file's library would die of it.
const UNSIGNALLED = '--import=data:text/javascript,process.on(`SIGXFSZ`,()=>{})';

/** A receiver in a process of its own. */
export interface Receiver {
  /** Where Intercom sends to. */
  url: string;
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves once a line of its log holds the text. */
  said: (text: string) => Promise<void>;
  /** Stops it as an operator does; it has to end well. */
  stop: () => Promise<Ended>;
}

/** One change, as the sandbox tells it. */
export interface Change {
  kind: string;
  stream: string;
  id: string;
  merged_from?: string;
}

/** A workspace, the account of connector `hooks`, and in another sandbox that of connector `polls`. */
export class WebhookSetting {
  readonly sandbox: Sandbox;
  readonly #other: Sandbox;
  readonly folder = temporaryFolder();

  private constructor(sandbox: Sandbox, other: Sandbox) {
    this.sandbox = sandbox;
    this.#other = other;
  }

  /** Writes the configuration: both connectors with these settings. */
  configure(settings: Row): void {
    const common = {
      access_token: 'sandbox-token',
      base_url: this.sandbox.intercom,
      sync: { events: false },
      lists: LISTS,
      log_level: 'verbose',
      webhooks: { secret: SECRET, port: 0 },
      ...settings,
    };
    const brevo = ({ brevo: base }: Sandbox): Row => ({
      ...(settings['brevo'] as Row | undefined),
      api_key: 'sandbox-key',
      base_url: `${base}/v3`,
    });
    const connectors = {
      hooks: { ...common, brevo: brevo(this.sandbox) },
      polls: { ...common, brevo: brevo(this.#other) },
    };
    writeFileSync(join(this.folder, 'intercom-brevo.yaml'), JSON.stringify({ connectors }));
  }

  /** Closes itself at the end of the test. */
  static async open(options: Partial<SandboxOptions> = {}, settings: Row = {}): Promise<WebhookSetting> {
    const sandbox = await startSandbox({ ...SIZES, ...options });
    const other = await startSandbox({ ...SIZES, ...options, contacts: 1, companies: 0, conversations: 0 });
    onTestFinished(async () => {
      await Promise.all([sandbox.close(), other.close()]);
    });
    const setting = new WebhookSetting(sandbox, other);
    setting.configure(settings);
    return setting;
  }

  /** The command line of `intercom-brevo`. */
  command(...words: string[]): string[] {
    return [...bin('connector'), ...words];
  }

  /** Syncs a connector, which has to go well. */
  async sync(name: 'hooks' | 'polls', ...flags: string[]): Promise<void> {
    const { code, stderr } = await run(this.command('sync', name, ...flags), { cwd: this.folder });
    if (code !== 0) throw new Error(`sync ${name} ended with ${code}:\n${stderr}`);
  }

  /** Starts `webhooks serve hooks`. */
  async serve(flags: readonly string[] = []): Promise<Receiver> {
    const command = this.command('webhooks', 'serve', 'hooks', ...flags);
    const { child, ended } = start(command, { cwd: this.folder, env: { NODE_OPTIONS: UNSIGNALLED } });
    onTestFinished(() => void child.kill('SIGKILL'));
    if (!child.stderr) throw new Error('the receiver has no standard error');
    const lines: string[] = [];
    const log = createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
    const line = async (text: string): Promise<string> => {
      for (;;) {
        const found = lines.find((one) => one.includes(text));
        if (found !== undefined) return found;
        await Promise.race([once(log, 'line'), endedBefore(text, ended)]);
      }
    };
    const said = async (text: string): Promise<void> => void (await line(text));
    const [, port = '', path = ''] = /port (\d+), (\S+)/.exec(await line('listening on port')) ?? [];
    const stop = async (): Promise<Ended> => {
      child.kill('SIGTERM');
      const end = await ended;
      if (end.code !== 143) throw new Error(`the receiver ended with ${end.code}:\n${end.stderr}`);
      return end;
    };
    return { url: `http://127.0.0.1:${port}${path}`, child, ended, said, stop };
  }

  /** Has the sandbox notify the receiver; with `hold` only when it is told to. */
  subscribe({ url }: Receiver, hold = true): Promise<unknown> {
    return this.intercom('webhooks', { url, hold });
  }

  /** Syncs `hooks`, and has the sandbox notify a receiver of what changes from here on, once it is told to. */
  async listen(): Promise<Receiver> {
    await this.sync('hooks');
    const receiver = await this.serve();
    await this.subscribe(receiver);
    return receiver;
  }

  /** Changes the workspace at random. */
  mutate(n: number, options: { seed?: number; kinds?: string[] } = {}): Promise<Change[]> {
    return this.intercom('mutate', { n, ...options });
  }

  /** Sends what is held; the result is how often each status was answered. */
  send(sending: Row = {}): Promise<Record<string, number>> {
    return this.intercom('webhooks/send', sending);
  }

  /** Resolves when nothing waits in the inbox any more. */
  async drained(timeout = 60_000): Promise<void> {
    const check = async (): Promise<void> => {
      const waiting = await this.waiting();
      if (waiting > 0) throw new Error(`${waiting} notifications still wait`);
    };
    await vi.waitFor(check, { timeout, interval: 200 });
  }

  /** Sends what is held; resolves when nothing of it waits any more. */
  async deliver(sending: Row = {}): Promise<void> {
    await this.send(sending);
    await this.drained();
  }

  /** How many notifications wait. */
  async waiting(): Promise<number> {
    const facts = await Inbox.factsOf(join(this.folder, '.intercom-brevo/hooks/inbox.sqlite'));
    return facts?.waiting ?? 0;
  }

  /** What the account of a connector holds, comparable with that of the other. */
  async account(name: 'hooks' | 'polls'): Promise<Expected[]> {
    return comparable(await this.#lines<AccountContact>(name, 'account'));
  }

  /** Each event of an account: what happened when to whom. What it says of the conversation depends on when that was seen. */
  async events(name: 'hooks' | 'polls'): Promise<string[]> {
    const events = await this.#lines<AccountEvent>(name, 'events');
    const texts = events.map(({ event_name, event_date, identifiers, event_properties }) =>
      JSON.stringify([event_name, event_date, identifiers, event_properties['intercom_event_id']]),
    );
    return texts.toSorted();
  }

  /** Calls a control of the workspace. */
  intercom<T>(path: string, body?: unknown): Promise<T> {
    return control<T>(this.sandbox.intercom, path, body);
  }

  /** Calls a control of the account of `hooks`. */
  brevo<T = RequestReport>(path: string, body?: unknown): Promise<T> {
    return control<T>(this.sandbox.brevo, path, body);
  }

  async #lines<T>(name: 'hooks' | 'polls', path: string): Promise<T[]> {
    const { brevo } = name === 'hooks' ? this.sandbox : this.#other;
    const text = await (await fetch(`${brevo}/__sandbox/${path}`)).text();
    return text
      .split('\n')
      .filter(Boolean)
      .map((line): T => JSON.parse(line));
  }
}

async function endedBefore(text: string, ended: Promise<Ended>): Promise<never> {
  throw new Error(`the receiver ended before it said "${text}": ${(await ended).stderr}`);
}

/** Lifts or sets the limit on the size of files of a running process, in bytes. */
export function limitFiles({ child }: Receiver, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`]);
  if (status !== 0) throw new Error(`prlimit: ${stderr.toString()}`);
}
