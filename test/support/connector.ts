// Runs intercom-brevo over a sandbox: a configuration, the folder it is in, and the account it fills.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { SyncResult } from '../../connector/sync-result.ts';
import type { Row } from '../../core/protocol/messages.ts';
import type { SandboxOptions } from '../../sandbox/index.ts';
import { LISTS } from './brevo-workspace.ts';
import { BrevoSetting } from './brevo.ts';
import { bin, start, type Ended, type Running } from './spawn.ts';
import { control, TOKEN } from './tap.ts';

/** Enough of everything for a sync of a second. */
const SIZES: Partial<SandboxOptions> = {
  contacts: 60,
  companies: 12,
  conversations: 40,
  parts: 2,
  rateLimit: 0,
  brevoLists: Object.values(LISTS),
};

/** What every configuration is given through the environment, as the documentation has it. */
const SECRETS = { INTERCOM_ACCESS_TOKEN: TOKEN, BREVO_API_KEY: 'sandbox-key' };

/** A workspace, an account, and a folder with `intercom-brevo.yaml`. */
export class ConnectorSetting {
  readonly brevo: BrevoSetting;
  readonly folder: string;

  private constructor(brevo: BrevoSetting) {
    this.brevo = brevo;
    this.folder = brevo.folder;
  }

  /** One connector `intercom` with the lists of the model, and `settings` over that. Closes itself at the end of the test. */
  static async open(settings: Row = {}, options: Partial<SandboxOptions> = {}): Promise<ConnectorSetting> {
    const setting = new ConnectorSetting(await BrevoSetting.open({}, { ...SIZES, ...options }));
    onTestFinished(() => setting.brevo.close());
    setting.configure({ connectors: { intercom: setting.connector(settings) } });
    return setting;
  }

  /** The settings of a connector over the sandbox. */
  connector(settings: Row = {}): Row {
    return {
      access_token: '${INTERCOM_ACCESS_TOKEN}',
      base_url: this.brevo.sandbox.intercom,
      sync: { events: false },
      lists: LISTS,
      ...settings,
      brevo: { base_url: `${this.brevo.sandbox.brevo}/v3`, ...(settings['brevo'] as Row | undefined) },
    };
  }

  /** Writes the configuration; JSON is YAML too. */
  configure(configuration: Row | string): void {
    const text = typeof configuration === 'string' ? configuration : JSON.stringify(configuration, null, 2);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'intercom-brevo.yaml'), text);
  }

  /** Starts a command in the folder. */
  start(words: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    return start([...bin('connector'), ...words], { cwd: this.folder, env: { ...SECRETS, ...env } });
  }

  /** Runs it to its end. */
  run(...words: string[]): Promise<Ended> {
    return this.start(words).ended;
  }

  /** Changes the workspace at random. */
  mutate(n: number, seed = n): Promise<unknown> {
    return control(this.brevo.sandbox.intercom, 'mutate', { n, seed });
  }

  /** Requests that change the account, since it was last asked. */
  async writes(): Promise<number> {
    const { writes } = await this.brevo.requests();
    await this.brevo.control('requests/reset', {});
    return writes;
  }

  /** Path of a file of a connector. */
  path(file: string, name = 'intercom'): string {
    return join(this.folder, '.intercom-brevo', name, file);
  }

  /** What the last sync noted. */
  lastSync(name = 'intercom'): SyncResult {
    return JSON.parse(readFileSync(this.path('last-sync.json', name), 'utf8')) as SyncResult;
  }

  /** The bookmarks of the state. */
  bookmarks(name = 'intercom'): Record<string, Record<string, string>> {
    const { bookmarks } = JSON.parse(readFileSync(this.path('state.json', name), 'utf8')) as Row;
    return bookmarks as Record<string, Record<string, string>>;
  }
}

/** A run that has to go well. */
export function expectDone({ code, stderr }: Ended): void {
  expect({ code, log: code === 0 ? '' : stderr }).toEqual({ code: 0, log: '' });
}
