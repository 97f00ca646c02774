// The words of `intercom-brevo`: none is ignored, and `help` is one.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConnectorSetting } from '../support/connector.ts';

test.each([
  'init extra',
  'connect intercom extra',
  'test brevo intercom extra',
  'test intercom-eu extra',
  'sync intercom extra',
  'run intercom extra',
  'status intercom extra',
  'explain intercom 1 extra',
  'rejects list intercom extra',
  'rejects show key extra',
  'webhooks serve intercom extra',
])('%s is refused', async (words) => {
  const setting = await ConnectorSetting.open();
  const { code, stdout, stderr } = await setting.run(...words.split(' '));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const [command] = words.split(' ');
  expect(stderr).toContain(`${command}: "extra" is one word too many; see intercom-brevo ${command} --help`);
  expect(existsSync(setting.path(''))).toBe(false);
});

test('help is --help', async () => {
  const setting = await ConnectorSetting.open();
  for (const command of [[], ['sync']]) {
    const asked = await setting.run(...command, '--help');
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(await setting.run('help', ...command)).toEqual(asked);
  }
  expect(await setting.run('help', 'snyc')).toMatchObject({ code: 2, stdout: '' });
});
