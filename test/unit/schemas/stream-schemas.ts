// The stream schemas as the tests see them: loaded from disk, and flattened into one line per field.
import { readFileSync, readdirSync } from 'node:fs';
import type { JsonSchema } from '../../../core/protocol/messages.ts';

const folder = new URL('../../../schemas/intercom/', import.meta.url);

/** Every stream's schema by the stream's name, read from `schemas/intercom`. */
export const streamSchemas: ReadonlyMap<string, JsonSchema> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]),
);

/** One schema's own types, `null` among them. */
export function typesIn(schema: JsonSchema): string[] {
  return [schema.type ?? []].flat();
}

/** A schema below the root with its path: `location.country`, `tags[].id`. */
export interface Field {
  path: string;
  schema: JsonSchema;
}

/** Every schema below `schema`, parents before children; items of an array are `path[]`. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const named = Object.entries(schema.properties ?? {}).map(([name, child]) => {
    return { path: prefix === '' ? name : `${prefix}.${name}`, schema: child };
  });
  const items = schema.items === undefined ? [] : [{ path: `${prefix}[]`, schema: schema.items }];
  return [...named, ...items].flatMap((field) => [field, ...fieldsOf(field.schema, field.path)]);
}

/** What a warehouse makes of a schema: its types without null, `date-time` for times, `map` for free objects. */
export function columnTypes(schema: JsonSchema): string[] {
  return typesIn(schema)
    .filter((type) => type !== 'null')
    .map((type) => {
      if (type === 'object' && schema.properties === undefined) return 'map';
      return type === 'string' && schema.format === 'date-time' ? 'date-time' : type;
    });
}
