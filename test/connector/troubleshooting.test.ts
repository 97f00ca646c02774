// The table of the README: what it says one sees is what one sees, and what it says to do helps.
import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { ConnectorSetting } from '../support/connector.ts';
import type { Ended } from '../support/spawn.ts';
import { control } from '../support/tap.ts';

/** What the first cells of the table quote. */
const QUOTED = [
  ...(readFileSync('README.md', 'utf8')
    .split('### When it does not work')[1]
    ?.split('\n## ')[0]
    ?.matchAll(/^\| `([^`]+)`/gm) ?? []),
].map(([, text = '']) => text);

/** Everything that a run said. */
const said = ({ stdout, stderr }: Ended): string => stdout + stderr;

/** A connector that does not work; the result is what was said, and what was said once the advice was followed. */
type Trouble = () => Promise<[before: string, after: string]>;

/** The same words with other settings, before and after. */
function mended(words: string[], wrong: Row, right: Row = {}): Trouble {
  return async () => {
    const setting = await ConnectorSetting.open(wrong);
    const before = said(await setting.run(...words));
    setting.configure({ connectors: { intercom: setting.connector(right) } });
    return [before, said(await setting.run(...words))];
  };
}

const TROUBLES: Record<string, Trouble> = {
  'Intercom answered 401': mended(['test'], { access_token: 'wrong' }),
  'the IP address this comes from is not authorised': mended(['test'], {
    brevo: { api_key: 'sandbox-key-wrong-ip' },
  }),
  "not sent (no e-mail, or another contact's)": async () => {
    const setting = await ConnectorSetting.open();
    const before = said(await setting.run('sync'));
    const { skipped } = setting.lastSync().brevo;
    setting.configure({
      connectors: { intercom: setting.connector({ brevo: { contacts_without_email: 'ext_id' } }) },
    });
    const after = said(await setting.run('sync'));
    expect(setting.lastSync().brevo.created).toBe(skipped);
    return [before, after];
  },
  'grant the permission "Read conversations"': async () => {
    const setting = await ConnectorSetting.open({ access_token: 'sandbox-token-without-conversations' });
    const before = said(await setting.run('sync'));
    setting.configure({ connectors: { intercom: setting.connector() } });
    const after = said(await setting.run('sync', '--type', 'full'));
    const account = await setting.brevo.account();
    expect(account.some(({ attributes }) => Number(attributes['CONVERSATIONS']) > 0)).toBe(true);
    return [before, after];
  },
  '– none seen yet': async () => {
    const setting = await ConnectorSetting.open({ webhooks: { secret: 'sandbox-client-secret', port: 0 } });
    const before = said(await setting.run('test', 'intercom'));
    const { child, ended } = setting.start(['webhooks', 'serve']);
    const port = await new Promise<string>((found) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        const text = /port (\d+)/.exec(chunk.toString())?.[1];
        if (text !== undefined) found(text);
      });
    });
    const { intercom } = setting.brevo.sandbox;
    await control(intercom, 'webhooks', { url: `http://127.0.0.1:${port}/webhooks/intercom`, hold: true });
    await setting.mutate(3);
    await control(intercom, 'webhooks/send', {});
    const after = said(await setting.run('test', 'intercom'));
    child.kill('SIGTERM');
    await ended;
    expect(after).toContain('✓ Webhooks registered');
    return [before, after];
  },
  intercom_version_invalid: async () => {
    const setting = await ConnectorSetting.open();
    const body = { type: 'error.list', errors: [{ code: 'intercom_version_invalid', message: 'not found' }] };
    await control(setting.brevo.sandbox.intercom, 'faults', [
      { route: 'GET /me', fault: 'status', status: 400, body },
    ]);
    const before = said(await setting.run('sync'));
    setting.configure({ connectors: { intercom: setting.connector({ api_version: '2.13' }) } });
    return [before, said(await setting.run('sync'))];
  },
  'list 99 does not exist': mended(['test', 'brevo'], { lists: { leads: 99 } }),
  'has been at work on it since': async () => {
    const setting = await ConnectorSetting.open({}, { latencyMs: 100 });
    const first = setting.start(['sync']);
    await new Promise((asked) => {
      setting.brevo.sandbox.onExchange = asked;
    });
    const before = said(await setting.run('sync'));
    await first.ended;
    return [before, said(await setting.run('sync'))];
  },
  'is gone, and': async () => {
    const setting = await ConnectorSetting.open();
    await setting.run('sync');
    rmSync(setting.path('replica.sqlite'));
    const before = said(await setting.run('sync'));
    await setting.writes();
    const after = said(await setting.run('sync', '--type', 'full'));
    return [before, after];
  },
  'wait: intercom-brevo rejects list': async () => {
    const setting = await ConnectorSetting.open();
    await setting.brevo.control('faults', [{ route: 'POST /contacts', fault: 'status', status: 400 }]);
    const before = said(await setting.run('sync'));
    await setting.run('rejects', 'replay');
    return [before, said(await setting.run('sync'))];
  },
};

test('every row of the table is one of these', () => {
  expect(QUOTED.toSorted()).toEqual(Object.keys(TROUBLES).toSorted());
});

describe('the table of the README', () => {
  test.each(Object.entries(TROUBLES))('%s', async (text, trouble) => {
    const [before, after] = await trouble();
    expect(before).toContain(text);
    expect(after).not.toContain(text);
    expect(after).not.toMatch(/^(CRITICAL|ERROR)|^✗/m);
  });
});
