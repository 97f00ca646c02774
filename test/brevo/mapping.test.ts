// The forms of a mapping: lists by name, tags, conversations, companies, SQL, other taps.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { FIELD_MAPPING, openSetting, TAGS } from '../support/brevo-rules.ts';
import { company, conversation, iso, THEN, World } from '../support/brevo-world.ts';
import { mappingFile, type BrevoSetting, type TargetRun } from '../support/brevo.ts';

let setting: BrevoSetting;
let world: World;

beforeEach(async () => {
  setting = await openSetting();
  world = new World();
  for (const [id, name] of Object.entries(TAGS)) world.put('tags', { id, name, type: 'tag' });
});

afterEach(() => setting.close());

/** Runs with a mapping file, and creates what the account lacks. */
async function sync(yaml = '', config: Row = {}): Promise<TargetRun> {
  const mapping = mappingFile(`${yaml}\n`);
  const run = await setting.run(world.messages(), {
    config: { mapping, create_attributes: true, ...config },
  });
  expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
  expect(run.code).toBe(0);
  return run;
}

async function attributes(id = 'c1'): Promise<Row> {
  return (await setting.account()).find(({ ext_id }) => ext_id === id)?.attributes ?? {};
}

test('lists by name: found, or created in the stated folder where that is allowed, otherwise refused', async () => {
  world.contact('c1', { role: 'lead' });
  world.contact('c2');
  const lists = { leads: 'List 37', all_users: 'New users' };
  const refused = await setting.run(world.everything(), { config: { lists } });
  expect(refused).toMatchObject({ code: 2, requests: { writes: 0 } });
  expect(refused.stderr).toContain('New users');
  world.everything();
  world.change('contacts', 'c1', {});
  world.change('contacts', 'c2', {});
  await sync('create_lists: true\nlist_folder: Your first folder', { lists });
  const known = await setting.lines<{ id: number; name: string }>('lists');
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const account = await setting.account();
  expect(account.map(({ ext_id, lists: held }) => [ext_id, held.map((id) => names.get(id))])).toEqual([
    ['c1', ['List 37']],
    ['c2', ['New users']],
  ]);
});

test('a list that the account does not have is refused by its id', async () => {
  world.contact('c1');
  const run = await setting.run(world.messages(), { config: { lists: { leads: 777 } } });
  expect(run).toMatchObject({ code: 2, stdout: '', requests: { writes: 0 } });
  expect(run.stderr).toMatch(/777/);
});

test('tags as one multiple-choice attribute, whose options are added before they are used', async () => {
  world.contact('c1', { tags: [{ id: 't1' }, { id: 't3' }] });
  await sync('tag_attribute: TAGS');
  expect((await attributes())['TAGS']).toEqual(['VIP', 'other']);
  world.put('tags', { id: 't9', name: 'brand new', type: 'tag' });
  world.change('contacts', 'c1', { tags: [{ id: 't9' }] });
  await sync('tag_attribute: TAGS');
  expect((await attributes())['TAGS']).toEqual(['brand new']);
  world.change('contacts', 'c1', { tags: undefined });
  await sync('tag_attribute: TAGS');
  expect(await attributes()).not.toHaveProperty('TAGS');
});

test('conversation tags, for segments after support: lists and an attribute', async () => {
  world.contact('c1');
  const tags = [{ type: 'tag', id: 't7', name: 'refund' }];
  world.put('conversations', conversation('1', 'c1', { tags, state: 'closed', open: false }));
  const yaml = 'conversation_tag_lists: { refund: 99 }\nconversation_tag_attribute: SUPPORT_TAGS';
  await sync(yaml);
  expect(await setting.account()).toMatchObject([
    { lists: [35, 99], attributes: { SUPPORT_TAGS: ['refund'] } },
  ]);
  world.change('conversations', '1', { tags: undefined });
  await sync(yaml);
  expect((await setting.account())[0]?.lists).toEqual([35]);
});

test('what conversations say of a contact', async () => {
  world.contact('c1', { last_replied_at: iso(THEN), last_email_clicked_at: iso(THEN + 86_400) });
  world.put('conversations', conversation('1', 'c1', { created_at: iso(THEN - 86_400) }));
  world.put(
    'conversations',
    conversation('2', 'c1', {
      state: 'closed',
      open: false,
      statistics: { first_admin_reply_at: iso(THEN + 90) },
      conversation_rating: { rating: 2, remark: 'slow', created_at: iso(THEN + 100), contact: { id: 'c1' } },
      ai_agent: { resolution_state: 'routed_to_team', rating: 1 },
    }),
  );
  await sync('', { attribute_groups: ['engagement', 'conversations', 'ai_agent'] });
  expect(await attributes()).toMatchObject({
    FULLNAME: 'Ann Number c1',
    LAST_REPLIED: '2026-06-01',
    LAST_EMAIL_CLICKED: '2026-06-02',
    CONVERSATIONS: 2,
    OPEN_CONVERSATIONS: 1,
    LAST_CONVERSATION: '2026-06-01',
    LAST_CONVERSATION_STATE: 'closed',
    LAST_RATING: 2,
    LAST_RATING_REMARK: 'slow',
    FIRST_RESPONSE_SECONDS: 90,
    AI_OUTCOME: 'escalated',
    AI_RATING: 1,
  });
});

test.each([
  ['most_recently_seen', 'Seen'],
  ['largest_monthly_spend', 'Rich'],
  ['first', 'First'],
])('primary company: %s', async (rule, name) => {
  world.put('companies', company('k1', { name: 'First' }));
  world.put('companies', company('k2', { name: 'Rich', monthly_spend: 900, last_request_at: iso(THEN) }));
  world.put('companies', company('k3', { name: 'Seen', last_request_at: iso(THEN + 1) }));
  world.contact('c1', { companies: [{ id: 'k1' }, { id: 'k2' }, { id: 'k3' }] });
  await sync(`primary_company: ${rule}`);
  expect((await attributes())['COMPANY_NAME']).toBe(name);
});

test('the longer form: type, converter, null policy, SQL', async () => {
  world.contact('c1', { custom_attributes: { plan_tier: 'PRO' }, session_count: 7 });
  world.put('conversations', conversation('1', 'c1'));
  const yaml = [
    'attributes:',
    '  TIER: { path: custom_attributes.plan_tier, convert: lower, nulls: keep }',
    '  HOW_MANY: { sql: "(select count(*) from conversations)", type: float }',
    'lists:',
    '  talkative: { list: 99, when: { session_count: { above: 5 } } }',
  ].join('\n');
  await sync(yaml);
  expect(await setting.account()).toMatchObject([
    { lists: [35, 36, 99], attributes: { TIER: 'pro', HOW_MANY: 1 } },
  ]);
  world.change('contacts', 'c1', { custom_attributes: {}, session_count: 2 });
  await sync(yaml);
  expect(await setting.account()).toMatchObject([
    { lists: [35, 36], attributes: { TIER: 'pro', HOW_MANY: 1 } },
  ]);
});

describe('the preset, when there is no field_mapping', () => {
  test('names are split where that is safe, custom attributes come with their types', async () => {
    const names: Record<string, [first: string | undefined, last: string | undefined]> = {
      'Ann Onym': ['Ann', 'Onym'],
      'José García Márquez': ['José', 'García Márquez'],
      王小明: ['王小明', undefined],
      Madonna: ['Madonna', undefined],
    };
    for (const [n, name] of Object.keys(names).entries())
      world.contact(`c${n}`, {
        name,
        role: 'lead',
        custom_attributes: { 'Favourite colour': 'blue', seats: 0 },
      });
    await sync('', { field_mapping: undefined });
    for (const [n, [first, last]] of Object.values(names).entries()) {
      const held = await attributes(`c${n}`);
      expect([held['FIRSTNAME'], held['LASTNAME']]).toEqual([first, last]);
      expect(held).toMatchObject({ ROLE: 'lead', FAVOURITE_COLOUR: 'blue', SEATS: 0 });
    }
  });
});

describe('any other tap', () => {
  test('a mapping file names its streams, keys and sinks', async () => {
    const mapping = mappingFile(
      [
        'preset: none',
        'streams: { people: { sink: contacts, key: [uid] } }',
        'identity: { email: mail, role: kind, roles: [customer] }',
        'field_mapping: { mail: email, who: { name: FULLNAME, type: text } }',
        'lists: { vips: { list: 40, when: { kind: customer } } }',
      ].join('\n'),
    );
    const config = { mapping, field_mapping: undefined, lists: undefined, tag_lists: undefined };
    const rows = [{ uid: 7, mail: 'A@b.example', who: 'Ann', kind: 'customer' }];
    const run = await setting.run(messages(rows), { config });
    expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
    expect(run).toMatchObject({ code: 0, states: [{ at: 1 }] });
    expect(await setting.account()).toMatchObject([
      { ext_id: '7', email: 'a@b.example', attributes: { FULLNAME: 'Ann' }, lists: [40] },
    ]);
  });

  test('an unknown stream is ignored with one warning, or refused', async () => {
    const rows = [{ uid: 1 }, { uid: 2 }];
    const run = await setting.run(messages(rows, 'shoes'), { config: { field_mapping: FIELD_MAPPING } });
    expect(run).toMatchObject({ code: 0, states: [{ at: 1 }] });
    expect(run.stderr.match(/^WARNING .*shoes/gm)).toHaveLength(1);
    const refused = await setting.run(messages(rows, 'shoes'), { config: { on_unknown_stream: 'fail' } });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('shoes');
  });
});

/** What a tap of another vendor says. */
function messages(rows: Row[], stream = 'people'): string[] {
  return [
    JSON.stringify({ type: 'SCHEMA', stream, schema: { properties: { uid: {} } }, key_properties: ['uid'] }),
    ...rows.map((record) => JSON.stringify({ type: 'RECORD', stream, record })),
    JSON.stringify({ type: 'STATE', value: { at: 1 } }),
  ];
}
