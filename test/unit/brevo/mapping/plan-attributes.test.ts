// What the account lacks for a mapping, and what does not go together.
import { expect, test } from 'vitest';
import type { AttributeOnAccount } from '../../../../targets/brevo/account/attributes.ts';
import { Fields } from '../../../../targets/brevo/mapping/fields.ts';
import { planAttributes } from '../../../../targets/brevo/mapping/plan-attributes.ts';
import { load } from './mapping-file.ts';

function has(name: string, type: string | undefined, options: string[] = [], category = 'normal') {
  return { name, category, type, options, values: [] } satisfies AttributeOnAccount;
}

const mapping = load(`
field_mapping: { signed_up_at: SIGNUP_DATE, session_count: SESSIONS, role: ROLE, custom_attributes.plan: PLAN }
tag_attribute: { name: TAGS, tags: [VIP, Beta] }
`);

test('what is missing is created with its type, where that may be', () => {
  const { create, untyped, extend, problems, types } = planAttributes(mapping, [has('ROLE', 'text')], {
    create: true,
  });
  expect(untyped).toEqual(['PLAN']);
  expect(problems).toEqual([]);
  expect(extend).toEqual([]);
  expect(create).toEqual([
    { name: 'SESSIONS', type: 'float' },
    { name: 'SIGNUP_DATE', type: 'date' },
    { name: 'TAGS', type: 'multiple-choice', options: ['VIP', 'Beta'] },
  ]);
  expect(Object.fromEntries(types)).toEqual({
    ROLE: 'text',
    SESSIONS: 'float',
    SIGNUP_DATE: 'date',
    TAGS: 'multiple-choice',
  });
});

test('a type that only rows tell waits for the first row that has a value', () => {
  const fields = new Fields(mapping);
  fields.see({ custom_attributes: { plan: true } });
  const { create, untyped } = planAttributes(mapping, [], { create: true, fields });
  expect(untyped).toEqual([]);
  expect(create).toContainEqual({ name: 'PLAN', type: 'boolean' });
});

test('what is missing is refused by name otherwise', () => {
  expect(planAttributes(mapping, [has('ROLE', 'text')], { create: false }).problems).toEqual([
    'PLAN (text) is missing at Brevo: create it there, or set create_attributes to true',
    'SESSIONS (float) is missing at Brevo: create it there, or set create_attributes to true',
    'SIGNUP_DATE (date) is missing at Brevo: create it there, or set create_attributes to true',
    'TAGS (multiple-choice) is missing at Brevo: create it there, or set create_attributes to true',
  ]);
});

test('a type that differs is refused, whatever may be created', () => {
  const account = [
    has('SIGNUP_DATE', 'text'),
    has('SESSIONS', 'user'),
    has('ROLE', undefined, [], 'calculated'),
    has('PLAN', 'float'),
    has('TAGS', 'multiple-choice', ['VIP', 'Beta']),
  ];
  const { problems, create, types } = planAttributes(mapping, account, { create: true });
  expect(problems).toEqual([
    'ROLE is of the category calculated at Brevo, which takes no values of contacts',
    'SESSIONS has the type user at Brevo, which cannot be written',
    'SIGNUP_DATE is text at Brevo, and "signed_up_at" is date: Brevo would ignore it; map it to another attribute, or with another type or converter',
  ]);
  expect(create).toEqual([]);
  expect(Object.fromEntries(types)).toEqual({ PLAN: 'float', TAGS: 'multiple-choice' });
});

test('a category is taken as the account has it, and never created', () => {
  const category = load('field_mapping: { role: { name: KIND, type: category } }');
  const account = [has('KIND', 'category', ['user'], 'category')];
  expect(planAttributes(category, account, { create: true })).toMatchObject({ problems: [], create: [] });
  expect(planAttributes(category, [], { create: true }).problems).toEqual([
    'KIND is missing at Brevo: a category has to be created there, with its options',
  ]);
});

test('options that a multiple choice lacks are added', () => {
  const tags = load(
    'field_mapping: {}\ntag_attribute: TAGS\nconversation_tag_attribute: { name: TOPICS, tags: [a, b] }',
  );
  const account = [has('TAGS', 'multiple-choice', ['VIP']), has('TOPICS', 'multiple-choice', ['a'])];
  const options = new Map([['TAGS', ['VIP', 'Beta', 'x'.repeat(201)]]]);
  const { extend, problems } = planAttributes(tags, account, { create: false, options });
  expect(problems).toEqual([]);
  expect(extend.map(({ attribute, options: missing }) => [attribute.name, missing])).toEqual([
    ['TAGS', ['Beta']],
    ['TOPICS', ['b']],
  ]);
});

test('an account that would get too many attributes is left alone', () => {
  const account = Array.from({ length: 199 }, (_, n) => has(`A${n}`, 'text'));
  const { problems } = planAttributes(mapping, [...account, has('G', undefined, [], 'global')], {
    create: true,
  });
  expect(problems).toEqual([
    'the account would have 203 attributes, and Brevo allows 200: map fewer, or delete some there',
  ]);
});
