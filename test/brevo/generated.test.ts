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
  { weight: 1, arbitrary: fc.constant(null) },
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

/** What a step says, so that a failure can be read. */
type Step =
  | { contact: string; change: Row }
  | { deleted: string; gone: boolean }
  | { company: string; seen: number; change: Row }
  | { conversation: string; contact: string; state: string };

const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .constantFrom(...Object.keys(CHANGES))
      .chain((name) =>
        fc.record({ contact: contactId, change: fc.record({ [name]: CHANGES[name] ?? email }) }),
      ),
  },
  { weight: 1, arbitrary: fc.record({ deleted: contactId, gone: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      company: fc.constantFrom('k1', 'k2', 'k3'),
      seen: fc.integer({ min: 0, max: 1000 }),
      change: fc.record({
        name: fc.constantFrom('Acme', 'Müller & Söhne', ''),
        size: fc.constantFrom(0, 7, null),
        plan: fc.constantFrom({}, { type: 'plan', id: '2', name: 'Enterprise' }),
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      conversation: fc.constantFrom('1', '2', '3'),
      contact: contactId,
      state: fc.constantFrom('open', 'closed'),
    }),
  },
);
const round = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  // Now and then the replica is lost before the run, which then reads everything again.
  lost: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});
const rounds = fc.array(round, { minLength: 2, maxLength: 4 });

function take(world: World, one: Step): void {
  if ('gone' in one) {
    if (world.get('contacts', one.deleted) !== undefined)
      world.change('contacts', one.deleted, { _sdc_deleted_at: one.gone ? iso(THEN) : undefined });
  } else if ('company' in one) {
    const last_request_at = iso(THEN + one.seen);
    world.put('companies', company(one.company, { ...one.change, last_request_at }));
  } else if ('conversation' in one) {
    const { state } = one;
    world.put(
      'conversations',
      conversation(one.conversation, one.contact, { state, open: state === 'open' }),
    );
  } else if (world.get('contacts', one.contact) === undefined) world.contact(one.contact, one.change);
  else world.change('contacts', one.contact, one.change);
}

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
        // E-mails that two contacts exchange, or that one does not give up, are rejects.
        setting = await openSetting({ max_rejects: CONTACTS });
        const world = firstWorld();
        const model = new Model(RULES);
        for (const { steps, lost } of [{ steps: [], lost: false }, ...sequence]) {
          for (const one of steps) take(world, one);
          if (lost) {
            setting.loseReplica();
            model.forget();
          }
          const run = await setting.run(lost ? world.everything() : world.messages());
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
