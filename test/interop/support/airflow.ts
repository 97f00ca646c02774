// An Airflow of the test's own with the example DAGs, and workspaces whose sandboxes they read and write.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Row } from '../../../core/protocol/messages.ts';
import type { SandboxOptions } from '../../../sandbox/index.ts';
import { BrevoSetting } from '../../support/brevo.ts';
import { LISTS } from '../../support/brevo-workspace.ts';
import { run, jsonFile, start, temporaryFolder, type Ended, type Running } from '../../support/spawn.ts';
import { TOKEN } from '../../support/tap.ts';
import { succeed } from './command.ts';
import { installed } from './package.ts';
import { executable } from './venv.ts';

const EXAMPLES = resolve('examples/airflow');
const OWN = resolve('test/interop/airflow');
const SECRETS = [TOKEN, 'sandbox-key'];

/** A cluster that nobody asks anything, for pods that are looked at and not run. */
const NO_CLUSTER = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:9' } }],
  users: [{ name: 'nobody', user: {} }],
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'nobody' } }],
  'current-context': 'none',
};

/** Airflow with its local executor (see `ending_executor.py`), which runs the tasks of a DAG in processes of their own, several at once. */
export class Airflow {
  readonly #home = temporaryFolder();
  readonly #data = temporaryFolder();
  readonly #cluster = jsonFile(NO_CLUSTER);
  readonly #connections: NodeJS.ProcessEnv = {};
  readonly #port: number;
  #server: Running | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  /** With its database made, the pools of the example, and the server that tasks report to; to be closed. */
  static async open(): Promise<Airflow> {
    const airflow = new Airflow(await freePort());
    await airflow.#succeed(['db', 'migrate']);
    await airflow.#succeed(['pools', 'import', join(EXAMPLES, 'pools.json')]);
    await airflow.#serve();
    return airflow;
  }

  /** A workspace and an account of this name: Airflow has their connections, `folder` is what the DAGs keep of them. */
  async workspace(name: string, options: Partial<SandboxOptions>): Promise<BrevoSetting> {
    const lists = { brevoLists: Object.values(LISTS) };
    const setting = await BrevoSetting.open({}, { rateLimit: 0, ...lists, ...options });
    const folder = join(this.#data, name);
    onTestFinished(async () => {
      rmSync(folder, { recursive: true });
      await setting.close();
    });
    const { intercom, brevo } = setting.sandbox;
    mkdirSync(folder);
    setting.folder = folder;
    const write = (file: string, settings: Row): void =>
      writeFileSync(join(folder, file), JSON.stringify(settings));
    write('tap.json', { base_url: intercom });
    write('target.json', { base_url: `${brevo}/v3`, lists: LISTS, create_attributes: true });
    for (const [vendor, password] of Object.entries({ INTERCOM: TOKEN, BREVO: 'sandbox-key' }))
      this.#connections[`AIRFLOW_CONN_${vendor}_${name.toUpperCase()}`] = JSON.stringify({
        conn_type: 'generic',
        password,
      });
    return setting;
  }

  /** Runs a DAG once, to its end; `conf` holds its params. */
  test(dag: string, conf: Row = {}): Promise<Ended> {
    const command = ['dags', 'test', '--use-executor', '--conf', JSON.stringify(conf), dag];
    return run([executable('airflow', 'airflow'), ...command], { env: this.#env() });
  }

  /** What the attempts at a task have logged, one list for each, over all runs of its DAG; a mapped task has a number. */
  attempts(task: string, mapped?: number): string[][] {
    const end = `/task_id=${task}${mapped === undefined ? '' : `/map_index=${mapped}`}/attempt=`;
    const paths = this.#files('logs').filter((path) => path.includes(end));
    return paths.toSorted().map((path) => {
      const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
      return lines.map((line) => (JSON.parse(line) as { event: string }).event);
    });
  }

  /** Starts the pipe of the DAGs in a process group of its own, as Airflow does. */
  startPipe(workspace: string): Running {
    const secrets = { TAP_INTERCOM_ACCESS_TOKEN: TOKEN, TARGET_BREVO_API_KEY: 'sandbox-key' };
    const env = { ...this.#env(), ...secrets, WORKSPACE: workspace };
    return start(['setsid', 'bash', join(EXAMPLES, 'dags', 'sync.sh')], { env });
  }

  /** What Airflow has kept that holds one of the tokens: its database and logs are for more people to read. */
  leaks(): string[] {
    return this.#files().filter((path) => SECRETS.some((secret) => readFileSync(path).includes(secret)));
  }

  /** What a Python script that may import Airflow prints, parsed. */
  async python<T>(script: string): Promise<T> {
    const printed = await succeed([executable('airflow', 'python'), '-c', script], { env: this.#env() });
    return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '') as T;
  }

  async close(): Promise<void> {
    this.#server?.child.kill();
    await this.#server?.ended;
  }

  async #serve(): Promise<void> {
    const command = ['api-server', '--apps', 'execution', '--workers', '1', '--port', String(this.#port)];
    this.#server = start([executable('airflow', 'airflow'), ...command], { env: this.#env() });
    while (!(await answers(this.#port))) {
      const { exitCode } = this.#server.child;
      if (exitCode !== null)
        throw new Error(`airflow api-server ended:\n${(await this.#server.ended).stderr}`);
      await sleep(200);
    }
  }

  #succeed(args: string[]): Promise<string> {
    return succeed([executable('airflow', 'airflow'), ...args], { env: this.#env() });
  }

  #files(folder = ''): string[] {
    const entries = readdirSync(join(this.#home, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  }

  #env(): NodeJS.ProcessEnv {
    return {
      ...this.#connections,
      AIRFLOW_HOME: this.#home,
      AIRFLOW__API_AUTH__JWT_SECRET: 'not secret: this Airflow lives as long as its test does, and here',
      AIRFLOW__CORE__DAGS_FOLDER: join(EXAMPLES, 'dags'),
      AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY: '1',
      AIRFLOW__CORE__EXECUTOR: 'ending_executor.EndingExecutor',
      AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${this.#port}/execution/`,
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__CORE__PARALLELISM: '3',
      INTERCOM_BREVO_DATA: this.#data,
      KUBECONFIG: this.#cluster,
      PATH: [dirname(installed('tap-intercom')), process.env['PATH']].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: OWN,
    };
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/execution/health`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
