// Which streams and properties a catalog selects: each rule by table.
import { describe, expect, test } from 'vitest';
import {
  select,
  type CatalogEntry,
  type CatalogStream,
  type MetadataEntry,
} from '../../../core/protocol/catalog.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';

const text: JsonSchema = { type: ['null', 'string'] };
const people: CatalogStream = {
  name: 'people',
  schema: {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string' },
      updated_at: { type: ['null', 'string'], format: 'date-time' },
      name: text,
      place: { type: ['null', 'object'], properties: { id: text, city: text } },
      tags: { type: ['null', 'array'], items: { type: ['null', 'object'], properties: { id: text } } },
    },
  },
  key: ['id'],
  replicationKey: 'updated_at',
  selectedByDefault: true,
};
const costly: CatalogStream = { ...people, name: 'costly', selectedByDefault: false };
const ALL = ['id', 'updated_at', 'name', 'place.id', 'place.city', 'tags'];

function leaves(schema: JsonSchema | undefined, above = ''): string[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, property]) =>
    property.properties ? leaves(property, `${above}${name}.`) : [`${above}${name}`],
  );
}

/** The properties selected of `people` by this entry; undefined where the stream is not. */
function chosen(entry: Partial<CatalogEntry>): string[] | undefined {
  const catalog = {
    streams: [{ tap_stream_id: 'people', stream: 'people', schema: people.schema, ...entry }],
  };
  const schema = select([people], catalog, () => undefined).get('people');
  return schema && leaves(schema);
}

const root = (metadata: Row): MetadataEntry => ({ breadcrumb: [], metadata });
const field = (path: string, metadata: Row): MetadataEntry => ({
  breadcrumb: path.split('.').flatMap((name) => ['properties', name]),
  metadata,
});

describe('a stream', () => {
  test.each<[string, Partial<CatalogEntry>, boolean]>([
    ['without any metadata', {}, true],
    ['with empty metadata', { metadata: [] }, true],
    ['selected in its metadata', { metadata: [root({ selected: true })] }, true],
    ['deselected in its metadata', { metadata: [root({ selected: false })] }, false],
    ['selected by the text "true"', { metadata: [root({ selected: 'true' })] }, true],
    ['deselected by the text "False"', { metadata: [root({ selected: 'False' })] }, false],
    ['selected by default', { metadata: [root({ 'selected-by-default': true })] }, true],
    ['not selected by default', { metadata: [root({ 'selected-by-default': false })] }, false],
    [
      'deselected against its default',
      { metadata: [root({ selected: false, 'selected-by-default': true })] },
      false,
    ],
    [
      'selected against its default',
      { metadata: [root({ selected: true, 'selected-by-default': false })] },
      true,
    ],
    ['with metadata that says nothing', { metadata: [root({ inclusion: 'available' })] }, false],
    ['with metadata of a property alone', { metadata: [field('name', { selected: true })] }, false],
    ['unsupported', { metadata: [root({ selected: true, inclusion: 'unsupported' })] }, false],
    ['selected on its entry', { selected: true, metadata: [root({ inclusion: 'available' })] }, true],
    ['deselected on its entry', { selected: false }, false],
    ['deselected on its entry by text', { selected: 'false' }, false],
    ['selected in its schema', { schema: { ...people.schema, selected: true }, metadata: [root({})] }, true],
    ['deselected in its schema', { schema: { ...people.schema, selected: false } }, false],
    [
      'deselected on its entry, selected in its metadata',
      { selected: false, metadata: [root({ selected: true })] },
      true,
    ],
    ['selected by something that is neither', { metadata: [root({ selected: 'maybe' })] }, false],
  ])('%s', (_, entry, expected) => {
    expect(chosen(entry) !== undefined).toBe(expected);
  });

  test('that the catalog leaves out is not selected', () => {
    expect([...select([people, costly], { streams: [] }, () => undefined).keys()]).toEqual([]);
  });

  test('that nobody knows is told of, and the others are selected', () => {
    const unknown: string[] = [];
    const streams = [{ tap_stream_id: 'gone' }, { stream: 'older' }, { tap_stream_id: 'people' }];
    const found = select([people], { streams }, (name) => unknown.push(name));
    expect(unknown).toEqual(['gone', 'older']);
    expect([...found.keys()]).toEqual(['people']);
  });

  test('may be named by "stream" alone', () => {
    expect([...select([people], { streams: [{ stream: 'people' }] }, () => undefined).keys()]).toEqual([
      'people',
    ]);
  });
});

describe('properties', () => {
  const without = (...names: string[]): string[] => ALL.filter((name) => !names.includes(name));
  test.each<[string, MetadataEntry[], string[]]>([
    ['that nothing is said of', [], ALL],
    ['deselected', [field('name', { selected: false })], without('name')],
    ['deselected by text', [field('name', { selected: 'false' })], without('name')],
    ['not selected by default', [field('name', { 'selected-by-default': false })], without('name')],
    [
      'selected against their default',
      [field('name', { selected: true, 'selected-by-default': false })],
      ALL,
    ],
    [
      'unsupported, though selected',
      [field('name', { inclusion: 'unsupported', selected: true })],
      without('name'),
    ],
    ['automatic, though deselected', [field('name', { inclusion: 'automatic', selected: false })], ALL],
    [
      'keys, though deselected',
      [field('id', { selected: false }), field('updated_at', { selected: false })],
      ALL,
    ],
    ['keys, though unsupported', [field('id', { inclusion: 'unsupported' })], ALL],
    ['nested and deselected', [field('place.city', { selected: false })], without('place.city')],
    [
      'nested in a deselected one',
      [field('place', { selected: false }), field('place.city', { selected: true })],
      without('place.id', 'place.city'),
    ],
    [
      'nested and automatic in a deselected one',
      [field('place', { selected: false }), field('place.id', { inclusion: 'automatic' })],
      without('place.id', 'place.city'),
    ],
    ['nested and named like a key', [field('place.id', { selected: false })], without('place.id')],
    [
      'of list items, which are not chosen one by one',
      [{ breadcrumb: ['properties', 'tags', 'items', 'properties', 'id'], metadata: { selected: false } }],
      ALL,
    ],
  ])('%s', (_, metadata, expected) => {
    expect(chosen({ metadata: [root({ selected: true }), ...metadata] })).toEqual(expected);
  });

  test('that go are no longer required', () => {
    const stream = { ...people, key: [], schema: { ...people.schema, required: ['id', 'name'] } };
    const metadata = [root({ selected: true }), field('name', { selected: false })];
    const schema = select([stream], { streams: [{ stream: 'people', metadata }] }, () => undefined).get(
      'people',
    );
    expect(schema?.required).toEqual(['id']);
    expect(people.schema.required).toEqual(['id']);
  });

  const older: JsonSchema = { properties: { id: text, name: text, place: { properties: { id: text } } } };
  test.each<[string, Partial<CatalogEntry>]>([
    ['with metadata', { schema: older, metadata: [root({ selected: true })] }],
    ['without', { schema: older }],
  ])('that an older catalog has no column for are left out, %s', (_, entry) => {
    expect(chosen(entry)).toEqual(['id', 'updated_at', 'name', 'place.id']);
  });
});

test.each<[string, Row, string]>([
  ['no streams', {}, '"streams" must be a list'],
  ['streams by name', { streams: { people: {} } }, '"streams" must be a list'],
  [
    'a stream without a name',
    { streams: [{ tap_stream_id: 'people' }, {}] },
    'streams[1] has no "tap_stream_id"',
  ],
  ['a stream that is null', { streams: [null] }, 'streams[0] has no "tap_stream_id"'],
  ['a stream that is a name', { streams: ['people'] }, 'streams[0] has no "tap_stream_id"'],
  [
    'metadata that is no list',
    { streams: [{ stream: 'people', metadata: {} }] },
    '"metadata" of "people" must be a list',
  ],
  [
    'metadata with a null',
    { streams: [{ stream: 'people', metadata: [null] }] },
    '"metadata" of "people" must be a list',
  ],
])('a catalog with %s is refused in one line', (_, catalog, problem) => {
  expect(() => select([people], catalog, () => undefined)).toThrow(ConfigError);
  expect(() => select([people], catalog, () => undefined)).toThrow(problem);
});
