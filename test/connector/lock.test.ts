// One process at a time works on a connector, and one that died holds up nobody.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { loadConnectors } from '../../connector/config/load.ts';
import type { Connector } from '../../connector/connector.ts';
import { holderOf, withLock } from '../../connector/lock.ts';
import { sync } from '../../connector/sync.ts';
import { createLog } from '../../core/log.ts';
import { SyncedWorkspace } from '../support/brevo-workspace.ts';
import { ConnectorSetting } from '../support/connector.ts';

/** The connector as a program of the test's own process has it. */
function connectorOf({ folder }: ConnectorSetting): Connector {
  const env = { INTERCOM_ACCESS_TOKEN: 'sandbox-token', BREVO_API_KEY: 'sandbox-key' };
  return loadConnectors({ env, cwd: folder }).get();
}

describe('two syncs at once', () => {
  test('the second refuses, and names the process of the first', async () => {
    const setting = await ConnectorSetting.open({}, { latencyMs: 100 });
    const first = setting.start(['sync']);
    const under = new Promise((asked) => {
      setting.brevo.sandbox.onExchange = asked;
    });
    await under;
    const [second, status] = await Promise.all([
      setting.run('sync'),
      setting.run('status', 'intercom', '--json'),
    ]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      new RegExp(
        `^CRITICAL intercom: process ${first.child.pid} has been at work on it since .*; one at a time$`,
        'm',
      ),
    );
    expect(JSON.parse(status.stdout)).toMatchObject({ running: first.child.pid });
    expect((await first.ended).code).toBe(0);
    await new SyncedWorkspace().expectAccount(setting.brevo);
  });

  test('a killed one is taken over from', async () => {
    const setting = await ConnectorSetting.open({}, { latencyMs: 20 });
    const { child, ended } = setting.start(['sync']);
    let asked = 0;
    setting.brevo.sandbox.onExchange = ({ side }) => {
      if (side === 'brevo' && ++asked === 10) child.kill('SIGKILL');
    };
    expect((await ended).signal).toBe('SIGKILL');
    expect((await setting.run('sync')).code).toBe(0);
    await new SyncedWorkspace().expectAccount(setting.brevo);
  });
});

describe('a drain', () => {
  test('waits for its turn, and gives the lock back also where it fails', async () => {
    const connector = connectorOf(await ConnectorSetting.open());
    const order: string[] = [];
    const first = withLock(connector, async () => {
      order.push('first begins');
      await delay(600);
      order.push('first ends');
      throw new Error('of its own');
    });
    await expect.poll(() => order).toEqual(['first begins']);
    expect(holderOf(connector)).toMatchObject({ pid: process.pid });
    const second = withLock(connector, async () => void order.push('second'), { wait: true });
    await expect(first).rejects.toThrow('of its own');
    await second;
    expect(order).toEqual(['first begins', 'first ends', 'second']);
    expect(holderOf(connector)).toBeUndefined();
  });

  test('that is told to stop waits no longer', async () => {
    const connector = connectorOf(await ConnectorSetting.open());
    const stop = new AbortController();
    const done = new AbortController();
    const first = withLock(connector, () => once(done.signal, 'abort'));
    await expect.poll(() => holderOf(connector)?.pid).toBe(process.pid);
    const second = withLock(connector, async () => 'never', { wait: true, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    done.abort();
    await first;
  });

  test('a sync that waits for a drain can be stopped', async () => {
    const connector = connectorOf(await ConnectorSetting.open());
    const stop = new AbortController();
    const done = new AbortController();
    const drain = withLock(connector, () => once(done.signal, 'abort'), { short: true });
    await expect.poll(() => holderOf(connector)?.short).toBe(true);
    const log = createLog('test', {}, () => undefined);
    const waits = sync(connector, {}, { log, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(waits).rejects.toThrow('stopped');
    done.abort();
    await drain;
  });
});
