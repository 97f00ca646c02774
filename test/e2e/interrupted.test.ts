// Killed, told to stop, or left without a reader: what was said so far can be built upon.
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { expectComplete, STREAMS } from '../support/compare.ts';
import { start, temporaryFolder } from '../support/spawn.ts';
import { control, lastState, parse, runTap, tapCommandLine } from '../support/tap.ts';

const SIZES = { contacts: 500, companies: 120, conversations: 400, parts: 3 };

// After the last STATE a run is over within milliseconds: it has to be there still when the kill comes.
const LINGERING = { NODE_OPTIONS: '--import=data:text/javascript,setInterval(()=>undefined,1000)' };

/** Runs the tap and kills it as soon as it has written its n-th STATE line; what it had written by then. */
async function killedAfter(url: string, n: number, streams: readonly string[]): Promise<string> {
  const { child, ended } = start(tapCommandLine({ baseUrl: url, streams }), {
    env: { ...onItsOwn(), ...LINGERING },
  });
  let seen = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    if ((seen.match(/^\{"type":"STATE"/gm)?.length ?? 0) >= n) child.kill('SIGKILL');
  });
  const { stdout, stderr, signal } = await ended;
  expect({ n, signal, stderr }).toMatchObject({ signal: 'SIGKILL' });
  return stdout;
}

/** As on a machine of its own: the lock that a killed run leaves behind holds up nobody there. */
function onItsOwn(): NodeJS.ProcessEnv {
  return { TMPDIR: temporaryFolder() };
}

const RESUMED = ['contacts', 'companies', 'conversations', 'conversation_parts', 'contact_attributes'];

test('killed after each STATE in turn and resumed from that line: both runs together are complete', async () => {
  const sizes = { contacts: 170, companies: 110, conversations: 160, parts: 2 };
  const sandbox = await startSandbox({ ...sizes, seed: 11, rateLimit: 0, scrollIdleSeconds: 1 });
  const whole = await runTap({ baseUrl: sandbox.intercom, streams: RESUMED });
  const states = whole.messages.filter(({ type }) => type === 'STATE').length;
  expect(states).toBeGreaterThan(7);
  for (let n = 1; n <= states; n += 1) {
    const messages = parse(await killedAfter(sandbox.intercom, n, RESUMED));
    // What came after the STATE that was kept may never have reached the target.
    const until = messages.findIndex(
      (_, at) => messages.slice(0, at + 1).filter(({ type }) => type === 'STATE').length === n,
    );
    expect(until).toBeGreaterThan(0);
    const kept = messages.slice(0, until + 1);
    const state = lastState(kept) ?? {};
    const next = await runTap({ baseUrl: sandbox.intercom, streams: RESUMED, state, env: onItsOwn() });
    expect({ n, code: next.code }).toEqual({ n, code: 0 });
    await expectComplete([...kept, ...next.messages], sandbox.intercom, RESUMED);
  }
  await sandbox.close();
}, 120_000);

describe('told to stop', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ ...SIZES, conversations: 1000, seed: 12, rateLimit: 0, latencyMs: 60 });
  });

  afterAll(() => sandbox.close());

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('by %s: ends with exit code %i, and goes on from its last STATE', async (signal, code) => {
    const { child, ended } = start(tapCommandLine({ baseUrl: sandbox.intercom }));
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (!/"conversation_parts":\{"updated_at/.test(seen) || child.killed) return;
      child.kill(signal);
      child.kill(signal);
    });
    const result = await ended;
    expect({ code: result.code, signal: result.signal }).toEqual({ code, signal: null });
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.stdout.endsWith('\n')).toBe(true);
    const messages = parse(result.stdout);
    const state = lastState(messages);
    const next = await runTap({ baseUrl: sandbox.intercom, ...(state ? { state } : {}) });
    expect(next.code).toBe(0);
    const streams = STREAMS.filter((stream) => stream !== 'contact_events');
    await expectComplete([...messages, ...next.messages], sandbox.intercom, streams);
  });
});

test('told to stop while nobody reads its output: gives up after 20 s', async () => {
  const sandbox = await startSandbox({ ...SIZES, seed: 14, rateLimit: 0 });
  const [node = '', ...args] = tapCommandLine({ baseUrl: sandbox.intercom });
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await expect
    .poll(async () => (await control<{ total: number }>(sandbox.intercom, 'requests')).total, {
      timeout: 30_000,
    })
    .toBeGreaterThan(40);
  child.kill('SIGTERM');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
  expect(stderr).toContain('did not finish within 20 s; the last STATE written stands');
  await sandbox.close();
});

test('tap-intercom | head -1: stops at once, without a stack, with a non-zero exit code and no further request', async () => {
  const sandbox = await startSandbox({ ...SIZES, seed: 13, latencyMs: 100 });
  const [node = '', ...args] = tapCommandLine({ baseUrl: sandbox.intercom });
  const shell = spawn(
    'bash',
    ['-c', `${[node, ...args].join(' ')} | head -1; echo "codes \${PIPESTATUS[*]}"`],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  shell.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(shell, 'close');
  const { total } = await control<{ total: number }>(sandbox.intercom, 'requests');
  expect(stdout).toMatch(/^\{"type":"SCHEMA".*\ncodes 1 0\n$/);
  expect(stderr).toContain('the reader of our output has gone');
  expect(stderr).not.toMatch(/^\s+at /m);
  // It would have taken some 500 requests.
  expect(total).toBeLessThan(60);
  await sandbox.close();
});
