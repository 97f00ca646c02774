// The values that destination connectors get wrong.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { openSetting, TAGS } from '../support/brevo-rules.ts';
import { iso, THEN, World } from '../support/brevo-world.ts';
import { BrevoSetting, type AccountContact } from '../support/brevo.ts';

const CONTACTS: Record<string, Row> = {
  zero: { session_count: 0, custom_attributes: { feature_usage: 0, plan_tier: '0' } },
  negative: { session_count: -1, custom_attributes: { feature_usage: 1e-7 } },
  empty: { name: '', custom_attributes: { plan_tier: '', feature_usage: null } },
  false: { unsubscribed_from_emails: false },
  capitals: { email: 'John.O-Brien+News@ACME.Example' },
  early: { signed_up_at: iso(-1), last_seen_at: iso(-300_000_000) },
  late: { signed_up_at: iso(2_738_966_400), last_seen_at: iso(4_102_444_800) },
  german: { phone: '089 55512345', location: { country_code: 'DEU' } },
  british: { phone: '07400 123456', location: { country_code: 'GBR', country: 'United Kingdom' } },
  nowhere: { phone: '089 55512345' },
  zeros: { phone: '0035315550101' },
  spaced: { phone: '+44 (0)20 7946 0018' },
  taken: { phone: '+1 415 555 0132' },
  nonsense: { phone: 'call me' },
  noEmail: { email: 'not an address' },
  emoji: { name: '🚀 Rocket Rick', custom_attributes: { plan_tier: '"; DROP TABLE contacts; --' } },
};

describe('one run over all of them', () => {
  let setting: BrevoSetting;
  let accounts: Map<string | null, AccountContact>;
  let code: number | null;

  beforeAll(async () => {
    setting = await openSetting();
    await setting.control('seed', {
      contacts: [{ email: 'owner@acme.example', attributes: { SMS: '+14155550132' } }],
    });
    const world = new World();
    for (const [id, more] of Object.entries(CONTACTS)) world.contact(id, more);
    ({ code } = await setting.run(world.messages()));
    accounts = new Map((await setting.account()).map((contact) => [contact.ext_id, contact]));
  });

  afterAll(() => setting.close());

  const attributes = (id: string): Row => accounts.get(id)?.attributes ?? {};

  test('the run succeeds, and has every contact with an address', () => {
    expect(code).toBe(0);
    const expected = Object.keys(CONTACTS).filter((id) => id !== 'noEmail');
    expect([...accounts.keys()].filter((id) => id !== null).toSorted()).toEqual(expected.toSorted());
  });

  test('0 and false are values', () => {
    expect(attributes('zero')).toMatchObject({ SESSION_COUNT: 0, FEATURE_USAGE: 0, PLAN_TIER: '0' });
    expect(attributes('negative')).toMatchObject({ SESSION_COUNT: -1, FEATURE_USAGE: 1e-7 });
    expect(attributes('false')['UNSUBSCRIBED']).toBe(false);
  });

  test('"" and null are none', () => {
    for (const name of ['FULLNAME', 'PLAN_TIER', 'FEATURE_USAGE', 'LAST_ACTIVE', 'SESSION_COUNT'])
      expect(attributes('empty')).not.toHaveProperty(name);
  });

  test('an e-mail with capitals and a plus sign is kept in lower case, with its plus', () => {
    expect(accounts.get('capitals')?.email).toBe('john.o-brien+news@acme.example');
  });

  test('days before 1970 and after 2038', () => {
    expect(attributes('early')).toMatchObject({ SIGNUP_DATE: '1969-12-31', LAST_ACTIVE: '1960-06-29' });
    expect(attributes('late')).toMatchObject({ SIGNUP_DATE: '2056-10-17', LAST_ACTIVE: '2100-01-01' });
  });

  test.each([
    ['german', '498955512345'],
    ['british', '447400123456'],
    ['zeros', '35315550101'],
    ['spaced', '442079460018'],
  ])('a phone in national form, or with its country: %s', (id, number) => {
    expect(attributes(id)['SMS']).toBe(number);
  });

  test.each(['nowhere', 'nonsense', 'taken'])('costs only the phone: %s', (id) => {
    expect(accounts.get(id)).toMatchObject({ email: `${id}@acme.example`.toLowerCase() });
    expect(attributes(id)).not.toHaveProperty('SMS');
  });

  test('the owner of the taken phone keeps it', () => {
    expect(accounts.get(null)?.attributes).toMatchObject({ SMS: '14155550132' });
  });

  test('odd texts arrive as they are', () => {
    expect(attributes('emoji')).toMatchObject({
      FULLNAME: '🚀 Rocket Rick',
      PLAN_TIER: '"; DROP TABLE contacts; --',
    });
  });
});

async function withSetting(config: Row, work: (setting: BrevoSetting) => Promise<void>): Promise<void> {
  const setting = await openSetting(config);
  try {
    await work(setting);
  } finally {
    await setting.close();
  }
}

test('attribute names in lower case mean those in capitals', async () => {
  const config = {
    field_mapping: { email: 'email', name: 'fullname', 'custom_attributes.plan_tier': 'Plan_Tier' },
  };
  await withSetting(config, async (setting) => {
    const world = new World();
    world.contact('c1', { custom_attributes: { plan_tier: 'pro' } });
    expect((await setting.run(world.messages())).code).toBe(0);
    const [contact] = await setting.account();
    expect(contact?.attributes).toEqual({ FULLNAME: 'Ann Number c1', PLAN_TIER: 'pro' });
  });
});

test('a missing attribute is refused by its name before anything is written, or created with the right type', async () => {
  const setting = await BrevoSetting.open({
    field_mapping: { email: 'email', signed_up_at: 'SIGNUP_DATE', session_count: 'SESSION_COUNT' },
  });
  const world = new World();
  world.contact('c1', { session_count: 0 });
  const refused = await setting.run(world.everything());
  expect(refused).toMatchObject({ code: 2, stdout: '', requests: { writes: 0 } });
  expect(refused.stderr).toMatch(/^CRITICAL .*SIGNUP_DATE/m);
  const created = await setting.run(world.everything(), { config: { create_attributes: true } });
  expect(created.code).toBe(0);
  const [contact] = await setting.account();
  expect(contact?.attributes).toEqual({ SESSION_COUNT: 0, SIGNUP_DATE: '2026-06-02' });
  await setting.close();
});

test('a type that does not fit is refused in any case, with nothing written', async () => {
  await withSetting({ create_attributes: true }, async (setting) => {
    const world = new World();
    world.contact('c1');
    const config = { field_mapping: { email: 'email', signed_up_at: 'FEATURE_USAGE' } };
    const run = await setting.run(world.messages(), { config });
    expect(run).toMatchObject({ code: 2, stdout: '', requests: { writes: 0 } });
    expect(run.stderr).toMatch(/^CRITICAL .*FEATURE_USAGE/m);
  });
});

test('more than 200 tags: as options of one attribute, or by an allow-list, never as 200 lists', async () => {
  await withSetting({}, async (setting) => {
    const world = new World();
    const tags = Array.from({ length: 230 }, (_, n) => ({ id: `x${n}`, name: `Tag ${n}`, type: 'tag' }));
    for (const tag of tags) world.put('tags', tag);
    for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
    world.contact('c1', { tags: [...tags, { id: 't2' }].map(({ id }) => ({ id })) });
    const run = await setting.run(world.messages());
    expect(run.code).toBe(0);
    expect(run.requests.writes).toBe(1);
    expect((await setting.account())[0]?.lists).toEqual([35, 41]);
  });
});

test('five hundred contacts of one second', async () => {
  await withSetting({}, async (setting) => {
    const world = new World();
    for (let n = 0; n < 500; n++) world.contact(`c${n}`, { created_at: iso(THEN) });
    expect((await setting.run(world.messages())).code).toBe(0);
    expect(await setting.account()).toHaveLength(500);
  });
});
