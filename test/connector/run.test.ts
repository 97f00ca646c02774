// `intercom-brevo run`: syncs and notifications in one process, until it is told to stop.
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';
import { ConnectorSetting } from '../support/connector.ts';
import type { Ended, Running } from '../support/spawn.ts';
import { control } from '../support/tap.ts';
import { SECRET } from '../support/webhooks.ts';

interface Service extends Running {
  /** Resolves with the next line of either output that matches. */
  line: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Stops it as systemd does. */
  stop: () => Promise<Ended>;
}

function serve(setting: ConnectorSetting, ...words: string[]): Service {
  const running = setting.start(['run', ...words]);
  const { child, ended } = running;
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const heard = new EventEmitter();
  for (const output of [child.stdout, child.stderr]) {
    if (!output) throw new Error('its output cannot be read');
    createInterface({ input: output }).on('line', (one) => heard.emit('line', lines.push(one)));
  }
  const line = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const next = lines.shift();
      const found = next === undefined ? null : pattern.exec(next);
      if (found) return found;
      if (next === undefined) await Promise.race([once(heard, 'line'), tooEarly(ended, pattern)]);
    }
  };
  const stop = (): Promise<Ended> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { ...running, line, stop };
}

async function tooEarly(ended: Promise<Ended>, pattern: RegExp): Promise<never> {
  const { code, stderr } = await ended;
  throw new Error(`it ended with ${code} before it said ${pattern.source}: ${stderr}`);
}

test('at each turn it syncs; stopped, it ends what is under way, and a later sync goes on from there', async () => {
  // A stop may come in the middle of a scroll, which Intercom then holds open for a while.
  const setting = await ConnectorSetting.open({}, { scrollIdleSeconds: 5 });
  const workspace = new SyncedWorkspace();
  const service = serve(setting, '--every', '1s');
  await service.line(/^intercom: done/);
  await workspace.expectAccount(setting.brevo);
  await setting.mutate(20);
  await service.line(/Brevo +.*[1-9]\d* (created|updated)/);
  const { code, stderr } = await service.stop();
  expect(code).toBe(143);
  expect(stderr).toContain('SIGTERM: finishing what is under way');
  expect((await setting.run('sync')).code).toBe(0);
  await workspace.expectAccount(setting.brevo);
});

test('between two syncs notifications are delivered', async () => {
  const setting = await ConnectorSetting.open({ webhooks: { secret: SECRET, port: 0 } });
  const { intercom } = setting.brevo.sandbox;
  const service = serve(setting, '--every', '1h');
  const [, port, path] = await service.line(/webhooks: listening on port (\d+), (\S+)/);
  await service.line(/^intercom: done/);
  await control(intercom, 'webhooks', { url: `http://127.0.0.1:${port}${path}` });
  const before = await setting.brevo.account();
  await control(intercom, 'mutate', { n: 3, kinds: ['contact.created'] });
  await expect
    .poll(async () => (await setting.brevo.account()).length, { timeout: 30_000, interval: 300 })
    .toBeGreaterThan(before.length);
  expect((await service.stop()).code).toBe(143);
});

test('what stands in the way of the first sync ends it; later it is told, and tried again', async () => {
  const setting = await ConnectorSetting.open();
  const refuse = (): Promise<unknown> =>
    control(setting.brevo.sandbox.intercom, 'faults', [{ route: 'GET /me', fault: 'status', status: 401 }]);
  await refuse();
  const { code, stderr } = await setting.run('run');
  expect(code).toBe(3);
  expect(stderr).toMatch(/CRITICAL GET \/me: Intercom answered 401/);

  const service = serve(setting, '--every', '1s');
  await service.line(/^intercom: done/);
  await refuse();
  await service.line(/ERROR intercom: GET \/me: Intercom answered 401 .*; the next sync tries again/);
  await service.line(/^intercom: done/);
  expect((await service.stop()).code).toBe(143);
});

test('where one of two connectors cannot begin, the other is ended well', async () => {
  const setting = await ConnectorSetting.open();
  const [one, other] = [setting.connector(), setting.connector({ access_token: 'wrong' })];
  setting.configure({ connectors: { one, other } });
  const { code, stderr } = await setting.run('run', '--every', '1s');
  expect(code).toBe(3);
  expect(stderr).toContain('CRITICAL GET /me');
  expect(setting.lastSync('one').outcome).toMatch(/done|interrupted/);
});

test('those that are switched off are left out', async () => {
  const setting = await ConnectorSetting.open();
  const one = setting.connector();
  setting.configure({ connectors: { one, other: { ...one, enabled: false } } });
  const service = serve(setting, '--every', '1h');
  await service.line(/^one: done/);
  expect((await service.stop()).stdout).not.toContain('other:');
});

test.each(['15', '0s', 'm', '1w', '1000d'])('--every %s is refused with what it takes', async (every) => {
  const setting = await ConnectorSetting.open();
  const { code, stderr } = await setting.run('run', '--every', every);
  expect(code).toBe(2);
  expect(stderr).toContain(`CRITICAL --every takes a time such as 90s, 15m, 2h or 1d, not "${every}"`);
});
