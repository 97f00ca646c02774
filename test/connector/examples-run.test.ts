// The examples for a service: what they start runs, stops in time, and ends as the service manager is told.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { EXIT } from '../../core/errors.ts';
import { version } from '../../core/package.ts';
import { ConnectorSetting } from '../support/connector.ts';

const UNIT = 'examples/systemd/intercom-brevo.service';
const DOCKERFILE = 'examples/docker/Dockerfile';

/** The value of a setting of the unit. */
function unit(setting: string): string {
  const line = readFileSync(UNIT, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${setting}=`));
  return line?.slice(setting.length + 1) ?? '';
}

/** The words of an instruction of the Dockerfile. */
function instruction(name: string): string[] {
  const line = readFileSync(DOCKERFILE, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name} `));
  return JSON.parse(line?.slice(name.length + 1) ?? '[]') as string[];
}

const systemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const note = systemd ? '' : ' SKIPPED: no systemd-analyze here';

test.skipIf(!systemd)(`systemd finds nothing wrong with the unit${note}`, () => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.each<[string, () => string[]]>([
  ['the unit', () => unit('ExecStart').split(' ').slice(1)],
  ['the image', () => [...instruction('ENTRYPOINT'), ...instruction('CMD')]],
])('what %s starts syncs, and stops as it is told', async (_name, commandOf) => {
  const [program, ...words] = commandOf();
  expect(program).toBe('intercom-brevo');
  const setting = await ConnectorSetting.open();
  const local = words.map((word) => word.replace('/etc/intercom-brevo/', ''));
  const { child, ended } = setting.start(local);
  onTestFinished(() => void child.kill('SIGKILL'));
  const synced = new Promise<void>((done) => {
    child.stdout?.on('data', (text: Buffer) => text.includes('intercom: done') && done());
  });
  await Promise.race([synced, ended]);
  child.kill('SIGTERM');
  const { code, stdout } = await ended;
  expect(stdout).toContain('intercom: done');
  expect(unit('SuccessExitStatus')).toBe(String(code));
});

test('the unit leaves alone what a start cannot mend, and waits longer than a stop may take', () => {
  expect(unit('RestartPreventExitStatus').split(' ').map(Number)).toEqual([EXIT.usage, EXIT.authorisation]);
  expect(Number(unit('TimeoutStopSec'))).toBeGreaterThan(20);
});

test('the image installs this version', () => {
  expect(readFileSync(DOCKERFILE, 'utf8')).toContain(`intercom-brevo@${version}\n`);
});
