// What discovery prints, and that it selects itself when it is given back.
import { expect, test } from 'vitest';
import { discover, select, type CatalogStream } from '../../../core/protocol/catalog.ts';
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
const catalog = discover([people, costly]);

test('discovery selects by default what it says when its catalog is given back unedited, or none', () => {
  const back = JSON.parse(JSON.stringify(catalog)) as Row;
  for (const given of [back, undefined]) {
    const found = select([people, costly], given, () => undefined);
    expect([...found.entries()]).toEqual([['people', people.schema]]);
  }
});

test('it describes the stream and every property of it, nested ones too, the schema before the metadata', () => {
  const [entry] = catalog.streams;
  expect(entry).toMatchObject({
    tap_stream_id: 'people',
    stream: 'people',
    key_properties: ['id'],
    replication_key: 'updated_at',
    replication_method: 'INCREMENTAL',
  });
  const keys = Object.keys(entry ?? {});
  expect(keys.indexOf('schema')).toBeLessThan(keys.indexOf('metadata'));
  const metadata = entry?.metadata ?? [];
  expect(metadata[0]?.metadata).toEqual({
    inclusion: 'available',
    'selected-by-default': true,
    'table-key-properties': ['id'],
    'forced-replication-method': 'INCREMENTAL',
    'valid-replication-keys': ['updated_at'],
  });
  const inclusions = metadata
    .slice(1)
    .map(({ breadcrumb, metadata: { inclusion } }) => [breadcrumb.join('.'), inclusion]);
  expect(Object.fromEntries(inclusions)).toEqual({
    'properties.id': 'automatic',
    'properties.updated_at': 'automatic',
    'properties.name': 'available',
    'properties.place': 'available',
    'properties.place.properties.id': 'available',
    'properties.place.properties.city': 'available',
    'properties.tags': 'available',
  });
});

test('it calls a stream without a replication key a full table', () => {
  const { replicationKey: _, ...table } = people;
  const [entry] = discover([table]).streams;
  expect(entry).not.toHaveProperty('replication_key');
  expect(entry?.replication_method).toBe('FULL_TABLE');
  expect(entry?.metadata?.[0]?.metadata).not.toHaveProperty('valid-replication-keys');
});
