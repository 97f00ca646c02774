// What a sync says of the contacts that it had nothing to send of.
import { expect, test } from 'vitest';
import { ConnectorSetting, expectDone } from '../support/connector.ts';

const LEFT_OUT = /(\d+) not sent \(no e-mail, or another contact's\)/;

test('who is left out is told by every sync, and who is unchanged counts them all', async () => {
  const setting = await ConnectorSetting.open();
  expectDone(await setting.run('sync', '--plan'));
  const first = await setting.run('sync');
  expectDone(first);
  const { created, skipped } = setting.lastSync().brevo;
  expect(created).toBe((await setting.brevo.account()).length);
  expect(skipped).toBeGreaterThan(0);
  expect(LEFT_OUT.exec(first.stdout)?.[1]).toBe(String(skipped));
  for (const more of [[], ['--type', 'full']]) {
    const again = await setting.run('sync', ...more);
    expectDone(again);
    expect(again.stdout).toContain(`0 created, 0 updated, ${created} unchanged, ${skipped} not sent`);
  }
});
