// Killed at every request of a run: the next run, with the replica or without it, ends in the same account.
import { describe, expect, test } from 'vitest';
import { comparable } from '../support/brevo-model.ts';
import { firstLoad, nameOf, secondRun, undisturbed, type Scenario } from '../support/brevo-scenario.ts';
import { statesOf } from '../support/brevo.ts';

const BATCH = 200;

/** Kills a run when its n-th request has been answered, or before it is; it must not have printed a STATE by then. */
async function kill({ setting, lines }: Scenario, n: number, when: 'before' | 'after'): Promise<void> {
  await setting.control('requests/reset', {});
  if (when === 'before') await setting.control('faults', [{ route: '*', nth: n, fault: 'hang' }]);
  const { child, ended } = setting.start(lines);
  let answered = 0;
  setting.sandbox.onExchange = () => {
    answered += 1;
    if (when === 'after' && answered === n) child.kill('SIGKILL');
  };
  const watch = setInterval(() => {
    if (when === 'before') void setting.requests().then(({ total }) => total >= n && child.kill('SIGKILL'));
  }, 10);
  const { stdout, signal } = await ended.finally(() => clearInterval(watch));
  setting.sandbox.onExchange = undefined;
  await setting.control('faults', []);
  expect({ n, signal, states: statesOf(stdout) }).toEqual({ n, signal: 'SIGKILL', states: [] });
}

describe.each([
  ['a first load', firstLoad],
  ['a second run', secondRun],
])('SIGKILL at each request of %s', (_what, open) => {
  test.each(['after', 'before'] as const)(
    '%s it is answered, then run again with the replica: the same account, no event lost, one batch twice at most',
    async (when) => {
      const expected = await undisturbed(open);
      expect(expected.requests).toBeGreaterThan(6);
      expect(expected.events.length).toBeGreaterThan(4);
      for (let n = 1; n <= expected.requests; n++) {
        const scenario = await open();
        await kill(scenario, n, when);
        const { setting, lines } = scenario;
        const again = await setting.run(lines);
        expect({ n, code: again.code, log: again.code === 0 ? '' : again.stderr }).toEqual({
          n,
          code: 0,
          log: '',
        });
        expect(again.states).toHaveLength(1);
        expect({ n, account: comparable(await setting.account()) }).toEqual({ n, account: expected.account });
        const events = (await setting.events()).map(nameOf);
        expect({ n, events: [...new Set(events)].toSorted() }).toEqual({ n, events: expected.events });
        expect(events.length - expected.events.length).toBeLessThanOrEqual(BATCH);
        const once = await setting.run(lines);
        expect({ n, writes: once.requests.writes }).toEqual({ n, writes: 0 });
        await setting.close();
      }
    },
    240_000,
  );
});

test('SIGKILL at each request of a first load, then run again with the replica lost: the same account', async () => {
  const expected = await undisturbed(firstLoad);
  for (let n = 1; n <= expected.requests; n++) {
    const scenario = await firstLoad();
    await kill(scenario, n, 'after');
    const { setting, lines } = scenario;
    setting.loseReplica();
    expect((await setting.run(lines)).code).toBe(0);
    expect({ n, account: comparable(await setting.account()) }).toEqual({ n, account: expected.account });
    const events = (await setting.events()).map(nameOf);
    expect({ n, events: [...new Set(events)].toSorted() }).toEqual({ n, events: expected.events });
    expect(events.length - expected.events.length).toBeLessThanOrEqual(BATCH);
    await setting.close();
  }
}, 120_000);
