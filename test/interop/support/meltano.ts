// The example project of Meltano, copied into a folder of its own, over a sandbox.
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RecordMessage, Row } from '../../../core/protocol/messages.ts';
import { Model } from '../../support/brevo-model.ts';
import { RULES } from '../../support/brevo-rules.ts';
import { BrevoSetting } from '../../support/brevo.ts';
import { start, temporaryFolder, type Ended, type Running } from '../../support/spawn.ts';
import { TOKEN } from '../../support/tap.ts';
import type { SandboxOptions } from '../../../sandbox/index.ts';
import { installed } from './package.ts';
import { executable } from './venv.ts';

const QUIET = {
  NO_COLOR: '1',
  // Wide enough that no line of a table or a traceback is broken.
  COLUMNS: '1000',
  MELTANO_CLI_DISABLE_VERSION_CHECK: 'true',
  MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false',
};

/** What the account must hold by the lists and the field_mapping of the example's meltano.yml. */
export function exampleModel(): Model {
  const attributes = ['FULLNAME', 'SIGNUP_DATE', 'COMPANY_NAME', 'COMPANY_PLAN', 'PLAN_TIER'];
  return new Model({
    attributes: only(RULES.attributes, attributes),
    lists: only(RULES.lists, ['35', '37']),
  });
}

function only<T>(all: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

/** A workspace that is read in no time. */
const SMALL = { contacts: 60, companies: 12, conversations: 40, parts: 3, rateLimit: 0 };

/** A Meltano project whose plugins are the commands of the installed package. */
export class MeltanoProject {
  readonly folder = temporaryFolder();
  readonly account: BrevoSetting;

  private constructor(account: BrevoSetting) {
    this.account = account;
    // As npm install makes it.
    symlinkSync(dirname(dirname(installed('tap-intercom'))), join(this.folder, 'node_modules'));
    const variables = {
      TAP_INTERCOM_ACCESS_TOKEN: TOKEN,
      TAP_INTERCOM_BASE_URL: account.sandbox.intercom,
      TARGET_BREVO_API_KEY: 'sandbox-key',
      TARGET_BREVO_BASE_URL: `${account.sandbox.brevo}/v3`,
    };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(this.folder, '.env'), lines.join(''));
  }

  /** The example project as it is. */
  static async open(options: Partial<SandboxOptions> = {}): Promise<MeltanoProject> {
    const project = await MeltanoProject.empty(options);
    for (const name of ['meltano.yml', 'plugins'])
      cpSync(join('examples/meltano', name), join(project.folder, name), { recursive: true });
    return project;
  }

  /** A project without plugins. */
  static async empty(options: Partial<SandboxOptions> = {}): Promise<MeltanoProject> {
    const account = await BrevoSetting.open({}, { ...SMALL, brevoLists: [35, 37], ...options });
    onTestFinished(() => account.close());
    const project = new MeltanoProject(account);
    const yaml = 'default_environment: prod\nenvironments: [{ name: prod }]\n';
    writeFileSync(join(project.folder, 'meltano.yml'), yaml);
    return project;
  }

  get intercom(): string {
    return this.account.sandbox.intercom;
  }

  /** Starts `meltano` in the project; variables in `env` are settings to it. */
  start(command: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const words = [executable('meltano', 'meltano'), ...command];
    return start(words, { cwd: this.folder, env: { ...QUIET, ...env } });
  }

  /** Runs `meltano` to its end. */
  meltano(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(command, env).ended;
  }

  /** The same, and throws with what it wrote where it fails. */
  async succeed(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const ended = await this.meltano(command, env);
    if (ended.code !== 0) throw new Error(`meltano ${command.join(' ')}:\n${ended.stdout}${ended.stderr}`);
    return ended;
  }

  /** The state that Meltano keeps for a tap and a target, as the next run is given it; undefined where there is none. */
  async state(target: string): Promise<Row | undefined> {
    const { stdout } = await this.succeed(['state', 'get', `prod:tap-intercom-to-${target}`]);
    const { singer_state: state } = JSON.parse(stdout) as { singer_state?: Row };
    return state;
  }

  /** The rows that target-jsonl has written so far, as messages. */
  written(): RecordMessage[] {
    const folder = join(this.folder, 'output');
    const files = existsSync(folder) ? readdirSync(folder) : [];
    return files.flatMap((file) =>
      linesOf(join(folder, file)).map((line) => ({
        type: 'RECORD',
        stream: basename(file, '.jsonl'),
        record: JSON.parse(line) as Row,
      })),
    );
  }
}

/** Whole lines: the last one of a killed target may be torn. */
function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}
