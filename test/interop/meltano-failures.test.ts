// `meltano run` when something ends before its time: what is kept, and that the next run is complete.
import { expect, test } from 'vitest';
import { comparable } from '../support/brevo-model.ts';
import { follow, World } from '../support/brevo-world.ts';
import { expectComplete } from '../support/compare.ts';
import { run, type Ended, type Running } from '../support/spawn.ts';
import { control } from '../support/tap.ts';
import { exampleModel, MeltanoProject } from './support/meltano.ts';

// Reading the parts takes a second or so.
const SLOW = { contacts: 120, conversations: 150, latencyMs: 40 };
const STREAMS = ['contacts', 'companies', 'conversations', 'conversation_parts', 'tags'];
const TO_JSONL = ['run', 'tap-intercom', 'target-jsonl'];
const TO_BREVO = ['run', 'tap-intercom', 'target-brevo'];

/** The processes below `meltano` that run a command. */
async function processes({ child }: Running, command: string): Promise<number[]> {
  const { stdout } = await run(['pgrep', '-P', String(child.pid), '-f', command]);
  return stdout.split('\n').filter(Boolean).map(Number);
}

/** Calls `then` once, in the middle of the conversations, with most of the other streams done. */
async function midway(project: MeltanoProject, running: Running, then: () => Promise<void>): Promise<Ended> {
  let left = 60;
  let done: Promise<void> | undefined;
  const { sandbox } = project.account;
  sandbox.onExchange = ({ method, path }) => {
    if (method === 'GET' && path.startsWith('/conversations/')) left -= 1;
    if (left === 0) done ??= then();
  };
  const ended = await running.ended;
  await done;
  sandbox.onExchange = undefined;
  expect(left).toBeLessThanOrEqual(0);
  return ended;
}

async function killed(project: MeltanoProject, command: string, args: readonly string[]): Promise<Ended> {
  const running = project.start(args);
  return midway(project, running, async () => {
    const [pid] = await processes(running, command);
    process.kill(pid ?? NaN, 'SIGKILL');
  });
}

/** The result is the log of the run. */
async function expectNextComplete(project: MeltanoProject): Promise<string> {
  const { stderr } = await project.succeed(TO_JSONL);
  await expectComplete(project.written(), project.intercom, STREAMS);
  return stderr;
}

async function expectNextInAccount(project: MeltanoProject): Promise<void> {
  await project.succeed(TO_BREVO);
  const [world, model] = [new World(), exampleModel()];
  await follow(world, project.intercom);
  model.run(world);
  expect(comparable(await project.account.account())).toEqual(model.account());
}

test('the tap is killed: the run fails, what the target had is kept with its state, the next run has the rest', async () => {
  const project = await MeltanoProject.open(SLOW);
  const { code, stderr } = await killed(project, 'tap-intercom', TO_JSONL);
  expect(code).toBe(1);
  expect(stderr).toContain('Extractor failed');
  expect(await project.state('target-jsonl')).toMatchObject({ bookmarks: { contacts: expect.anything() } });
  await expectComplete(project.written(), project.intercom, ['contacts']);
  expect(await expectNextComplete(project)).toContain('contacts: reading what changed since');
});

test('target-jsonl is killed: the run fails, the state of the one before is kept, and the next reads on from it', async () => {
  const project = await MeltanoProject.open(SLOW);
  await project.succeed(TO_JSONL);
  await control(project.intercom, 'mutate', { n: 30, seed: 3 });
  // All is read, so that there is a middle to be killed in.
  expect(await killed(project, 'target-jsonl', [...TO_JSONL, '--full-refresh'])).toMatchObject({ code: 1 });
  expect(await project.state('target-jsonl')).toMatchObject({ bookmarks: { contacts: expect.anything() } });
  expect(await expectNextComplete(project)).toContain('contacts: reading what changed since');
});

test('target-brevo is killed: the run fails, and the next one ends in the same account', async () => {
  const project = await MeltanoProject.open(SLOW);
  expect(await killed(project, 'target-brevo', TO_BREVO)).toMatchObject({ code: 1 });
  await expectNextInAccount(project);
});

test('target-brevo is killed while it sends: the run fails, and the next one ends in the same account', async () => {
  const project = await MeltanoProject.open({ contacts: 60, brevoContactsPerSecond: 10 });
  const running = project.start(TO_BREVO);
  let sent = 0;
  project.account.sandbox.onExchange = ({ side, method }) => {
    if (side !== 'brevo' || method === 'GET') return;
    sent += 1;
    if (sent === 15)
      void processes(running, 'target-brevo').then(([pid]) => process.kill(pid ?? NaN, 'SIGKILL'));
  };
  expect(await running.ended).toMatchObject({ code: 1 });
  project.account.sandbox.onExchange = undefined;
  const held = (await project.account.account()).length;
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(45);
  await expectNextInAccount(project);
});

test('a stream fails: the target settles the others at the end of its input, and their state is kept', async () => {
  const project = await MeltanoProject.open();
  const env = { TAP_INTERCOM_ACCESS_TOKEN: 'sandbox-token-without-conversations' };
  const { code, stderr } = await project.meltano(TO_JSONL, env);
  expect(code).toBe(1);
  expect(stderr).toMatch(/\[critical +\] tap-intercom failed: conversations, conversation_parts/);
  const { bookmarks } = (await project.state('target-jsonl')) as { bookmarks: object };
  expect(Object.keys(bookmarks).toSorted()).toEqual([
    'companies',
    'company_segments',
    'contacts',
    'segments',
  ]);
  await expectNextComplete(project);
});

test('the target ends first: the tap is stopped, nothing counts as loaded, and the reason is one line', async () => {
  const project = await MeltanoProject.open(SLOW);
  const env = { TARGET_BREVO_API_KEY: 'a-key-of-nobody' };
  const { code, stderr } = await project.meltano(TO_BREVO, env);
  expect(code).toBe(1);
  expect(stderr.match(/\[critical +\] target-brevo .*api_key/g)).toHaveLength(1);
  expect(stderr).not.toContain('a-key-of-nobody');
  expect(await project.state('target-brevo')).toBeUndefined();
  await expectNextInAccount(project);
});

test('SIGTERM to Meltano: tap and target stop with it, and the next run is complete', async () => {
  const project = await MeltanoProject.open(SLOW);
  const running = project.start(TO_JSONL);
  const pids: number[] = [];
  const { code, stderr } = await midway(project, running, async () => {
    pids.push(...(await processes(running, 'tap-intercom')), ...(await processes(running, 'target-jsonl')));
    running.child.kill('SIGTERM');
  });
  expect(code).toBe(143);
  for (const plugin of ['tap-intercom', 'target-jsonl'])
    expect(stderr).toMatch(new RegExp(`\\[warning +\\] ${plugin} +SIGTERM: finishing what is under way`));
  expect(pids).toHaveLength(2);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expectNextComplete(project);
});
