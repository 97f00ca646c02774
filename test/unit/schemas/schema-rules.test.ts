// The rules that every stream schema keeps, so that targets of any make take the records.
import { describe, expect, test } from 'vitest';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { columnTypes, fieldsOf, streamSchemas, typesIn } from './stream-schemas.ts';

const keys: Record<string, string[]> = {
  admins: ['id'],
  companies: ['id'],
  company_attributes: ['_sdc_record_hash'],
  company_segments: ['id'],
  contact_attributes: ['_sdc_record_hash'],
  contact_events: ['intercom_user_id', 'event_name', 'created_at'],
  contacts: ['id'],
  conversation_parts: ['id'],
  conversations: ['id'],
  segments: ['id'],
  tags: ['id'],
  teams: ['id'],
};

/** Seconds since 1970 in the API: each is a date-time in the record. */
const times = /(^|_)(at|since|until)$/;

test('there is one schema per stream', () => {
  expect([...streamSchemas.keys()].toSorted()).toEqual(Object.keys(keys).toSorted());
});

test('every schema has a title of its own, which becomes the name of its type', () => {
  const titles = [...streamSchemas.values()].map((schema) => schema['title']);
  expect(new Set(titles).size).toBe(streamSchemas.size);
  for (const title of titles) expect(title).toMatch(/^[A-Z][A-Za-z]+[a-rt-z]$/);
});

describe.each([...streamSchemas])('%s', (stream, schema) => {
  const fields = fieldsOf(schema);
  const streamKeys = keys[stream] ?? [];

  test('compiles in strict mode as draft-07', () => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    addFormats.default(ajv);
    expect(() => ajv.compile(schema)).not.toThrow();
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  });

  test('names its Intercom page', () => {
    expect(schema.description).toContain('https://developers.intercom.com/');
  });

  test('requires its keys alone, as plain strings', () => {
    expect(schema.required).toEqual(streamKeys);
    for (const key of streamKeys) expect(schema.properties?.[key]?.type).toBe('string');
    expect(fields.filter((field) => field.schema.required !== undefined)).toEqual([]);
  });

  test('lets every other property be null, and says null first', () => {
    const wrong = fields.filter(({ path, schema: field }) => {
      return !path.endsWith('[]') && !streamKeys.includes(path) && typesIn(field)[0] !== 'null';
    });
    expect(wrong).toEqual([]);
  });

  test('is closed nowhere and refers to nothing', () => {
    const closed = [schema, ...fields.map((field) => field.schema)].filter((field) => {
      return field.additionalProperties === false || '$ref' in field || 'enum' in field || 'anyOf' in field;
    });
    expect(closed).toEqual([]);
  });

  test('says what every array holds', () => {
    const untyped = fields.filter(
      ({ schema: field }) => typesIn(field).includes('array') && field.items === undefined,
    );
    expect(untyped).toEqual([]);
  });

  test('says of every object which fields it has, or that it is free', () => {
    const vague = fields.filter(({ schema: field }) => {
      const free = field.additionalProperties === true;
      return typesIn(field).includes('object') && (field.properties === undefined) !== free;
    });
    expect(vague).toEqual([]);
  });

  test('types every time as a date-time string, and nothing else', () => {
    const names = fields.filter(({ path }) => times.test(path)).map(({ path }) => path);
    const typed = fields.filter(({ schema: field }) => field.format === 'date-time').map(({ path }) => path);
    expect(typed).toEqual(names);
    const formatted = fields.filter(({ schema: field }) => field.format !== undefined);
    expect(
      formatted.flatMap(({ schema: field }) => columnTypes(field)).filter((type) => type !== 'date-time'),
    ).toEqual([]);
  });
});
