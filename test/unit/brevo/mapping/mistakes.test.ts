// What is said of mistakes in a mapping: where each is, and what would be right.
import { expect, test } from 'vitest';
import { loadMapping } from '../../../../targets/brevo/mapping/load.ts';
import { complaint, load } from './mapping-file.ts';

const RULES =
  'all_contacts, all_users, leads, active_conversations, had_conversations, low_ratings, high_ratings';

test.each([
  ['list: 5', 'mapping.yaml:1: unknown key "list" (did you mean "lists"?)'],
  [
    'lists:\n  leads: 37\n\nfield_maping:\n  a: B\ntag_list: {}',
    'mapping.yaml:4: unknown key "field_maping" (did you mean "field_mapping"?); mapping.yaml:6: unknown key "tag_list" (did you mean "tag_lists"?)',
  ],
  [
    'attributes:\n  SEATS: { path: a, tpye: float }',
    'mapping.yaml:2: unknown key "tpye" (did you mean "type"?)',
  ],
  [
    'attributes:\n  SEATS:\n    path: a\n    type: number',
    'mapping.yaml:4: "attributes.SEATS.type" must be equal to one of the allowed values: text, float, boolean, date, category, multiple-choice',
  ],
  [
    'companies: crn',
    'mapping.yaml:1: "companies" must be equal to one of the allowed values: flatten, crm (did you mean "crm"?)',
  ],
  [
    'attributes:\n  A: { path: a, convert: numbr }',
    'mapping.yaml:2: unknown converter "numbr" (did you mean "number"?)',
  ],
  [
    'attributes:\n  A: { path: a, convert: day, type: text }',
    'mapping.yaml:2: the converter "day" gives date, and A is to be text',
  ],
  ['attributes:\n  A: { type: text }', 'mapping.yaml:2: "A" must have either "path" or "sql"'],
  ['attributes:\n  A: { sql: "1" }', 'mapping.yaml:2: "A" is made by SQL and needs a "type"'],
  [
    'attributes:\n  N: conversations.opn_count',
    'mapping.yaml:2: unknown source "conversations.opn_count" (did you mean "conversations.open_count"?)',
  ],
  ['attributes:\n  N: a..b', 'mapping.yaml:2: "a..b" is not a path, as "company.name" is one'],
  [
    'field_mapping:\n  role: Plan tier',
    'mapping.yaml:2: "Plan tier" cannot be an attribute\'s name at Brevo, which has letters, digits and "_" only: write PLAN_TIER',
  ],
  [
    'field_mapping:\n  a: PLAN\n  b: plan',
    'mapping.yaml:3: "b" and "a" would both be PLAN at Brevo: give one another name',
  ],
  [
    'field_mapping:\n  phone: WHATSAPP',
    'mapping.yaml:2: WHATSAPP identifies contacts at Brevo; of these target-brevo writes EMAIL and SMS',
  ],
  [
    'field_mapping:\n  company.name: EMAIL',
    'mapping.yaml:2: EMAIL identifies contacts: it needs a path in the contact, and nothing else',
  ],
  [
    'field_mapping:\n  custom_attributes.*: CUSTOM',
    'mapping.yaml:2: "custom_attributes.*" must be written as "custom_attributes.*" with the name "*"',
  ],
  [
    'attribute_groups: [contact]',
    'mapping.yaml:1: unknown attribute group "contact" (did you mean "contacts"?)',
  ],
  ['lists:\n\n  leeds: 37', 'mapping.yaml:3: unknown rule "leeds" (did you mean "leads"?)'],
  ['lists:\n  somebody: 37', `mapping.yaml:2: unknown rule "somebody"; there is ${RULES}`],
  ['lists:\n  leads: 0', 'mapping.yaml:2: 0 is not the id of a list'],
  ['lists:\n  leads: true', 'mapping.yaml:2: "lists.leads" must be integer,string,object'],
  [
    'lists:\n  x: { list: 1, when: {}, sql: "1" }',
    'mapping.yaml:2: the list "x" has both "when" and "sql": write one of them',
  ],
  [
    'lists:\n  x:\n    list: 1\n    when: { seats: { abov: 1 } }',
    'mapping.yaml:2: unknown comparison "abov" of "seats" (did you mean "above"?)',
  ],
  [
    'lists:\n  x: { list: 1, when: { seats: { above: many } } }',
    'mapping.yaml:2: "above" of "seats" cannot be "many"',
  ],
  ['create_lists: true', 'mapping.yaml:1: "create_lists" needs "list_folder": the folder to create them in'],
  [
    'events:\n  conversation_closed: support done',
    'mapping.yaml:2: "events.conversation_closed" must match pattern "^[A-Za-z0-9_-]{1,255}$"',
  ],
  [
    'streams:\n  orders: { sink: related, key: [id] }',
    'mapping.yaml:2: the stream "orders" needs "contacts", "on_contact" or "via": how it belongs to people',
  ],
  [
    'streams:\n  orders: { sink: events, key: [id], contacts: who }',
    'mapping.yaml:2: the stream "orders" has the sink "events" and needs "event"',
  ],
  [
    'streams:\n  parts: { sink: related, key: [id], via: { stream: conversation, path: a } }',
    'mapping.yaml:2: unknown stream "conversation" (did you mean "conversations"?)',
  ],
  [
    'streams:\n  people: { sink: contacts, key: [id] }',
    'mapping.yaml:1: one stream must have the sink "contacts", and contacts, people have',
  ],
  [
    'preset: none\nstreams:\n  people: { sink: contacts, key: [id] }',
    'mapping: "identity" must have "email": the path of the e-mail address',
  ],
  ['tag_lists:\n  VIP: 1\n  50%/~off: [2]', 'mapping.yaml:3: "tag_lists.50%/~off" must be integer,string'],
  ['- a\n- b', 'mapping.yaml:1: the mapping file must hold keys and values, as "lists:"'],
  ['lists:\n  leads: 1\n  leads: 2', 'mapping.yaml:3: not valid YAML: Map keys must be unique'],
  [
    'lists: {\n  leads: 1\n',
    'mapping.yaml:3: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }',
  ],
])('%j', (yaml, message) => {
  expect(complaint(() => load(yaml))).toBe(message);
});

test.each([
  [{ lists: { leeds: 1 } }, 'setting "lists": unknown rule "leeds" (did you mean "leads"?)'],
  [
    { field_mapping: { a: '' } },
    'setting "field_mapping": "field_mapping.a" must NOT have fewer than 1 characters',
  ],
  [
    { field_mapping: { a: { nam: 'B', name: 'C' } } },
    'setting "field_mapping": unknown key "nam" (did you mean "name"?)',
  ],
  [{ tag_lists: { VIP: null } }, 'setting "tag_lists": "tag_lists.VIP" must be integer,string'],
])('in the configuration: %j', (settings, message) => {
  expect(complaint(() => loadMapping(settings))).toBe(message);
});

test('a file that is not there', () => {
  expect(complaint(() => loadMapping({ mapping: 'nowhere.yaml' }))).toBe(
    'nowhere.yaml: cannot read the mapping file (ENOENT)',
  );
});
