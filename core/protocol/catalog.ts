// The Singer catalog: what discovery prints, and what an edited one selects.
import { ConfigError } from '../errors.ts';
import { isRow, type JsonSchema, type Row } from './messages.ts';

/** What the catalog has to know of a stream. */
export interface CatalogStream {
  name: string;
  schema: JsonSchema;
  key: readonly string[];
  replicationKey?: string;
  selectedByDefault: boolean;
}

/** Metadata of the stream (breadcrumb `[]`) or of one property. */
export interface MetadataEntry {
  breadcrumb: string[];
  metadata: Row;
}

/** One stream in a catalog. */
export interface CatalogEntry {
  tap_stream_id: string;
  stream: string;
  key_properties?: string[];
  replication_key?: string;
  replication_method?: string;
  selected?: unknown;
  schema: JsonSchema;
  metadata?: MetadataEntry[];
}

/** https://github.com/singer-io/getting-started/blob/master/docs/DISCOVERY_MODE.md */
export interface Catalog {
  streams: CatalogEntry[];
}

/** The catalog of all streams, as `--discover` prints it. */
export function discover(streams: readonly CatalogStream[]): Catalog {
  return { streams: streams.map(entryOf) };
}

function entryOf({ name, schema, key, replicationKey, selectedByDefault }: CatalogStream): CatalogEntry {
  const automatic = new Set([...key, ...(replicationKey ? [replicationKey] : [])]);
  return {
    tap_stream_id: name,
    stream: name,
    key_properties: [...key],
    ...(replicationKey ? { replication_key: replicationKey } : {}),
    replication_method: replicationKey ? 'INCREMENTAL' : 'FULL_TABLE',
    schema,
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          inclusion: 'available',
          'selected-by-default': selectedByDefault,
          'table-key-properties': [...key],
          'forced-replication-method': replicationKey ? 'INCREMENTAL' : 'FULL_TABLE',
          ...(replicationKey ? { 'valid-replication-keys': [replicationKey] } : {}),
        },
      },
      ...propertyMetadata(schema, [], automatic),
    ],
  };
}

function propertyMetadata(schema: JsonSchema, above: string[], automatic: Set<string>): MetadataEntry[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const breadcrumb = [...above, 'properties', name];
    const inclusion = above.length === 0 && automatic.has(name) ? 'automatic' : 'available';
    return [{ breadcrumb, metadata: { inclusion } }, ...propertyMetadata(property, breadcrumb, automatic)];
  });
}

/**
 * The schemas of the selected streams, cut down to the selected properties. Without a catalog: the default selection.
 * @throws ConfigError where the catalog is none
 */
export function select(
  streams: readonly CatalogStream[],
  catalog: Row | undefined,
  onUnknown: (stream: string) => void,
): Map<string, JsonSchema> {
  const entries = catalog ? readCatalog(catalog) : discover(streams).streams;
  const selected = new Map<string, JsonSchema>();
  for (const entry of entries) {
    const id = entry.tap_stream_id ?? entry.stream;
    const stream = streams.find((one) => one.name === id);
    if (!stream) {
      onUnknown(id);
      continue;
    }
    const schema = selectedSchema(stream, entry);
    if (schema) selected.set(stream.name, schema);
  }
  return selected;
}

function readCatalog(catalog: Row): CatalogEntry[] {
  const { streams } = catalog;
  if (!Array.isArray(streams)) throw new ConfigError('catalog: "streams" must be a list of streams');
  for (const [n, entry] of streams.entries()) {
    const { tap_stream_id: id, stream, metadata } = (entry ?? {}) as Row;
    const name = id ?? stream;
    if (typeof name !== 'string') throw new ConfigError(`catalog: streams[${n}] has no "tap_stream_id"`);
    const list = metadata ?? [];
    if (!Array.isArray(list) || list.some((one) => typeof one !== 'object' || one === null)) {
      throw new ConfigError(`catalog: "metadata" of "${name}" must be a list of objects`);
    }
  }
  return streams as CatalogEntry[];
}

function selectedSchema(stream: CatalogStream, entry: CatalogEntry): JsonSchema | undefined {
  const metadata = new Map(
    (entry.metadata ?? []).map((one) => [JSON.stringify(one.breadcrumb), one.metadata]),
  );
  const root = metadata.get('[]') ?? {};
  const chosen =
    flag(root['selected']) ??
    flag(entry.selected) ??
    flag(entry.schema?.['selected']) ??
    flag(root['selected-by-default']) ??
    metadata.size === 0;
  if (!chosen || root['inclusion'] === 'unsupported') return undefined;
  const automatic = new Set([...stream.key, ...(stream.replicationKey ? [stream.replicationKey] : [])]);
  return pick(stream.schema, alternatives([entry.schema]), [], { metadata, automatic });
}

interface Selection {
  metadata: Map<string, Row>;
  automatic: Set<string>;
}

// List items are not chosen one by one.
const ALL: Selection = { metadata: new Map(), automatic: new Set() };

// A property that the given catalog's schema has not is not wanted: whoever wrote that catalog has no column for it.
function pick(
  schema: JsonSchema,
  given: readonly JsonSchema[],
  above: string[],
  selection: Selection,
): JsonSchema {
  if (schema.items) {
    const items = pick(schema.items, alternatives(given.map((one) => one.items)), above, ALL);
    return { ...schema, items };
  }
  if (!schema.properties) return schema;
  // An object that declares none holds whatever it likes.
  const declared = given
    .map((one) => one.properties)
    .filter((one) => isRow(one) && Object.keys(one).length > 0) as Record<string, JsonSchema>[];
  const properties: Record<string, JsonSchema> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const breadcrumb = [...above, 'properties', name];
    const automatic = above.length === 0 && selection.automatic.has(name);
    const known = automatic || declared.length === 0 || declared.some((one) => Object.hasOwn(one, name));
    if (known && (automatic || isSelected(selection.metadata.get(JSON.stringify(breadcrumb))))) {
      const below = alternatives(declared.map((one) => one[name]));
      properties[name] = pick(property, below, breadcrumb, selection);
    }
  }
  const required = schema.required?.filter((name) => name in properties);
  return { ...schema, properties, ...(required ? { required } : {}) };
}

/** The schemas, and those that they are any of: `null` is often one beside the other. */
function alternatives(schemas: readonly unknown[]): JsonSchema[] {
  return schemas.filter(isRow).flatMap((one) => [one, ...alternatives([one['anyOf']].flat())]);
}

// Reached only where the parent is selected, so that is the answer where nothing is said.
function isSelected(metadata: Row | undefined): boolean {
  if (!metadata) return true;
  if (metadata['inclusion'] === 'unsupported') return false;
  if (metadata['inclusion'] === 'automatic') return true;
  return flag(metadata['selected']) ?? flag(metadata['selected-by-default']) ?? true;
}

function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  return { true: true, false: false }[value.toLowerCase()];
}
