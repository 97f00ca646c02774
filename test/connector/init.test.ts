// `intercom-brevo init`: a file that works, written by asking or without, and never over another.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConnectors } from '../../connector/config/load.ts';
import type { Connector } from '../../connector/connector.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { bin, run, start, temporaryFolder, type Ended } from '../support/spawn.ts';
import { control } from '../support/tap.ts';

const KEYS = { INTERCOM_ACCESS_TOKEN: 'sandbox-token', BREVO_API_KEY: 'sandbox-key' };
const NO_KEYS = { INTERCOM_ACCESS_TOKEN: undefined, BREVO_API_KEY: undefined };
const EMPTY_KEYS = { INTERCOM_ACCESS_TOKEN: '', BREVO_API_KEY: '' };

interface Written extends Ended {
  text: string;
  /** What the file declares. */
  connector: () => Connector;
  folder: string;
  sandbox: Sandbox;
}

/** Runs `init` in a folder of its own; `answers` are typed one by one. */
async function init(
  given: { answers?: string[]; flags?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Written> {
  const sandbox = await startSandbox({
    // One process after the other: the second one finds the first one's second used up.
    brevoContactsPerSecond: 0,
    contacts: 20,
    companies: 3,
    conversations: 3,
    brevoLists: [35, 36, 37],
    brevoRestPerHour: 0,
  });
  onTestFinished(() => sandbox.close());
  const folder = temporaryFolder();
  const env = { ...KEYS, ...given.env };
  const hosts = ['--intercom-url', sandbox.intercom, '--brevo-url', `${sandbox.brevo}/v3`];
  const input = (given.answers ?? []).map((answer) => `${answer}\n`).join('');
  const ended = await run([...bin('connector'), 'init', ...hosts, ...(given.flags ?? [])], {
    cwd: folder,
    env,
    input,
  });
  const file = join(folder, 'intercom-brevo.yaml');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const connector = (): Connector =>
    loadConnectors({
      env: { ...KEYS, INTERCOM_CLIENT_ID: 'id', INTERCOM_CLIENT_SECRET: 'secret', ...given.env },
      cwd: folder,
    }).get();
  return { ...ended, text, connector, folder, sandbox };
}

test('--yes writes a file that a sync takes, with the real lists and attributes to choose from', async () => {
  const { code, stdout, stderr, text, connector, folder, sandbox } = await init({ flags: ['--yes'] });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('✓ Intercom: Sandbox, region us');
  expect(stdout).toContain('✓ Brevo: lists 35 List 35, 36 List 36, 37 List 37');
  expect(stdout).toMatch(
    /Next:\n {2}intercom-brevo test\n {2}intercom-brevo sync --plan\n {2}intercom-brevo sync\n$/,
  );
  expect(text).toContain('# Lists of the account: 35 List 35, 36 List 36, 37 List 37');
  expect(text).toMatch(/# Attributes of the account: .*FIRSTNAME \(text\)/);
  expect(text).toMatch(/# Custom attributes of the workspace: .*Favourite colour/);
  expect(text).toContain('#   custom_attributes.Favourite colour: FAVOURITE_COLOUR\n');
  expect(`${text}${stdout}`).not.toMatch(/sandbox-token|sandbox-key/);
  const { intercom, resources, brevo } = connector();
  expect(intercom).toMatchObject({
    access_token: 'sandbox-token',
    region: 'us',
    api_version: '2.11',
    base_url: `${sandbox.intercom}/`,
  });
  expect([...resources]).toEqual(['contacts', 'conversations', 'companies', 'tags']);
  expect(brevo).toMatchObject({ api_key: 'sandbox-key', on_delete: 'unlist' });
  const synced = await run([...bin('connector'), 'sync'], { cwd: folder, env: KEYS });
  expect(synced.stderr).toBe('');
  expect(synced.code).toBe(0);
});

test('answers go into the file; one that cannot be is asked for again, with the reason', async () => {
  const sync = ['', 'no', 'maybe', 'yes', 'YES', ''];
  const lists = ['99', 'list 35', '35', '-', 'List 36'];
  const fields = ['yes', 'full name', 'full_name', '', '', '', '', '', 'plan', ''];
  const custom = Array.from({ length: 8 }, (_, n) => (n === 5 ? 'colour' : ''));
  const { code, stdout, connector } = await init({
    answers: [...sync, ...lists, ...fields.slice(0, 9), ...custom],
  });
  expect(code).toBe(0);
  expect(stdout).toContain('yes or no, not "maybe"');
  expect(stdout).toContain('the account has no list 99');
  expect(stdout).toContain('the account has no list "list 35" (did you mean "List 35"?)');
  expect(stdout).toContain(
    '"full name" cannot be an attribute\'s name at Brevo, which has letters, digits and "_" only: write FULL_NAME',
  );
  const { brevo, resources } = connector();
  expect([...resources]).toEqual(['contacts', 'companies', 'events', 'tags']);
  expect(brevo.lists).toEqual({ all_users: 35, active_conversations: 'List 36' });
  expect(brevo.field_mapping).toEqual({
    email: 'email',
    name: 'FULL_NAME',
    phone: 'SMS',
    'company.plan': 'PLAN',
    'custom_attributes.Favourite colour': 'COLOUR',
  });
});

test.each([
  ['without token and key', NO_KEYS, /INTERCOM_ACCESS_TOKEN\} is set neither/],
  ['with empty ones', EMPTY_KEYS, /INTERCOM_ACCESS_TOKEN\} is empty/],
])('%s it asks nobody, and says what to set', async (_how, env, problem) => {
  const { code, stdout, stderr, text, connector, sandbox } = await init({ flags: ['-y'], env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('set INTERCOM_ACCESS_TOKEN, BREVO_API_KEY in the environment, or in a file .env');
  expect(text).not.toContain('of the account:');
  expect(connector).toThrow(problem);
  for (const url of [sandbox.intercom, sandbox.brevo])
    expect(await control(url, 'requests')).toMatchObject({ total: 0 });
});

test('who connects in the browser is asked for the region, and needs no token', async () => {
  const answers = ['oauth', 'mars', 'eu', ...Array.from({ length: 9 }, () => '')];
  const { code, stdout, connector } = await init({
    answers,
    env: { ...NO_KEYS, BREVO_API_KEY: 'sandbox-key' },
  });
  expect(code).toBe(0);
  expect(stdout).toContain('"mars" is none of us, eu, au');
  expect(stdout).toContain(
    'Next:\n  set INTERCOM_CLIENT_ID, INTERCOM_CLIENT_SECRET in the environment, or in a file .env\n  intercom-brevo connect\n',
  );
  expect(connector().intercom).toMatchObject({ client_id: 'id', client_secret: 'secret', region: 'eu' });
  expect(connector().intercom.access_token).toBeUndefined();
});

test('a token or a key that is refused is told, and the file is written without their help', async () => {
  const wrong = { INTERCOM_ACCESS_TOKEN: 'a-token-that-is-wrong', BREVO_API_KEY: 'a-key-that-is-wrong' };
  const { code, stdout, stderr, text } = await init({ flags: ['--yes'], env: wrong });
  expect(code).toBe(0);
  expect(stderr).toMatch(/WARNING GET \/me: Intercom answered 401 .*going on without/);
  expect(stderr).toMatch(/WARNING GET \/contacts\/attributes: Brevo answered 401 .*going on without/);
  expect(stdout).toContain('– Intercom: asked, to no avail: the warning says why\n');
  expect(stdout).toContain('– Brevo: asked, to no avail: the warning says why\n');
  expect(text).toContain('region: us');
  expect(`${stdout}${stderr}${text}`).not.toContain('that-is-wrong');
});

test('whoever does not answer was asked all the same, and who was not is told so', async () => {
  const folder = temporaryFolder();
  const command = [...bin('connector'), 'init', '--yes', '--intercom-url', 'http://127.0.0.1:1'];
  const env = { ...NO_KEYS, INTERCOM_ACCESS_TOKEN: 'sandbox-token' };
  const { code, stdout, stderr } = await run(command, { cwd: folder, env });
  expect(code).toBe(0);
  expect(stderr).toMatch(/WARNING GET \/me: .*going on without/);
  expect(stdout).toContain('– Intercom: asked, to no avail: the warning says why\n');
  expect(stdout).toContain('– Brevo: not asked, for want of BREVO_API_KEY, its key\n');
});

test('the keys may stand in .env', async () => {
  const { sandbox } = await init({ flags: ['--yes'], env: NO_KEYS });
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), 'BREVO_API_KEY=sandbox-key\n');
  const command = [...bin('connector'), 'init', '--yes', '--brevo-url', `${sandbox.brevo}/v3`];
  const { stdout } = await run(command, { cwd: folder, env: NO_KEYS });
  expect(stdout).toContain('✓ Brevo: lists 35 List 35');
  expect(stdout).toContain('set INTERCOM_ACCESS_TOKEN in the environment');
});

test('a file that is there stays as it is', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'mine.yaml');
  writeFileSync(file, 'mine');
  const { code, stderr } = await run([...bin('connector'), 'init', '--yes', '-c', 'mine.yaml'], {
    cwd: folder,
    env: NO_KEYS,
  });
  expect(code).toBe(2);
  expect(stderr).toContain('CRITICAL mine.yaml is there already, and stays as it is');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('where the answers end too soon nothing is written', async () => {
  const { code, stderr, text } = await init({ answers: ['', ''] });
  expect([code, text]).toEqual([2, '']);
  expect(stderr).toContain(
    'CRITICAL the input ended before all was answered; "--yes" takes the usual answers',
  );
});

test('stopped at a question it writes nothing', async () => {
  const folder = temporaryFolder();
  const { child, ended } = start([...bin('connector'), 'init'], { cwd: folder, env: NO_KEYS, kept: true });
  await new Promise<void>((asked) => {
    child.stdout?.on('data', (chunk: Buffer) => chunk.includes('token or oauth?') && asked());
  });
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(existsSync(join(folder, 'intercom-brevo.yaml'))).toBe(false);
});
