// `meltano run` with the example project: complete, incremental, its state kept, its log Meltano's own.
import { expect, test } from 'vitest';
import { comparable } from '../support/brevo-model.ts';
import { follow, World } from '../support/brevo-world.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { control, truth } from '../support/tap.ts';
import { exampleModel, MeltanoProject } from './support/meltano.ts';

/** What meltano.yml selects. */
const SELECTED = STREAMS.filter((stream) => stream !== 'contact_events');
const TO_JSONL = ['run', 'tap-intercom', 'target-jsonl'];
const TO_BREVO = ['run', 'tap-intercom', 'target-brevo'];

test('tap-intercom target-jsonl: everything, then what changed, then everything with --full-refresh', async () => {
  const project = await MeltanoProject.open();
  const contacts = (): number => project.written().filter(({ stream }) => stream === 'contacts').length;
  const bookmarks = async (): Promise<unknown> => (await project.state('target-jsonl'))?.['bookmarks'];

  await project.succeed(TO_JSONL);
  await expectComplete(project.written(), project.intercom, SELECTED);
  const [first, firstState] = [contacts(), await bookmarks()];
  expect(first).toBe(60);
  expect(firstState).toMatchObject({ contacts: { updated_at: expect.any(String) } });

  await control(project.intercom, 'mutate', { n: 30, seed: 3 });
  await project.succeed(TO_JSONL);
  await expectComplete(project.written(), project.intercom, SELECTED);
  const second = contacts() - first;
  expect(second).toBeGreaterThan(0);
  expect(second).toBeLessThan(30);
  expect(await bookmarks()).not.toEqual(firstState);

  await project.succeed([...TO_JSONL, '--full-refresh']);
  expect(contacts() - first - second).toBe((await truth(project.intercom, 'contacts')).size);
  expect(Object.keys((await bookmarks()) as object)).toEqual(Object.keys(firstState as object));
});

test('tap-intercom target-brevo: the account is as the mapping in meltano.yml says, and nothing is sent twice', async () => {
  const project = await MeltanoProject.open();
  const { account } = project;
  const [world, model] = [new World(), exampleModel()];
  const writes: number[] = [];
  for (const n of [0, 20, 0]) {
    if (n > 0) await control(project.intercom, 'mutate', { n, seed: 5 });
    await account.control('requests/reset', {});
    await project.succeed(TO_BREVO);
    writes.push((await account.requests()).writes);
    await follow(world, project.intercom);
    model.run(world);
    const held = comparable(await account.account());
    expect(held.length).toBeGreaterThan(30);
    expect(held).toEqual(model.account());
  }
  const [first = 0, second = 0, third] = writes;
  expect(first).toBeGreaterThan(30);
  expect(second).toBeGreaterThan(0);
  expect(second).toBeLessThan(21);
  expect(third).toBe(0);
  expect(await project.state('target-brevo')).toMatchObject({ bookmarks: { contacts: expect.anything() } });
});

test('the job of meltano.yml is the same pipe', async () => {
  const project = await MeltanoProject.open();
  await project.succeed(['run', 'intercom-to-brevo']);
  expect((await project.account.account()).length).toBeGreaterThan(30);
});

test("log lines are Meltano's own: its time, its level, the plugin's name, the text", async () => {
  const project = await MeltanoProject.open();
  const { stderr } = await project.meltano(TO_JSONL);
  const lines = stderr.split('\n').filter((line) => / (tap-intercom|target-jsonl) /.test(line));
  const form = /^\S+Z \[(info|warning) *\] (tap-intercom|target-jsonl) [A-Za-z].*/;
  expect(lines.filter((line) => !form.test(line))).toEqual([]);
  expect(stderr).not.toMatch(/"logger_name"|\] (tap-intercom|target-jsonl) +(INFO|WARNING) /);
  expect(stderr).toMatch(/\[info +\] tap-intercom contacts: complete, 60 records/);
  expect(stderr).toMatch(/\[warning +\] target-jsonl contact_attributes: rows that are gone/);
  expect(stderr).toMatch(/\[info +\] tap-intercom METRIC +.*metric_name=record_count metric_value=60/);
  expect(stderr).not.toContain('sandbox-token');
});
