// Custom properties: what the rows tell of them, and the attributes that are made of it.
import { expect, test } from 'vitest';
import { Fields } from '../../../../targets/brevo/mapping/fields.ts';
import { lookAgain } from '../../../../targets/brevo/mapping/gather.ts';
import { loadMapping } from '../../../../targets/brevo/mapping/load.ts';
import type { Mapping } from '../../../../targets/brevo/mapping/mapping.ts';
import { withFields } from '../../../../targets/brevo/mapping/wildcards.ts';
import { complaint, lines, load } from './mapping-file.ts';

const ONLY_CUSTOM = "field_mapping: { custom_attributes.*: '*' }";

function seen(mapping: Mapping, ...rows: Record<string, unknown>[]): Fields {
  const fields = new Fields(mapping);
  for (const custom_attributes of rows) fields.see({ id: '1', custom_attributes });
  return fields;
}

function typesOf(mapping: Mapping, fields: Fields): string[] {
  const { attributes } = withFields(mapping, fields).mapping;
  return attributes.map((one) => `${one.name} ${one.type ?? fields.typeOf(one) ?? '?'}`);
}

test('a property that had a value becomes an attribute of the type of its values', () => {
  const mapping = load(ONLY_CUSTOM);
  const fields = seen(
    mapping,
    { plan_tier: 'pro', seats: 0, is_beta: false, trial_ends_at: 1_700_000_000, never: null, blank: '' },
    { plan_tier: null, seats: 2.5, 'Favourite colour': 'grün', renewed_at: '2024-01-31T00:00:00Z' },
  );
  expect(typesOf(mapping, fields)).toEqual([
    'FAVOURITE_COLOUR text',
    'IS_BETA boolean',
    'PLAN_TIER text',
    'RENEWED_AT date',
    'SEATS float',
    'TRIAL_ENDS_AT date',
  ]);
});

test('values of several kinds make a text of it', () => {
  const mapping = load(ONLY_CUSTOM);
  const fields = seen(
    mapping,
    { a: 1, b: true, c_at: 0, d: 'x' },
    { a: 'one', b: 1, c_at: 1e15, d: 1 },
    { a: 2 },
  );
  expect(typesOf(mapping, fields)).toEqual(['A text', 'B text', 'C_AT float', 'D text']);
});

test('the stream that describes them knows better', () => {
  const mapping = load(ONLY_CUSTOM);
  const fields = seen(mapping, { since: 1_700_000_000, code: 7, other: 1 });
  const describe = (row: object): void => fields.describe('contact_attributes', { custom: true, ...row });
  describe({ name: 'since', data_type: 'date' });
  describe({ name: 'code', data_type: 'string' });
  describe({ name: 'unused', data_type: 'string' });
  describe({ name: 'other', data_type: 'something new' });
  describe({ name: 'other', data_type: 'boolean', custom: false });
  fields.describe('tags', { custom: true, name: 'other', data_type: 'boolean' });
  expect(typesOf(mapping, fields)).toEqual(['CODE text', 'OTHER float', 'SINCE date']);
});

test('types of single properties without a stated type are told by the rows too', () => {
  const mapping = load(
    'field_mapping: { custom_attributes.feature_usage: USAGE, custom_attributes.x.y: XY }',
  );
  const fields = seen(mapping, { feature_usage: 3, 'x.y': true, other: 1 });
  expect(typesOf(mapping, fields)).toEqual(['USAGE float', 'XY boolean']);
  expect(typesOf(mapping, new Fields(mapping))).toEqual(['USAGE ?', 'XY ?']);
});

test('what was told is kept from run to run, and written only when it has changed', () => {
  const mapping = load(ONLY_CUSTOM);
  const fields = seen(mapping, { seats: 1 });
  const saved = fields.save();
  fields.see({ custom_attributes: { seats: 2 } });
  expect(fields.save()).toBeUndefined();
  expect(typesOf(mapping, new Fields(mapping, saved))).toEqual(['SEATS float']);
});

test('a mapping that looks at more than earlier runs did says so', () => {
  const all = load(ONLY_CUSTOM);
  const one = load('field_mapping: { custom_attributes.seats: SEATS }');
  const allSeen = seen(all, { seats: 1 }).save();
  const oneSeen = seen(one, { seats: 1 }).save();
  expect(new Fields(all).blind).toBe(true);
  expect(new Fields(all, allSeen).blind).toBe(false);
  expect(new Fields(one, allSeen).blind).toBe(false);
  expect(new Fields(all, oneSeen).blind).toBe(true);
  expect(new Fields(load('field_mapping: { custom_attributes.other: X }'), oneSeen).blind).toBe(true);
  expect(new Fields(load('field_mapping: { role: ROLE }')).blind).toBe(false);
});

test('an attribute that the mapping has goes before a property of its name', () => {
  const mapping = loadMapping({ attribute_groups: ['contacts'] });
  const fields = seen(mapping, { role: 'boss', email: 'x', любимый: 'y', '2nd': 'z' });
  const { notes, mapping: full } = withFields(mapping, fields);
  expect(notes).toEqual([
    '"custom_attributes.email" would be EMAIL at Brevo, which identifies contacts: it is left out unless "attributes" in the mapping file gives it a name',
    '"custom_attributes.role" would be ROLE at Brevo, which "role" is: it is left out unless "attributes" in the mapping file gives it a name',
    '"custom_attributes.любимый" has no letter that Brevo takes in a name: it is left out unless "attributes" in the mapping file gives it a name',
  ]);
  expect(lines(full)).toContain('A_2ND < custom_attributes.2nd ?');
  expect(full.hash).toBe(mapping.hash);
});

test('two properties of one name are refused until one gets another', () => {
  const rows = { 'Plan tier': 'a', plan_tier: 'b' };
  const mapping = load(ONLY_CUSTOM);
  expect(complaint(() => withFields(mapping, seen(mapping, rows)))).toBe(
    '"custom_attributes.Plan tier" and "custom_attributes.plan_tier" would both be PLAN_TIER at Brevo: name one of them under "attributes" in the mapping file',
  );
  const mended = load(`${ONLY_CUSTOM}\nattributes: { TIER: custom_attributes.Plan tier }`);
  expect(lines(withFields(mended, seen(mended, rows)).mapping)).toEqual([
    'PLAN_TIER < custom_attributes.plan_tier ?',
    'TIER < custom_attributes.Plan tier ?',
  ]);
});

test('rows that were stored when nobody looked are read once more', () => {
  const rows: Record<string, object> = { a: { custom_attributes: { seats: 1 } }, b: {} };
  const kept: string[] = [];
  const store = {
    setMeta: (_: string, value: string) => void kept.push(value),
    dirty: () => ['a', 'b', 'gone'],
    row: (stream: string, key: string) => (stream === 'contacts' ? { ...rows[key] } : undefined),
  };
  const mapping = load(ONLY_CUSTOM);
  lookAgain(new Fields(mapping), store, 'contacts');
  expect(kept).toHaveLength(1);
  const known = new Fields(mapping, kept[0]);
  expect(typesOf(mapping, known)).toEqual(['SEATS float']);
  lookAgain(known, { ...store, dirty: () => expect.unreachable('nothing is new') }, 'contacts');
  expect(kept).toHaveLength(1);
});
