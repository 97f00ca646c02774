// How tap-intercom reaches a workspace: OAuth, hosts and regions, plans.
import { describe, expect, it } from 'vitest';
import type { RequestReport } from '../../../sandbox/index.ts';
import { jsonFile, run } from '../../support/spawn.ts';
import { control, TOKEN } from '../../support/tap.ts';
import { tapIntercom } from './intercom.ts';
import { expectComplete } from './replica.ts';
import { useSource, type Session } from './session.ts';

const APP = { access_token: null, client_id: 'app', client_secret: 'hush-hush', code: 'sandbox-code' };

describe('tap-intercom with an OAuth code', () => {
  const session = useSource(tapIntercom);

  it('exchanges it once and reads with the token it gets, which shows up nowhere', async () => {
    const { code, messages, stderr, stdout } = await session.run({ config: APP, env: { LOGLEVEL: 'debug' } });
    expect(code).toBe(0);
    await expectComplete(messages, session.source.controls);
    const { routes } = await control<RequestReport>(session.source.controls, 'requests');
    expect(routes['POST /auth/eagle/token']).toEqual({ 200: 1 });
    for (const secret of [TOKEN, 'hush-hush', 'sandbox-code']) expect(stderr + stdout).not.toContain(secret);
  });

  it('that is refused says what to do, in one line', async () => {
    const { code, stdout, stderr } = await session.run({ config: { ...APP, code: 'used-up' } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^CRITICAL POST \/auth\/eagle\/token: .*authorise the app again\n$/);
    expect(stderr).not.toContain('used-up');
  });

  it('never sends a code twice, even when the answer is lost', async () => {
    await control(session.source.controls, 'requests/reset', {});
    await session.faults([{ route: 'POST /auth/eagle/token', fault: 'status', status: 503 }]);
    const { code } = await session.run({ config: APP });
    await session.faults([]);
    expect(code).toBe(1);
    expect(await session.requests()).toBe(1);
  });

  it.each(['client_id', 'client_secret'])('but without %s names it', async (name) => {
    const { code, stderr } = await session.run({ config: { ...APP, [name]: null } });
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^CRITICAL .*"${name}" is missing\n$`));
  });
});

describe('tap-intercom and its host', () => {
  const session = useSource(tapIntercom);

  it.each(['http://intercom.example.com', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1'])(
    'refuses to send a token to %s',
    async (base_url) => {
      const { code, stdout, stderr } = await session.run({ config: { base_url } });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^CRITICAL [^\n]+\.json: "base_url" must be https.*\n$/);
    },
  );

  it.each(['https://', 'https://host:99999', 'https://a%20host'])(
    'tells in one line that %s is none',
    async (base_url) => {
      const { code, stdout, stderr } = await session.run({ config: { base_url } });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^CRITICAL [^\n]+\.json: "base_url" is no address; [^\n]*\n$/);
    },
  );

  it.each([
    ['us', 'api.intercom.io'],
    ['eu', 'api.eu.intercom.io'],
    ['au', 'api.au.intercom.io'],
  ])('asks in region %s at %s, and warns where the workspace is elsewhere', async (region, host) => {
    const file = jsonFile({ access_token: TOKEN, region });
    const env = { NODE_OPTIONS: `--import=${standIn(session)}` };
    const { code, stderr } = await run([...tapIntercom.command, '--config', file, '--test'], { env });
    expect(code).toBe(0);
    expect(new Set(stderr.match(/^connects to .*$/gm))).toEqual(new Set([`connects to ${host}`]));
    const warning = `WARNING the workspace is hosted in region "us", not "${region}": set "region"`;
    expect(stderr.split('\n').includes(warning)).toBe(region !== 'us');
  });

  it('keeps to the requests that a named plan allows in ten seconds', async () => {
    await control(session.source.controls, 'requests/reset', {});
    const catalog = await session.select(['conversation_parts']);
    const { code, messages } = await session.run({ config: { rate_limit: 'pro' }, catalog });
    expect(code).toBe(0);
    await expectComplete(messages, session.source.controls);
    const { windows } = await control<RequestReport>(session.source.controls, 'requests');
    // One that left just before a window may come in it.
    expect(Math.max(...Object.values(windows))).toBeLessThanOrEqual(50 + 1);
    expect(Object.keys(windows).length).toBeGreaterThan(1);
  });
});

/** A module that leads a process's TLS connections to the sandbox, in clear, and tells their hosts. */
function standIn({ source }: Session): string {
  const text = `
    import net from 'node:net';
    import tls from 'node:tls';
    tls.connect = ({ servername }) => {
      process.stderr.write('connects to ' + servername + '\\n');
      const socket = net.connect(${new URL(source.controls).port}, '127.0.0.1');
      return socket.once('connect', () => socket.emit('secureConnect'));
    };`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
