// What Brevo refuses: exit 5, and `rejects list`, `show` and `replay`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConnectorSetting } from '../support/connector.ts';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';

const REFUSED = {
  route: 'POST /contacts',
  fault: 'status',
  status: 400,
  body: { code: 'invalid_parameter', message: 'Invalid something' },
  nth: 3,
  times: 2,
};

test('a sync with refusals ends with 5, keeps its state, and a replay delivers what waits', async () => {
  const setting = await ConnectorSetting.open();
  await setting.brevo.control('faults', [REFUSED]);
  const { code, stdout } = await setting.run('sync', '--report', join(setting.folder, 'page.html'));
  expect(code).toBe(5);
  expect(stdout).toContain('intercom: done, but for what Brevo refused');
  expect(stdout).toContain('rejects  2 wait: intercom-brevo rejects list intercom');
  const { rejects, brevo } = setting.lastSync();
  expect(brevo).toMatchObject({ rejected: 2, rejects_waiting: 2 });
  expect(Object.keys(setting.bookmarks())).toContain('contacts');

  const list = await setting.run('rejects', 'list');
  expect(list.code).toBe(5);
  const words =
    /^contacts .*Brevo answered 400 \(.*Invalid something\)\n  .* It is sent again when it changes, or /gm;
  expect(list.stdout.match(words)).toHaveLength(2);
  expect(list.stdout).toMatch(/\n"intercom-brevo rejects replay intercom" tries all of them again\n$/);
  const json = await setting.run('rejects', 'list', '--json');
  const page = readFileSync(join(setting.folder, 'page.html'), 'utf8');
  expect(page.match(/Brevo answered 400 /g)).toHaveLength(1);
  expect(page).not.toContain('(400 ');
  expect(page).toContain('<code>intercom-brevo rejects replay</code>');
  for (const text of [list.stdout, json.stdout, page]) expect(text).not.toContain('--replay-rejects');
  const lines = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { key: string });
  expect(lines.map(({ key }) => key)).toEqual(rejects.map(({ key }) => key));
  const key = lines[0]?.key ?? '';
  const show = await setting.run('rejects', 'show', key);
  expect(JSON.parse(show.stdout)).toMatchObject({ stream: 'contacts', key, payload: { ext_id: key } });
  const unknown = await setting.run('rejects', 'show', 'intercom', `${key}x`);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain(`(did you mean "${key}"?)`);

  const replay = await setting.run('rejects', 'replay', 'intercom');
  expect(replay.code).toBe(0);
  expect(replay.stdout).toContain('nothing waits any more');
  expect((await setting.run('rejects', 'list')).stdout).toBe('nothing waits\n');
  expect((await setting.run('sync')).code).toBe(0);
  await new SyncedWorkspace().expectAccount(setting.brevo);
});

test('max_rejects in the configuration keeps the state back where more wait', async () => {
  const setting = await ConnectorSetting.open({ brevo: { max_rejects: 1 } });
  await setting.brevo.control('faults', [REFUSED]);
  const { code, stderr } = await setting.run('sync');
  expect(code).toBe(1);
  expect(stderr).toContain('more than max_rejects (1): mend them and replay the rejects, or raise');
  expect((await setting.run('sync')).code).toBe(1);
  expect((await setting.run('rejects', 'replay')).code).toBe(0);
  expect((await setting.run('sync')).code).toBe(0);
  await new SyncedWorkspace().expectAccount(setting.brevo);
});

test.each([
  [['rejects', 'lst'], '(did you mean "list"?)'],
  [['rejects', 'show'], 'name the key of one'],
  [['rejects'], 'rejects needs list, show or replay\n'],
  [['explain', 'nobody@x'], 'CRITICAL the replica knows no contact nobody@x\n'],
  [['explain'], 'explain takes the id or e-mail of one contact'],
])('%s is told what is missing', async (words, said) => {
  const setting = await ConnectorSetting.open();
  const { code, stderr } = await setting.run(...words);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test('explain tells of one contact where its values come from', async () => {
  const setting = await ConnectorSetting.open();
  await setting.run('sync');
  const [one] = await setting.brevo.account();
  const { code, stdout } = await setting.run('explain', one?.email ?? '');
  expect(code).toBe(0);
  expect(stdout).toContain(`contact ${one?.ext_id}`);
  expect(stdout).toContain('not sent: Brevo has it all confirmed');
  expect((await setting.run('explain', 'intercom', 'nobody')).code).toBe(2);
});
