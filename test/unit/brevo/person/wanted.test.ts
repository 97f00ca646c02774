// One contact as it should be at Brevo: attributes, lists, consent, and what could not be used.
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import type { AttributeMapping, Mapping, Source } from '../../../../targets/brevo/mapping/mapping.ts';
import type { AttributeType } from '../../../../targets/brevo/model.ts';
import { wanted, wantedDeps, type WantedResult } from '../../../../targets/brevo/person/wanted.ts';
import { mappingWith, replicaOf, type Holding } from './fakes.ts';

const TYPES = new Map<string, AttributeType>([
  ['NAME', 'text'],
  ['COMPANY_NAME', 'text'],
  ['COMPANY_PLAN', 'text'],
  ['SEATS', 'float'],
  ['BETA', 'boolean'],
  ['SEEN', 'date'],
  ['TAGS', 'multiple-choice'],
  ['AI_OUTCOME', 'text'],
  ['SCORE', 'float'],
]);

function attribute(name: string, source: Source, more: Partial<AttributeMapping> = {}): AttributeMapping {
  return { name, source, type: undefined, nulls: 'clear', text: name.toLowerCase(), ...more };
}

interface Scene extends Holding {
  row?: Row;
  mapping?: Partial<Mapping>;
  sql?: (expression: string, id: string) => unknown;
}

function outcomeOf({ row = {}, mapping = {}, sql = () => null, ...holding }: Scene): WantedResult {
  const lists = new Map<number | string, number>([
    [35, 35],
    ['Leads', 37],
    ['VIPs', 40],
  ]);
  const facts = { replica: replicaOf(holding), mapping: mappingWith(mapping), lists, types: TYPES, sql };
  return wanted('a', { id: 'a', email: 'A@example.com', ...row }, wantedDeps(facts));
}

const eightOfA = (_: string, id: string): unknown => (id === 'a' ? 8 : null);
const onPlan = (name: string): Row[] => [{ id: 'c', plan: { name } }];

const fields = [
  attribute('NAME', { path: ['name'] }),
  attribute('SEATS', { path: ['custom_attributes', 'seats'] }),
  attribute('BETA', { path: ['custom_attributes', 'beta'] }),
  attribute('SEEN', { path: ['last_seen_at'] }),
  attribute('COMPANY_NAME', { company: ['name'] }),
  attribute('COMPANY_PLAN', { company: ['plan'] }),
];

describe('attributes', () => {
  const mapping = { attributes: fields };

  it('hold the row and its primary company', () => {
    const row = {
      name: 'Zoë',
      custom_attributes: { seats: 0, beta: false },
      last_seen_at: '1965-05-05T23:00:00Z',
      companies: [{ id: 'c' }],
    };
    const companies = [{ id: 'c', name: 'Acme', plan: { id: '1', name: 'Pro' } }];
    expect(outcomeOf({ row, mapping, companies })).toEqual({
      wanted: {
        email: 'a@example.com',
        sms: undefined,
        attributes: {
          NAME: 'Zoë',
          SEATS: 0,
          BETA: false,
          SEEN: '1965-05-05',
          COMPANY_NAME: 'Acme',
          COMPANY_PLAN: 'Pro',
        },
        lists: [],
        emailBlacklisted: false,
        smsBlacklisted: false,
      },
      problems: [],
    });
  });

  it('are null where the source is empty', () => {
    const nothing = {
      NAME: null,
      SEATS: null,
      BETA: null,
      SEEN: null,
      COMPANY_NAME: null,
      COMPANY_PLAN: null,
    };
    const empty = { name: '', custom_attributes: { seats: null }, companies: [] };
    expect(outcomeOf({ row: empty, mapping }).wanted.attributes).toEqual(nothing);
    expect(outcomeOf({ row: {}, mapping }).wanted.attributes).toEqual(nothing);
  });

  it('leave out what a company says that has not come yet', () => {
    const names = Object.keys(outcomeOf({ row: { companies: [{ id: 'c' }] }, mapping }).wanted.attributes);
    expect(names).toEqual(['NAME', 'SEATS', 'BETA', 'SEEN']);
  });

  it('leave out what does not fit, and say so', () => {
    const { wanted: result, problems } = outcomeOf({
      row: { custom_attributes: { seats: 'many' } },
      mapping,
    });
    expect(result.attributes).not.toHaveProperty('SEATS');
    expect(problems).toMatchObject([{ kind: 'value', attribute: 'SEATS' }]);
    expect(problems[0]?.text).toContain('"many" is no number');
  });

  it('are only those that the account has', () => {
    const unknown = [attribute('NOWHERE', { path: ['name'] })];
    expect(outcomeOf({ row: { name: 'x' }, mapping: { attributes: unknown } }).wanted.attributes).toEqual({});
  });

  it('may be SQL', () => {
    const attributes = [attribute('SCORE', { sql: 'session_count * 2' })];
    expect(outcomeOf({ mapping: { attributes }, sql: eightOfA }).wanted.attributes).toEqual({ SCORE: 8 });
    expect(outcomeOf({ mapping: { attributes } }).wanted.attributes).toEqual({ SCORE: null });
  });

  it('read conversations, companies and tags only where something is made of them', () => {
    const replica = replicaOf({});
    const deps = { replica, mapping: mappingWith(), lists: new Map(), types: TYPES, sql: () => null };
    wanted('a', { id: 'a', tags: [{ id: 't' }], companies: [{ id: 'c' }] }, wantedDeps(deps));
    expect(replica.asked).toEqual([]);
  });

  it('take more than 200 tags', () => {
    const tags = Array.from({ length: 250 }, (_, n) => ({ id: `t${n}`, name: `tag ${n}` }));
    const attributes = [attribute('TAGS', { computed: 'tags.names' })];
    expect(outcomeOf({ row: { tags }, mapping: { attributes } }).wanted.attributes['TAGS']).toHaveLength(250);
  });
});

describe('identity and consent', () => {
  it('reads the phone by the country, and leaves it to whoever has it already', () => {
    const row = { phone: '089 555 1234', location: { country: 'Germany' } };
    expect(outcomeOf({ row }).wanted.sms).toBe('+49895551234');
    const other = { id: 'b', rank: '0', deleted: false };
    const taken = outcomeOf({ row, claimants: [other, { ...other, id: 'a', rank: '1' }] });
    expect(taken.wanted.sms).toBeUndefined();
    expect(taken.problems).toMatchObject([
      { kind: 'phone_taken', text: 'its phone number goes to contact b' },
    ]);
  });

  it('costs an unreadable phone or e-mail itself alone', () => {
    const { wanted: result, problems } = outcomeOf({ row: { phone: 'call me', email: 'nobody' } });
    expect(result).toMatchObject({ email: undefined, sms: undefined });
    expect(problems.map(({ kind }) => kind)).toEqual(['email', 'phone']);
  });

  it.each([
    [true, true],
    ['true', true],
    [1, true],
    [false, false],
    [null, false],
    [undefined, false],
    ['false', false],
  ])('unsubscribed %s blocks: %s', (value, blocked) => {
    expect(outcomeOf({ row: { unsubscribed_from_emails: value } }).wanted.emailBlacklisted).toBe(blocked);
    expect(outcomeOf({ row: { unsubscribed_from_sms: value } }).wanted.smsBlacklisted).toBe(blocked);
  });

  it('an e-mail or a number is blocked where another contact that has it is unsubscribed', () => {
    const row = { phone: '+14155550132' };
    const blocks = (...unsubscribed: string[]): unknown => outcomeOf({ row, unsubscribed }).wanted;
    expect(blocks()).toMatchObject({ emailBlacklisted: false, smsBlacklisted: false });
    expect(blocks('email a@example.com')).toMatchObject({ emailBlacklisted: true, smsBlacklisted: false });
    expect(blocks('phone +14155550132')).toMatchObject({ emailBlacklisted: false, smsBlacklisted: true });
  });
});

describe('lists', () => {
  const lists: Mapping['lists'] = [
    { list: 'Leads', rule: { when: { source: { path: ['role'] }, test: { in: ['lead'] } } }, text: 'leads' },
    { list: 35, rule: { when: { all: [] } }, text: 'all_contacts' },
    { list: 'unknown', rule: { when: { all: [] } }, text: 'all_contacts' },
  ];
  const tags = [
    { tag: 'VIP', list: 'VIPs' },
    { tag: 'beta', list: 35 },
  ];

  it('are those whose rule holds, ascending, each once', () => {
    expect(outcomeOf({ row: { role: 'lead' }, mapping: { lists } }).wanted.lists).toEqual([35, 37]);
    expect(outcomeOf({ row: { role: 'user' }, mapping: { lists } }).wanted.lists).toEqual([35]);
  });

  it.each([
    [[{ id: 't1', name: 'vip ' }], [40]],
    [
      [{ id: 't1' }, { id: 't2', name: 'Beta' }, { id: 't3', name: 'other' }],
      [35, 40],
    ],
    [undefined, []],
  ])('of tags %o are %o', (own, ids) => {
    const scene = { row: { tags: own }, mapping: { tags }, tags: [{ id: 't1', name: 'VIP' }] };
    expect(outcomeOf(scene).wanted.lists).toEqual(ids);
  });

  it('of tags on conversations', () => {
    const conversations = [{ id: '1', tags: [{ id: 't', name: 'VIP' }] }, { id: '2' }];
    expect(outcomeOf({ conversations, mapping: { conversationTags: tags } }).wanted.lists).toEqual([40]);
  });

  it('keep whoever is on them while a tag has no name yet', () => {
    const row = { tags: [{ id: 't9' }] };
    const { wanted: result, problems } = outcomeOf({ row, mapping: { tags }, lists: [40, 99] });
    expect(result.lists).toEqual([40]);
    expect(problems).toEqual([{ kind: 'unknown_tag', text: 'tag t9 has no name yet' }]);
    expect(outcomeOf({ row, mapping: { tags } }).wanted.lists).toEqual([]);
  });

  it('keep whoever is on them while the company has not come yet', () => {
    const when = { source: { company: ['plan'] }, test: { in: ['Pro'] } };
    const mapping = { lists: [{ list: 35, rule: { when }, text: '' }] };
    const row = { companies: [{ id: 'c' }] };
    expect(outcomeOf({ row, mapping, lists: [35] }).wanted.lists).toEqual([35]);
    expect(outcomeOf({ row, mapping, lists: [] }).wanted.lists).toEqual([]);
    expect(outcomeOf({ row, mapping, lists: [35], companies: onPlan('Free') }).wanted.lists).toEqual([]);
    expect(outcomeOf({ row, mapping, lists: [], companies: onPlan('Pro') }).wanted.lists).toEqual([35]);
  });

  it.each([
    [1, [35]],
    [0, []],
    [null, []],
    ['1', [35]],
    ['yes', []],
  ])('whose SQL gives %s are %o', (value, ids) => {
    const mapping = { lists: [{ list: 35, rule: { sql: 'seats > 3' }, text: '' }] };
    expect(outcomeOf({ mapping, sql: () => value }).wanted.lists).toEqual(ids);
  });
});

it('counts an AI outcome that is a new word, and passes it on', () => {
  const attributes = [attribute('AI_OUTCOME', { computed: 'ai.last_outcome' })];
  const conversations = [{ id: '1', ai_agent: { resolution_state: 'robots_won' } }];
  const { wanted: result, problems } = outcomeOf({ mapping: { attributes }, conversations });
  expect(result.attributes).toEqual({ AI_OUTCOME: 'robots_won' });
  expect(problems).toEqual([{ kind: 'unknown_ai_outcome', text: 'AI outcome "robots_won" is a new one' }]);
});
