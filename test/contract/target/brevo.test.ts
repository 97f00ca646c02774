// target-brevo keeps the contract of targets.
import { expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/index.ts';
import { targetBrevo } from './brevo.ts';
import { numbered, schema, state } from './messages.ts';
import { Session } from './session.ts';
import { describeTarget } from './suite.ts';

// It lives as long as the process of these tests.
const { brevo } = await startSandbox({ contacts: 1, brevoContactsPerSecond: 0, brevoRestPerHour: 0 });

describeTarget(targetBrevo(brevo));

it('refuses a tap that goes on from a state where the replica is new: rows would be missing in it', async () => {
  const input = [state({ at: 1 }), schema('users'), ...numbered('users', 0, 3), state({ at: 2 })];
  const session = new Session(targetBrevo(brevo));
  const refused = await session.run(input);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(/^CRITICAL replica_path: .*without its state/m);
  expect((await session.run(input.slice(1))).states).toEqual([{ at: 2 }]);
  expect((await session.run(input)).states.at(-1)).toEqual({ at: 2 });
});

it('refuses a setting written wrong, with the right one', async () => {
  const { code, stderr } = await new Session(targetBrevo(brevo)).run([], { config: { list: {} } });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^CRITICAL .*"list".*lists/m);
});

it('tells in one line of a base_url that is none', async () => {
  const { code, stderr } = await new Session(targetBrevo(brevo)).run([], {
    config: { base_url: 'https://' },
  });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^CRITICAL [^\n]+\.json: "base_url" is no address; [^\n]*\n$/);
});
