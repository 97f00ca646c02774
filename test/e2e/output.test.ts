// Standard output of other kinds than an idle pipe: one that does not wait, and one that is full.
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { run } from '../support/spawn.ts';
import { lastState, parse, replica, tapCommandLine, truth } from '../support/tap.ts';

async function sandboxOf(contacts: number): Promise<Sandbox> {
  const sandbox = await startSandbox({ contacts, seed: 17, rateLimit: 0 });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Runs the tap by a line of bash in which `"$@"` stands for it. */
function shell(line: string, baseUrl: string): ReturnType<typeof run> {
  return run(['bash', '-c', line, '-', ...tapCommandLine({ baseUrl, streams: ['contacts'] })]);
}

test('a pipe that does not wait, with a reader that does: every row arrives, and in order', async () => {
  const sandbox = await sandboxOf(600);
  const never = 'fcntl(STDOUT, F_SETFL, fcntl(STDOUT, F_GETFL, 0) | O_NONBLOCK); exec @ARGV';
  const line = `perl -MFcntl -e '${never}' "$@" | (sleep 3; cat); echo "code \${PIPESTATUS[0]}" >&2`;
  const { stdout, stderr } = await shell(line, sandbox.intercom);
  expect(stderr).toMatch(/^code 0$/m);
  const messages = parse(stdout);
  expect(messages.at(-1)).toEqual({ type: 'STATE', value: lastState(messages) });
  expect(replica(messages, 'contacts')).toEqual(await truth(sandbox.intercom, 'contacts'));
});

test('a full disk: one line that says so, and a failure', async () => {
  const sandbox = await sandboxOf(60);
  const { code, stderr } = await shell('"$@" > /dev/full', sandbox.intercom);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^ERROR cannot write: ENOSPC: no space left on device, write; stopped$/m);
  expect(stderr).not.toMatch(/^\s+at /m);
});
