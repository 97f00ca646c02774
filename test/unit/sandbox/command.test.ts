// The command as users run it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../../dist/sandbox/bin.js', import.meta.url));

function run(args: string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  let all = '';
  for await (const chunk of stream ?? []) all += String(chunk);
  return all;
}

describe('the sandbox command', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line with both addresses, serves, and ends on %s',
    async (signal) => {
      const child = run(['--contacts', '7', '--rate-limit', '0']);
      const output = text(child.stdout);
      const line = String(await once(child.stdout ?? child, 'data'));
      const { intercom, brevo }: Record<string, string> = JSON.parse(line);
      expect([intercom, brevo]).toEqual(
        [1, 2].map(() => expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)),
      );
      const held = await (await fetch(`${intercom}/__sandbox/truth/contacts`)).text();
      expect(held.trim().split('\n')).toHaveLength(7);
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect((await output).trim().split('\n')).toHaveLength(1);
    },
  );

  it.each(['--intercom-port', '--brevo-port'])('ends when the port of %s is taken', async (flag) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const child = run([flag, String(typeof address === 'object' ? address?.port : '')]);
    const [exit, stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    other.close();
    expect(exit[0]).toBe(1);
    expect(stderr).toMatch(/^sandbox: listen EADDRINUSE.*\n$/);
  });

  it('refuses a bad flag with one line and exit code 2', async () => {
    const child = run(['--contatcs', '7']);
    const [exit, stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    expect(exit[0]).toBe(2);
    expect(stderr).toBe("sandbox: Unknown option '--contatcs'\n");
  });

  it('refuses a faults file it cannot read or understand', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'sandbox-')), 'faults.json');
    await writeFile(file, '[{"route":"*","fault":"meteor"}]');
    for (const [path, message] of [
      [file, 'rule 0: fault must be one of'],
      ['/nowhere.json', '--faults /nowhere.json: ENOENT'],
    ] as const) {
      const child = run(['--faults', path]);
      const [exit, stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
      expect([exit[0], stderr.trim().split('\n').length]).toEqual([2, 1]);
      expect(stderr).toContain(message);
    }
  });
});
