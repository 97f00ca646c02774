// `intercom-brevo connect` against the sandbox's OAuth page: let in, denied, expired, and led astray.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { decide } from '../support/consent.ts';
import { bin, start, temporaryFolder, type Ended } from '../support/spawn.ts';

const APP = { client_id: 'app', client_secret: 'the-secret-of-the-app' };
const TOKEN_FILE = '.intercom-brevo/intercom/token.json';

interface Connecting {
  /** The address of Intercom's page, as the command shows it. */
  url: string;
  folder: string;
  ended: Promise<Ended>;
  /** Stops it. */
  kill: (signal: NodeJS.Signals) => void;
}

/** Starts `connect` in a folder of its own, and reads the address it shows. */
async function connecting(
  given: { sandbox?: Partial<SandboxOptions>; settings?: object; flags?: string[] } = {},
): Promise<Connecting> {
  const sandbox = await startSandbox({ contacts: 1, companies: 0, conversations: 0, ...given.sandbox });
  onTestFinished(() => sandbox.close());
  const folder = temporaryFolder();
  const intercom = { base_url: sandbox.intercom, ...APP, ...given.settings };
  writeFileSync(join(folder, 'intercom-brevo.yaml'), JSON.stringify({ connectors: { intercom } }));
  const command = [...bin('connector'), 'connect', '--no-browser', ...(given.flags ?? ['--port', '0'])];
  const { child, ended } = start(command, { cwd: folder, env: { BREVO_API_KEY: 'sandbox-key' } });
  const url = await new Promise<string>((found) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [address] = /https?:\S+/.exec(text) ?? [];
      if (address) found(address);
    });
    void ended.then(() => found(''));
  });
  return { url, folder, ended, kill: (signal) => child.kill(signal) };
}

test('a person lets the app in: the token is kept for its owner alone, and used', async () => {
  const { url, folder, ended } = await connecting();
  const page = await decide(url, 'allow');
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('You can close this page') });
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /✓ Connected to Sandbox, region us; the token is in .*token\.json\nNext: intercom-brevo test intercom\b/,
  );
  const file = join(folder, TOKEN_FILE);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ access_token: 'sandbox-token', region: 'us' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, '.intercom-brevo/intercom')).mode & 0o777).toBe(0o700);
  expect(`${stdout}${page.text}`).not.toMatch(/sandbox-token|the-secret/);
});

const terminal = spawnSync('script', ['--version']).status === 0;
const note = terminal ? '' : ' SKIPPED: script(1) is not here';

test.skipIf(!terminal)(`on a terminal the browser opens the page${note}`, async () => {
  const folder = temporaryFolder();
  const opened = join(folder, 'opened');
  const browser = join(folder, 'browser');
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > ${opened}\n`, { mode: 0o755 });
  const intercom = { base_url: 'http://127.0.0.1:9', ...APP };
  writeFileSync(join(folder, 'intercom-brevo.yaml'), JSON.stringify({ connectors: { intercom } }));
  const words = [...bin('connector'), 'connect', '--port', '0'];
  const { child, ended } = start(
    ['script', '--quiet', '--return', '--command', words.join(' '), '/dev/null'],
    {
      cwd: folder,
      env: { BREVO_API_KEY: 'key', BROWSER: browser, DISPLAY: '' },
      kept: true,
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = (): string => (existsSync(opened) ? readFileSync(opened, 'utf8') : '');
  await expect
    .poll(url, { timeout: 20_000 })
    .toMatch(/^http:\/\/127\.0\.0\.1:9\/oauth\?client_id=app&state=/);
  child.stdin?.end('\u0003');
  expect((await ended).code).toBe(130);
});

test('access denied: no token, and 3', async () => {
  const { url, folder, ended } = await connecting();
  expect(await decide(url, 'deny')).toMatchObject({ status: 403, text: expect.stringContaining('denied') });
  const { code, stderr } = await ended;
  expect(code).toBe(3);
  expect(stderr).toContain('CRITICAL access to the workspace was denied (access_denied)');
  expect(existsSync(join(folder, TOKEN_FILE))).toBe(false);
});

test('a code that has expired: told with what to do, no token, and 3', async () => {
  const { url, folder, ended } = await connecting({ sandbox: { codeSeconds: 0 } });
  expect(await decide(url, 'allow')).toMatchObject({
    status: 403,
    text: expect.stringContaining('Not connected'),
  });
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /CRITICAL POST \/auth\/eagle\/token: .*Unauthorized Code.*: authorise the app again/,
  );
  expect(`${stdout}${stderr}`).not.toContain('the-secret');
  expect(existsSync(join(folder, TOKEN_FILE))).toBe(false);
});

test('a wrong state is refused, its code is not exchanged, and the wait goes on', async () => {
  const { url, folder, ended } = await connecting();
  const back = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
  for (const query of ['code=sandbox-code&state=wrong', 'code=sandbox-code', 'error=access_denied']) {
    back.search = query;
    const refused = await fetch(back);
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('belongs to another request'),
    ]);
  }
  expect(existsSync(join(folder, TOKEN_FILE))).toBe(false);
  expect((await decide(url, 'allow')).status).toBe(200);
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr.match(/WARNING an answer with another "state" came, and was refused/g)).toHaveLength(3);
});

test('each request has a state of its own, and names the app and the page to come back to', async () => {
  const [one, other] = await Promise.all([connecting(), connecting()]);
  const [first, second] = [one, other].map(({ url }) => Object.fromEntries(new URL(url).searchParams));
  expect(first).toMatchObject({
    client_id: 'app',
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
  });
  expect(first?.['state']).toMatch(/^[\w-]{43}$/);
  expect(first?.['state']).not.toBe(second?.['state']);
  for (const { kill, ended } of [one, other]) {
    kill('SIGINT');
    expect((await ended).code).toBe(130);
  }
});

test('an address that the app declares is given to Intercom in the place of the local one', async () => {
  const { url, ended, kill } = await connecting({
    flags: ['--port', '0', '--redirect-url', 'https://tunnel.example/back'],
  });
  expect(new URL(url).searchParams.get('redirect_uri')).toBe('https://tunnel.example/back');
  kill('SIGTERM');
  expect((await ended).code).toBe(143);
});

test.each<[string, { settings?: object; flags?: string[] }, RegExp]>([
  [
    'without the app',
    { settings: { client_id: null } },
    /intercom: "client_id" and "client_secret" are needed to connect; .*Developer Hub/,
  ],
  [
    'with a token in the configuration',
    { settings: { access_token: 'mine' } },
    /"access_token" is set, which wins over OAuth/,
  ],
  ['with a port that is none', { flags: ['--port', 'http'] }, /--port takes a port number, not "http"/],
  [
    'with an address that is none',
    { flags: ['--redirect-url', 'here'] },
    /--redirect-url takes an https address .*, not "here"/,
  ],
])('%s it refuses to start, with 2', async (_name, given, message) => {
  const { ended } = await connecting(given);
  const { code, stderr } = await ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
