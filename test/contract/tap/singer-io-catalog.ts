// A catalog as discovery of singer-io/tap-intercom prints it, every stream and field selected.
import type { CatalogEntry } from '../../../core/protocol/catalog.ts';
import { isRow, type JsonSchema } from '../../../core/protocol/messages.ts';
import theirFields from '../../unit/schemas/singer-io-fields.json' with { type: 'json' };

/** The types of the fields of a stream by their paths: `tags[].id`. */
export type Fields = Record<string, string[]>;

/** Its streams with all that it declares of them. */
export const theirStreams: [stream: string, fields: Fields][] = Object.entries(theirFields);

/** The entry of a stream. */
export function entryOf([stream, fields]: [string, Fields]): CatalogEntry {
  const schema: JsonSchema = { ...objectAt('', fields), additionalProperties: false };
  const own = Object.keys(schema.properties ?? {});
  return {
    tap_stream_id: stream,
    stream,
    schema,
    metadata: [
      { breadcrumb: [], metadata: { inclusion: 'available', selected: true } },
      ...own.map((name) => ({
        breadcrumb: ['properties', name],
        metadata: { inclusion: 'available', selected: true },
      })),
    ],
  };
}

function objectAt(above: string, fields: Fields): JsonSchema {
  const prefix = above === '' ? '' : `${above}.`;
  const names = Object.keys(fields)
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length))
    .filter((name) => name !== '' && !/[.[]/.test(name));
  const properties = Object.fromEntries(names.map((name) => [name, schemaAt(prefix + name, fields)]));
  return { type: ['null', 'object'], properties };
}

// Lists come in two forms there.
function schemaAt(path: string, fields: Fields): JsonSchema {
  const [type = 'string'] = fields[path] ?? [];
  if (type === 'object') return { ...objectAt(path, fields), additionalProperties: false };
  if (type === 'map') return { type: ['null', 'object'], properties: {}, additionalProperties: true };
  if (type === 'date-time') return { type: ['null', 'string'], format: 'date-time' };
  if (type !== 'array') return { type: ['null', type] };
  const items = schemaAt(`${path}[]`, fields);
  return path.includes('.')
    ? { type: ['null', 'array'], items }
    : { anyOf: [{ type: 'array', items }, { type: 'null' }] };
}

/** What the entry selects of a value at `path`; objects of which it declares nothing come whole. */
export function declaredOf(value: unknown, fields: Fields, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => declaredOf(item, fields, `${path}[]`));
  const prefix = path === '' ? '' : `${path}.`;
  if (!isRow(value) || !Object.keys(fields).some((one) => one.startsWith(prefix))) return value;
  const kept = Object.entries(value).filter(([name]) => prefix + name in fields);
  return Object.fromEntries(kept.map(([name, one]) => [name, declaredOf(one, fields, prefix + name)]));
}
