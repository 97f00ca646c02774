// Generated workspaces and sequences of changes: after each run the account is what the naive model says.
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { comparable, Model } from '../support/brevo-model.ts';
import { openSetting, RULES, TAGS } from '../support/brevo-rules.ts';
import { company, conversation, iso, THEN, World } from '../support/brevo-world.ts';
import type { BrevoSetting } from '../support/brevo.ts';

const CONTACTS = 7;
const EMAILS = 9;

const contactId = fc.integer({ min: 1, max: CONTACTS }).map((n) => `c${n}`);
// Few addresses for many contacts: they are shared, handed on and taken back.
const email = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: EMAILS }).map((n) => `c${n}@acme.example`) },
  { weight: 1, arbitrary: fc.constantFrom('C1@Acme.Example', 'c2+news@acme.example', ' c3@acme.example ') },
);
const phone = fc.constantFrom(
  null,
  '+353 1 555 0101',
  '+14155550132',
  '+44 7700 900123',
  '555-01',
  'call me',
);
const several = (ids: string[]): fc.Arbitrary<{ id: string }[] | undefined> =>
  fc.subarray(ids).map((chosen) => (chosen.length === 0 ? undefined : chosen.map((id) => ({ id }))));

const CHANGES: Record<string, fc.Arbitrary<unknown>> = {
  email,
  phone,
  role: fc.constantFrom('user', 'lead'),
  name: fc.constantFrom('Ann Onym', '王小明', 'Zoë “Zed” Ñáñez', '', null),
  signed_up_at: fc.constantFrom(iso(-86_400 * 400), iso(2_738_966_400), iso(THEN), null),
  last_seen_at: fc.constantFrom(iso(THEN), iso(THEN + 86_399), null),
  session_count: fc.constantFrom(0, 1, 250, null, undefined),
  unsubscribed_from_emails: fc.boolean(),
  unsubscribed_from_sms: fc.boolean(),
  tags: several(Object.keys(TAGS)),
  companies: several(['k1', 'k2', 'k3']),
  custom_attributes: fc.record({
    plan_tier: fc.constantFrom('free', 'pro', '', null),
    feature_usage: fc.constantFrom(0, 0.1, -3.5, null),
  }),
};

type Step = (world: World) => void;

const contactStep = fc
  .tuple(
    contactId,
    fc
      .constantFrom(...Object.keys(CHANGES))
      .chain((name) => (CHANGES[name] ?? fc.constant(null)).map((value): Row => ({ [name]: value }))),
  )
  .map(([id, change]): Step => (world) => {
    if (world.get('contacts', id) === undefined) world.contact(id, change);
    else world.change('contacts', id, change);
  });

const deletionStep = fc.tuple(contactId, fc.boolean()).map(([id, gone]): Step => (world) => {
  if (world.get('contacts', id) !== undefined)
    world.change('contacts', id, { _sdc_deleted_at: gone ? iso(THEN) : undefined });
});

const companyStep = fc
  .record({
    id: fc.constantFrom('k1', 'k2', 'k3'),
    name: fc.constantFrom('Acme', 'Müller & Söhne', ''),
    size: fc.constantFrom(0, 7, null),
    plan: fc.constantFrom({}, { type: 'plan', id: '2', name: 'Enterprise' }),
    seen: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ id, seen, ...more }): Step => (world) => {
    // Never the same second twice, so that one company is the last one seen.
    const last_request_at = iso(THEN + seen * 10 + Number(id.slice(1)));
    world.put('companies', company(id, { ...more, last_request_at }));
  });

const conversationStep = fc
  .tuple(fc.constantFrom('1', '2', '3'), contactId, fc.constantFrom('open', 'closed'))
  .map(([id, contact, state]): Step => (world) => {
    world.put('conversations', conversation(id, contact, { state, open: state === 'open' }));
  });

const step = fc.oneof(
  { weight: 10, arbitrary: contactStep },
  { weight: 1, arbitrary: deletionStep },
  { weight: 2, arbitrary: companyStep },
  { weight: 2, arbitrary: conversationStep },
);
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 4 });

function firstWorld(): World {
  const world = new World();
  for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
  for (const [n, id] of ['k1', 'k2', 'k3'].entries())
    world.put('companies', company(id, { last_request_at: iso(THEN + n) }));
  for (let n = 1; n < CONTACTS; n++) world.contact(`c${n}`, { role: n % 3 === 0 ? 'lead' : 'user' });
  return world;
}

async function expectModelled(setting: BrevoSetting, model: Model): Promise<void> {
  expect(comparable(await setting.account())).toEqual(model.account());
}

describe('any sequence of changes', () => {
  let setting: BrevoSetting;

  afterEach(() => setting.close());

  test('the account equals the model after every run, and a run without changes writes nothing', async () => {
    setting = await openSetting();
    await fc.assert(
      fc.asyncProperty(rounds, async (sequence) => {
        await setting.close();
        setting = await openSetting();
        const world = firstWorld();
        const model = new Model(RULES);
        for (const steps of [[], ...sequence]) {
          for (const change of steps) change(world);
          const run = await setting.run(world.messages());
          expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
          expect(run.code).toBe(0);
          model.run(world);
          await expectModelled(setting, model);
        }
        const again = await setting.run(world.everything());
        expect(again.requests.writes).toBe(0);
        await expectModelled(setting, model);
        expect(again.requests.force_merges + again.requests.import_merges).toBe(0);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 120_000);
});
