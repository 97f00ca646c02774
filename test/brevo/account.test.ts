// A replica belongs to one account: another one's key gets nothing, a new key of the same account changes nothing.
import { expect, onTestFinished, test } from 'vitest';
import { openSetting } from '../support/brevo-rules.ts';
import { World } from '../support/brevo-world.ts';
import type { BrevoSetting } from '../support/brevo.ts';

async function account(id: string): Promise<BrevoSetting> {
  const setting = await openSetting({}, { brevoAccount: id });
  onTestFinished(() => setting.close());
  return setting;
}

test.each<[flags: string[], takes: boolean]>([
  [[], true],
  [['--plan'], true],
  [['--remap'], false],
  [['--replay-rejects'], false],
  [['--explain', 'c1'], false],
])('the key of another account is refused, and nothing is sent to it: %j', async (flags, takes) => {
  const one = await account('first1');
  const other = await account('other1');
  const world = new World();
  world.contact('c1');
  expect((await one.run(world.everything())).code).toBe(0);
  world.contact('c2');
  await other.control('requests/reset', {});
  const config = { base_url: `${other.sandbox.brevo}/v3` };
  const { code, stderr } = await one.run(takes ? world.everything() : [], { config, flags });
  expect(stderr).toContain(
    'test.replica is of the account of Acme, owner@acme.example (first1), and api_key of Acme, owner@acme.example (other1)',
  );
  expect(stderr).toContain('set another replica_path, or move this replica away');
  expect(code).toBe(2);
  expect(await other.requests()).toMatchObject({ total: 1, writes: 0 });
  expect((await one.run(world.everything())).code).toBe(0);
  expect(await one.held('c2')).toBeDefined();
});

test('whose a key is, is asked once; a new key of the account goes on with what is confirmed', async () => {
  const setting = await account('first1');
  const world = new World();
  world.contact('c1');
  const asked = async (api_key: string): Promise<unknown> => {
    const { code, requests } = await setting.run(world.everything(), { config: { api_key } });
    const { writes, routes } = requests;
    return { code, writes, asked: routes['GET /account'] };
  };
  const nothing = { code: 0, writes: 0, asked: undefined };
  expect(await asked('sandbox-key')).toEqual({ code: 0, writes: 1, asked: { 200: 1 } });
  expect(await asked('sandbox-key')).toEqual(nothing);
  expect(await asked('sandbox-key-without-companies')).toEqual({ ...nothing, asked: { 200: 1 } });
  expect(await asked('sandbox-key-without-companies')).toEqual(nothing);
});
