// The words of `intercom-brevo`: none is ignored.
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
