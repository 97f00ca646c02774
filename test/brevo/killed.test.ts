// Killed at every request of a run: the next run, with the replica or without it, ends in the same account.
import { expect, test } from 'vitest';
import { comparable } from '../support/brevo-model.ts';
import { openSetting, TAGS } from '../support/brevo-rules.ts';
import {
  firstLoad,
  nameOf,
  secondRun,
  undisturbed,
  type Ending,
  type Scenario,
} from '../support/brevo-scenario.ts';
import { World } from '../support/brevo-world.ts';
import { statesOf, type BrevoSetting } from '../support/brevo.ts';

const BATCH = 200;
const AT_ONCE = 3;

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

/** Some of the kills at once: a run waits more than it works. */
async function atEachRequest({ requests }: Ending, work: (n: number) => Promise<void>): Promise<void> {
  const left = Array.from({ length: requests }, (_, n) => n + 1);
  const worker = async (): Promise<void> => {
    for (let n = left.shift(); n !== undefined; n = left.shift()) await work(n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function expectEnding(setting: BrevoSetting, n: number, expected: Ending): Promise<void> {
  expect({ n, account: comparable(await setting.account()) }).toEqual({ n, account: expected.account });
  const events = (await setting.events()).map(nameOf);
  expect({ n, events: [...new Set(events)].toSorted() }).toEqual({ n, events: expected.events });
  expect(events.length - expected.events.length).toBeLessThanOrEqual(BATCH);
}

test.each([
  ['a first load after it is answered, with the replica', firstLoad, 'after', false],
  ['a first load after it is answered, with the replica lost', firstLoad, 'after', true],
  ['a second run after it is answered, with the replica', secondRun, 'after', false],
  ['a second run before it is answered, with the replica', secondRun, 'before', false],
] as const)(
  'SIGKILL at each request of %s: the same account, no event lost, one batch twice at most',
  async (_what, open, when, lost) => {
    const expected = await undisturbed(open);
    expect(expected.requests).toBeGreaterThan(6);
    expect(expected.events.length).toBeGreaterThan(4);
    await atEachRequest(expected, async (n) => {
      const scenario = await open();
      await kill(scenario, n, when);
      const { setting, lines } = scenario;
      if (lost) setting.loseReplica();
      const again = await setting.run(lines);
      expect({ n, code: again.code, log: again.code === 0 ? '' : again.stderr }).toEqual({
        n,
        code: 0,
        log: '',
      });
      expect(again.states).toHaveLength(1);
      await expectEnding(setting, n, expected);
      await setting.close();
    });
  },
  240_000,
);

test('after a kill and a run, the run after that writes nothing', async () => {
  const scenario = await secondRun();
  await kill(scenario, 4, 'after');
  const { setting, lines } = scenario;
  expect((await setting.run(lines)).requests.writes).toBeGreaterThan(0);
  expect((await setting.run(lines)).requests.writes).toBe(0);
  await setting.close();
});

test('what a killed run had noted and not sent counts as created once Brevo makes it', async () => {
  const setting = await openSetting();
  const world = new World();
  for (let n = 1; n <= 40; n++) world.contact(`c${n}`);
  const { child, ended } = setting.start(world.messages());
  let posts = 0;
  setting.sandbox.onExchange = ({ method, path }) => {
    if (method === 'POST' && path === '/contacts' && ++posts === 5) child.kill('SIGKILL');
  };
  expect((await ended).signal).toBe('SIGKILL');
  setting.sandbox.onExchange = undefined;
  const { stderr, requests } = await setting.run(world.everything());
  const made = requests.routes['POST /contacts']?.['201'];
  expect(made).toBeGreaterThan(0);
  const there = requests.routes['PUT /contacts/:identifier']?.['204'];
  expect(there).toBeGreaterThan(0);
  expect(stderr).toContain(`sent: ${made} created, ${there} updated`);
  await setting.close();
});

test.each([
  ['PUT', 'c1'],
  ['POST', undefined],
])('what a run killed at its %s may have sent counts as its own: it is taken back', async (method, known) => {
  const setting = await openSetting();
  const world = new World();
  for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
  if (known !== undefined) world.contact(known);
  await setting.run(world.messages());
  world.contact('c1', { custom_attributes: { plan_tier: 'pro' }, tags: [{ id: 't1' }] });
  const { child, ended } = setting.start(world.messages());
  setting.sandbox.onExchange = (exchange) => exchange.method === method && child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  setting.sandbox.onExchange = undefined;
  expect(await setting.account()).toMatchObject([{ attributes: { PLAN_TIER: 'pro' }, lists: [35, 40] }]);
  world.change('contacts', 'c1', { custom_attributes: {}, tags: undefined });
  expect((await setting.run(world.everything())).code).toBe(0);
  const [contact] = await setting.account();
  expect(contact).toMatchObject({ ext_id: 'c1', lists: [35] });
  expect(contact?.attributes).not.toHaveProperty('PLAN_TIER');
  await setting.close();
});

test('SIGTERM while it still asks about the account: it ends by that, without a stack', async () => {
  const { setting, lines } = await firstLoad();
  await setting.control('faults', [{ route: '*', fault: 'hang' }]);
  const { child, ended } = setting.start(lines);
  await expect.poll(async () => (await setting.requests()).total, { timeout: 20_000 }).toBe(1);
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 143, stdout: '' });
  expect(stderr).not.toMatch(/^\s+at /m);
  await setting.close();
});
