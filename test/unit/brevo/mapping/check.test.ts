// Paths of a mapping against the schemas of the streams.
import { expect, test } from 'vitest';
import companies from '../../../../schemas/intercom/companies.json' with { type: 'json' };
import contacts from '../../../../schemas/intercom/contacts.json' with { type: 'json' };
import { checkMapping } from '../../../../targets/brevo/mapping/check.ts';
import { loadMapping } from '../../../../targets/brevo/mapping/load.ts';
import type { MappingSettings } from '../../../../targets/brevo/mapping/layers.ts';
import type { JsonSchema } from '../../../../core/protocol/messages.ts';

const schemas = new Map<string, JsonSchema>([
  ['contacts', contacts],
  ['companies', companies],
]);

function warnings(settings: MappingSettings, known = schemas): string[] {
  const said: string[] = [];
  checkMapping(loadMapping(settings), known, { warn: (text: string) => void said.push(text) } as never);
  return said;
}

test('the preset reads nothing that the schemas lack', () => {
  expect(warnings({ lists: { leads: 1, active_conversations: 2 } })).toEqual([]);
});

test('each path that a schema lacks is named once', () => {
  const field_mapping = {
    session_count: 'SESSIONS',
    'custom_attributes.whatever.it.is': 'CUSTOM',
    'location.city': 'CITY',
    'location.town': 'TOWN',
    'tags[].id': 'TAG_IDS',
  };
  const lists = { late: { list: 1, when: { session_count: { empty: true } } } };
  expect(warnings({ field_mapping, lists })).toEqual([
    'the schema of "contacts" has no "session_count"',
    'the schema of "contacts" has no "location.town"',
  ]);
});

test('a path that is nearly one of the schema is refused, with the right one', () => {
  const field_mapping = { last_sean_at: 'SEEN', 'company.web_site': 'COMPANY' };
  const lists = { late: { list: 1, when: { last_sean_at: { empty: true } } } };
  expect(() => warnings({ field_mapping, lists })).toThrow(
    'the schema of "companies" has no "web_site" (did you mean "website"?); ' +
      'the schema of "contacts" has no "last_sean_at" (did you mean "last_seen_at"?)',
  );
});

test('a relation that is nearly written is refused, with the right one', () => {
  const field_mapping = { 'compny.plan': 'PLAN', 'conversatons.count': 'CONVERSATIONS' };
  expect(() => warnings({ field_mapping })).toThrow(
    'the schema of "contacts" has no "conversatons.count" (did you mean "conversations"?); ' +
      'the schema of "contacts" has no "compny.plan" (did you mean "company"?)',
  );
});

test('a path that is only like one of the schema may be there undeclared', () => {
  const known = new Map([['contacts', { properties: { uid: {}, email: {} } }]]);
  expect(warnings({ field_mapping: { kind: 'KIND' } }, known)).toEqual([
    'the schema of "contacts" has no "kind" (did you mean "uid"?)',
  ]);
});

test('a schema that is unknown or says nothing tells nothing', () => {
  const field_mapping = { nonsense: 'A', 'company.nonsense': 'B' };
  expect(warnings({ field_mapping }, new Map())).toEqual([]);
  expect(warnings({ field_mapping }, new Map([['contacts', { type: 'object' }]]))).toEqual([]);
});
