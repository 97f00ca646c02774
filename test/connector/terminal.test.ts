// What a sync shows on a terminal.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ConnectorSetting } from '../support/connector.ts';
import { bin, run } from '../support/spawn.ts';
import { TOKEN } from '../support/tap.ts';

const terminal = spawnSync('script', ['--version']).status === 0;
const note = terminal ? '' : ' SKIPPED: script(1) is not here';

test.skipIf(!terminal)(`a line in place tells how far it is, and is wiped away${note}`, async () => {
  // Slow enough that reading and sending take seconds, on any machine.
  const slow = { latencyMs: 100, brevoContactsPerSecond: 15 };
  const setting = await ConnectorSetting.open({ max_concurrency: 1 }, slow);
  const sync = ['stty cols 300;', ...bin('connector'), 'sync'].join(' ');
  const { code, stdout } = await run(['script', '--quiet', '--return', '--command', sync, '/dev/null'], {
    cwd: setting.folder,
    env: { INTERCOM_ACCESS_TOKEN: TOKEN, BREVO_API_KEY: 'sandbox-key' },
  });
  expect(code).toBe(0);
  const lines = stdout.split('\r\u001b[2K');
  const drawn = (like: RegExp): string[] => lines.filter((line) => like.test(line));
  expect(drawn(/^\w+ \d+(\/\d+)? \(\d+\/s\) · .*budget used: Intercom \d+ %, Brevo/)).not.toEqual([]);
  expect(drawn(/Brevo \d+\/\d+ requests · budget used/)).not.toEqual([]);
  expect(lines.at(-1)).toMatch(/^intercom: done /);
});
