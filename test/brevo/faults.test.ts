// Every fault at every route that the target uses; and STATE, which never says more than the account holds.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LiveRun } from '../contract/target/live-run.ts';
import { comparable, Model } from '../support/brevo-model.ts';
import { openSetting, RULES } from '../support/brevo-rules.ts';
import { nameOf, secondRun, undisturbed, type Ending } from '../support/brevo-scenario.ts';
import { World } from '../support/brevo-world.ts';
import type { BrevoSetting } from '../support/brevo.ts';

// A busy machine starts a process in seconds.
const PATIENCE = { timeout: 30_000 };

const FAULTS = [
  ['429', { fault: 'status', status: 429, headers: { 'x-sib-ratelimit-reset': '1' } }],
  ['429 without headers', { fault: 'status', status: 429 }],
  ['408', { fault: 'status', status: 408 }],
  ['425', { fault: 'status', status: 425 }],
  ['500', { fault: 'status', status: 500 }],
  ['502 as HTML', { fault: 'html' }],
  ['503', { fault: 'status', status: 503 }],
  ['no answer in time', { fault: 'hang' }],
  ['a connection reset', { fault: 'reset' }],
  ['an answer that is lost', { fault: 'lost' }],
  ['a truncated body', { fault: 'truncate' }],
  ['200 with an empty body', { fault: 'empty' }],
  ['200 with HTML', { fault: 'html200' }],
] as const;

const BATCH = 200;

let ending: Promise<Ending> | undefined;

describe.concurrent('once at each route of a run', () => {
  test.each(FAULTS)(
    '%s: nothing is missing, nothing is twice but events whose answer was lost',
    async (name, fault) => {
      const expected = await (ending ??= undisturbed(secondRun));
      const { setting, lines } = await secondRun();
      const rules = expected.routes.map((route) => ({ route, nth: 1, ...fault }));
      await setting.control('faults', rules);
      const config = name === 'no answer in time' ? { request_timeout: 1 } : {};
      const run = await setting.run(lines, { config });
      expect({ code: run.code, log: run.code === 0 ? '' : run.stderr }).toEqual({ code: 0, log: '' });
      expect(run.states).toHaveLength(1);
      expect(comparable(await setting.account())).toEqual(expected.account);
      const events = (await setting.events()).map(nameOf).toSorted();
      expect([...new Set(events)]).toEqual(expected.events);
      const mayDouble = ['lost', 'truncate', 'hang'].includes(fault.fault);
      expect(events.length - expected.events.length).toBeLessThanOrEqual(mayDouble ? BATCH : 0);
      expect(run.requests.force_merges).toBe(0);
      await setting.close();
    },
    120_000,
  );
});

describe('STATE', () => {
  let setting: BrevoSetting;
  let world: World;

  beforeEach(async () => {
    setting = await openSetting();
    world = new World();
    for (let n = 1; n <= 6; n++) world.contact(`c${n}`);
  });
  afterEach(() => setting.close());

  test('at the moment it is printed, all before it is in the account', async () => {
    const model = new Model(RULES);
    const first = world.messages();
    model.run(world);
    const after = [model.account()];
    world.change('contacts', 'c2', { name: 'Later', email: 'later@acme.example' });
    const second = world.messages();
    model.run(world);
    after.push(model.account());
    const live = new LiveRun(setting.commandLine());
    await live.send([...first, ...second]);
    live.child.stdin.end();
    for (;;) {
      const { run } = await live.nextState();
      expect(comparable(await setting.account())).toEqual(after[Number(run) - 1]);
      if (run === 2) break;
    }
    expect((await live.ended).code).toBe(0);
  });

  test.each([
    ['401', 401, 3],
    ['402', 402, 3],
    ['403', 403, 3],
  ])('none where Brevo refuses the key in the middle of a run: %s', async (_name, status, code) => {
    await setting.control('faults', [
      { route: 'POST /contacts', nth: 4, times: 100, fault: 'status', status },
    ]);
    const refused = await setting.run(world.everything());
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).not.toContain('sandbox-key');
    await setting.control('faults', []);
    const again = await setting.run(world.everything());
    expect(again).toMatchObject({ code: 0, states: [{ run: 2 }] });
    const model = new Model(RULES);
    model.run(world);
    expect(comparable(await setting.account())).toEqual(model.account());
  });

  test('none past a contact that Brevo refuses, until the operator allows rejects', async () => {
    await setting.control('faults', [{ route: 'POST /contacts', nth: 3, fault: 'status', status: 400 }]);
    const run = await setting.run(world.everything());
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(await setting.account()).toHaveLength(5);
    expect(setting.rejects()).toHaveLength(1);
    const allowed = await setting.run(world.everything(), { config: { max_rejects: 1 } });
    expect(allowed).toMatchObject({ code: 0, states: [{ run: 2 }], requests: { writes: 0 } });
  });

  test('a replica that a run has open is refused to another one', async () => {
    const live = new LiveRun(setting.commandLine());
    await live.send(world.messages());
    await expect.poll(() => existsSync(join(setting.folder, 'test.replica-wal')), PATIENCE).toBe(true);
    await expect.poll(() => setting.run([]).then(({ code }) => code), PATIENCE).toBe(2);
    expect((await live.end()).code).toBe(0);
  });
});
