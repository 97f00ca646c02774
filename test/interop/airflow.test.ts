// The example DAGs in a real Airflow: read without an error, run as `airflow dags test` runs them, retried, stopped.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import companies from '../../examples/airflow/dags/catalogs/companies.json' with { type: 'json' };
import people from '../../examples/airflow/dags/catalogs/people.json' with { type: 'json' };
import pools from '../../examples/airflow/pools.json' with { type: 'json' };
import { version } from '../../core/package.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';
import { STREAMS } from '../support/compare.ts';
import { control } from '../support/tap.ts';
import { Airflow } from './support/airflow.ts';

const SIZES = { contacts: 60, companies: 12, conversations: 50, parts: 2 };

let airflow: Airflow;
beforeAll(async () => void (airflow = await Airflow.open()));
afterAll(() => airflow.close());

/** Where an attempt began to read each stream. */
const beginnings = (attempt: string[] = []): string[] =>
  attempt.filter((line) => line.includes(': reading '));
/** A variable of the pod whose value Kubernetes keeps. */
const secret = (name: string, key: string): Row => ({
  name,
  valueFrom: { secretKeyRef: { name: 'intercom-brevo-acme', key } },
});
const contactsSince = expect.stringContaining('contacts: reading what changed since 20');

describe('intercom_to_brevo', () => {
  test('the account is right after a retry, after a second run, and after a full refresh without replica', async () => {
    const acme = await airflow.workspace('acme', SIZES);
    const synced = new SyncedWorkspace();

    await acme.control('faults', [{ route: 'POST /contacts', nth: 12, fault: 'status', status: 401 }]);
    expect((await airflow.test('intercom_to_brevo')).code).toBe(0);
    expect(airflow.attempts('people')).toHaveLength(2);
    await synced.expectAccount(acme);

    // Nothing is deleted: a replica that is made anew does not know what was there.
    const kinds = [
      'contact.tagged',
      'contact.created',
      'company',
      'conversation.created',
      'conversation.replied',
    ];
    await control(acme.sandbox.intercom, 'mutate', { n: 30, seed: 5, kinds });
    expect((await airflow.test('intercom_to_brevo')).code).toBe(0);
    expect(beginnings(airflow.attempts('people').at(-1))).toContainEqual(contactsSince);
    await synced.expectAccount(acme);

    rmSync(join(acme.folder, 'intercom-brevo.replica'));
    expect((await airflow.test('intercom_to_brevo', { full_refresh: true })).code).toBe(0);
    expect(beginnings(airflow.attempts('people').at(-1))).not.toContainEqual(contactsSince);
    await synced.expectAccount(acme);
    expect(airflow.leaks()).toEqual([]);
  });

  test('its two catalogs hold each stream of the default selection once', () => {
    const chosen = [...companies.streams, ...people.streams].map(({ stream }) => stream);
    expect(chosen.toSorted()).toEqual(STREAMS.filter((stream) => stream !== 'contact_events').toSorted());
  });
});

test('intercom_workspaces: three at once; one fails and is retried from its state, the others are not held up', async () => {
  const names = ['bolt', 'core', 'dust'];
  const asked: string[] = [];
  const settings = await Promise.all(
    names.map(async (name, seed) => {
      const setting = await airflow.workspace(name, { ...SIZES, seed, latencyMs: 100 });
      setting.sandbox.onExchange = () => asked.push(name);
      if (name === 'core')
        await control(setting.sandbox.intercom, 'faults', [
          { route: 'POST /conversations/search', fault: 'status', status: 403 },
        ]);
      return setting;
    }),
  );

  expect((await airflow.test('intercom_workspaces')).code).toBe(0);

  expect(names.map((_, index) => airflow.attempts('sync', index).length)).toEqual([1, 2, 1]);
  const retry = beginnings(airflow.attempts('sync', 1)[1]);
  expect(retry).toContainEqual(contactsSince);
  expect(retry).toContainEqual('INFO conversations: reading everything');
  for (const setting of settings) await new SyncedWorkspace().expectAccount(setting);
  expect(asked.indexOf('dust')).toBeLessThan(asked.lastIndexOf('bolt'));
  expect(airflow.leaks()).toEqual([]);
});

test('a stop, as Airflow sends it to the process group: what is under way is delivered, and its state kept', async () => {
  const edge = await airflow.workspace('edge', SIZES);
  const pipe = airflow.startPipe('edge');
  await new Promise<void>((seen) => {
    edge.sandbox.onExchange = ({ method, path }) => method === 'POST' && path === '/contacts' && seen();
  });
  process.kill(-(pipe.child.pid ?? 0), 'SIGTERM');
  expect(await pipe.ended).toMatchObject({ code: 143 });
  const state = JSON.parse(readFileSync(join(edge.folder, 'state.json'), 'utf8')) as Row;
  expect(state).toHaveProperty('bookmarks.conversations.updated_at');
  await new SyncedWorkspace().expectAccount(edge);
});

test('its workers end, whichever of them takes the request that is meant for another', async () => {
  const outcome = await airflow.python<string>(`
import multiprocessing.process, time
from ending_executor import EndingExecutor
executor = EndingExecutor(parallelism=3)
executor.start()
time.sleep(1)
executor.workers = dict(reversed(executor.workers.items()))
is_alive = multiprocessing.process.BaseProcess.is_alive
multiprocessing.process.BaseProcess.is_alive = lambda worker: time.sleep(0.3) or is_alive(worker)
executor.end()
print('"all ended"')
`);
  expect(outcome).toBe('all ended');
});

describe('all DAGs', () => {
  interface Read {
    errors: Row;
    pools: Record<string, string[]>;
    pod: { containers: Row[]; terminationGracePeriodSeconds: number };
  }
  let read: Read;
  beforeAll(async () => {
    read = await airflow.python<Read>(`
import json
from airflow.dag_processing.dagbag import DagBag
from kubernetes.client import ApiClient
bag = DagBag()
pools = {name: sorted({task.pool for task in dag.tasks}) for name, dag in bag.dags.items()}
pod = bag.dags["intercom_kubernetes"].get_task("sync").build_pod_request_obj()
pod = ApiClient().sanitize_for_serialization(pod.spec)
print(json.dumps({"errors": bag.import_errors, "pools": pools, "pod": pod}))
`);
  });

  test('are read without an error, and take turns in the pools that the example makes', () => {
    expect(read.errors).toEqual({});
    expect(read.pools).toEqual({
      intercom_kubernetes: ['brevo_acme'],
      intercom_to_brevo: ['brevo_acme', 'intercom_scroll'],
      intercom_workspaces: ['default_pool', 'intercom_brevo'],
    });
    expect(Object.values(read.pools).flat()).toEqual(expect.arrayContaining(Object.keys(pools)));
    // More than one slot, and nobody waits for a turn.
    expect(pools).toMatchObject({ intercom_scroll: { slots: 1 }, brevo_acme: { slots: 1 } });
  });

  test('the pod has the volume where the pipe looks for it, the tokens by reference, and time to end', () => {
    const script = readFileSync('examples/airflow/dags/sync.sh', 'utf8');
    const [, folder] = /INTERCOM_BREVO_DATA:-([^}]+)/.exec(script) ?? [];
    expect(read.pod.containers).toHaveLength(1);
    expect(readFileSync('examples/airflow/Dockerfile', 'utf8')).toContain(
      `npm install --global intercom-brevo@${version}\n`,
    );
    expect(read.pod.containers[0]).toMatchObject({
      image: `intercom-brevo:${version}`,
      env: [
        { name: 'WORKSPACE', value: 'acme' },
        secret('TAP_INTERCOM_ACCESS_TOKEN', 'access-token'),
        secret('TARGET_BREVO_API_KEY', 'api-key'),
      ],
      volumeMounts: [{ mountPath: folder, name: 'data' }],
    });
    expect(read.pod.terminationGracePeriodSeconds).toBeGreaterThan(20);
  });
});
