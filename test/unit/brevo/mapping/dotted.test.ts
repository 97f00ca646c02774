// Mappings whose keys were taken apart at their dots on the way, as Meltano does it, are what they were.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadMapping } from '../../../../targets/brevo/mapping/load.ts';
import { complaint, lines } from './mapping-file.ts';

type Map = Record<string, unknown>;

/** What Meltano hands on: `nest_object` in its core/utils. */
function nested(map: Map): Map {
  const nest: Map = {};
  for (const [path, value] of Object.entries(map)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at = nest;
    for (const step of steps) at = (at[step] ??= {}) as Map;
    at[last] = value;
  }
  return nest;
}

test.each<[Map]>([
  [{ 'company.name': 'COMPANY_NAME' }],
  [{ 'company.name': 'COMPANY_NAME', 'company.plan': 'COMPANY_PLAN', name: 'FULLNAME' }],
  [
    {
      'company.name': { name: 'COMPANY_NAME', type: 'text' },
      'company.size': { name: 'SIZE', nulls: 'keep' },
    },
  ],
  [{ 'custom_attributes.name': 'OTHER_NAME', signed_up_at: { name: 'SIGNUP_DATE', type: 'date' } }],
  [{ 'company.custom_attributes.name': 'SEAT_NAME' }],
  [{ 'conversations.count': 'CONVERSATIONS', 'location.country': 'COUNTRY' }],
  [{ phone: { name: 'SMS' }, 'custom_attributes.*': '*' }],
])('field_mapping %j', (field_mapping) => {
  expect(loadMapping({ field_mapping: nested(field_mapping) })).toEqual(loadMapping({ field_mapping }));
});

const OBJECTS = ['company', 'custom_attributes', 'conversations', 'ai', 'location', 'tags'];

test('any attributes of the contact and of its company', () => {
  const name = fc.stringMatching(/^[a-z][a-z_]{0,8}$/).filter((one) => !OBJECTS.includes(one));
  const path = fc.tuple(fc.constantFrom('', 'company.', 'custom_attributes.'), name);
  const paths = fc.uniqueArray(
    path.map((parts) => parts.join('')),
    { minLength: 1, maxLength: 6 },
  );
  const property = fc.property(paths, (all) => {
    const field_mapping = Object.fromEntries(all.map((one, index) => [one, `ATTRIBUTE_${index}`]));
    const handedOn = loadMapping({ field_mapping: nested(field_mapping) });
    expect(lines(handedOn)).toEqual(lines(loadMapping({ field_mapping })));
  });
  fc.assert(property, { numRuns: 40 });
});

test('tag_lists', () => {
  const tag_lists = { VIP: 40, 'v1.2': 41, 'v1.3.beta': 'Testers' };
  expect(loadMapping({ tag_lists: nested(tag_lists) }).tags).toEqual(loadMapping({ tag_lists }).tags);
});

test('what is wrong in a longer form is still told', () => {
  const settings = { field_mapping: { phone: { name: 'SMS', tpye: 'text' } } };
  expect(complaint(() => loadMapping(settings))).toBe(
    'setting "field_mapping": unknown key "tpye" (did you mean "type"?)',
  );
});
