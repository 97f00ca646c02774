// Which fields within a property an older catalog's schema selects: those that it declares, in whichever form.
import { expect, test } from 'vitest';
import { select, type CatalogStream } from '../../../core/protocol/catalog.ts';
import type { JsonSchema } from '../../../core/protocol/messages.ts';

const text: JsonSchema = { type: ['null', 'string'] };
const only = (...names: string[]): JsonSchema => ({
  type: ['null', 'object'],
  properties: Object.fromEntries(names.map((name) => [name, text])),
});
const list = (items: unknown): unknown => ({ type: ['null', 'array'], items });
const none: JsonSchema = { type: 'null' };

const place = only('id', 'name', 'at');
const tag: JsonSchema = { type: 'object', properties: { id: text, place } };
const people: CatalogStream = {
  name: 'people',
  schema: { properties: { id: text, place, tags: { type: 'array', items: tag } } },
  key: ['id'],
  selectedByDefault: true,
};

function leaves(schema: JsonSchema | undefined, above = ''): string[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, property]) =>
    property.properties ? leaves(property, `${above}${name}.`) : [`${above}${name}`],
  );
}

/** The fields of `property` that are selected where the catalog declares it so. */
function within(property: string, declared: unknown): string[] {
  const schema = { properties: { [property]: declared } };
  const found = select([people], { streams: [{ stream: 'people', schema }] }, () => undefined);
  const selected = found.get('people')?.properties?.[property];
  return leaves(selected?.items ?? selected);
}

const PLACE = ['id', 'name', 'at'];
test.each<[string, unknown, string[]]>([
  ['declared', only('id'), ['id']],
  ['declared beside null', { anyOf: [only('id'), none] }, ['id']],
  ['declared after null', { anyOf: [none, only('id')] }, ['id']],
  ['declared in several branches', { anyOf: [only('id'), none, only('name')] }, ['id', 'name']],
  ['declared in a branch of a branch', { anyOf: [none, { anyOf: [only('name'), none] }] }, ['name']],
  ['declared as others', only('colour'), []],
  ['of an object that declares none', { type: 'object' }, PLACE],
  ['of an object that declares an empty set', { type: 'object', properties: {} }, PLACE],
  ['of an object beside null that declares none', { anyOf: [{ type: 'object' }, none] }, PLACE],
  ['of what is text there', text, PLACE],
  ['of what is no schema', 'id', PLACE],
  ['of properties that are none', { properties: 'id' }, PLACE],
  ['of branches that are none', { anyOf: 'id' }, PLACE],
])('an object, its fields %s', (_, declared, expected) => {
  expect(within('place', declared)).toEqual(expected);
});

const TAG = ['id', 'place.id', 'place.name', 'place.at'];
test.each<[string, unknown, string[]]>([
  ['declared', list(only('id')), ['id']],
  ['declared beside null', { anyOf: [list(only('id')), none] }, ['id']],
  ['declared of items beside null', list({ anyOf: [only('id'), none] }), ['id']],
  ['declared within an item', list({ properties: { place: { anyOf: [only('at'), none] } } }), ['place.at']],
  ['of items that declare none', list({ type: 'object' }), TAG],
  ['of a list without items', { type: 'array' }, TAG],
  ['of items that are no schema', list(null), TAG],
])('the items of a list, their fields %s', (_, declared, expected) => {
  expect(within('tags', declared)).toEqual(expected);
});
