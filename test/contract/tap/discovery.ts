// Points 15 and 16: the catalog that --discover prints.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import type { Catalog, CatalogEntry } from '../../../core/protocol/catalog.ts';
import type { JsonSchema } from '../../../core/protocol/messages.ts';
import { run, temporaryFolder } from '../../support/spawn.ts';
import { breadcrumbOf, metadataAt } from './catalogs.ts';
import { useSource, type TapSubject } from './session.ts';

/** The tests of this part. */
export function discovery(tap: TapSubject): void {
  const session = useSource(tap);
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await session.catalog();
  });

  it('one JSON document, with or without configuration and state, and asks nobody [15]', async () => {
    const bare = await run([...tap.command, '--discover']);
    expect(bare).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(bare.stdout)).toEqual(catalog);
    const full = await session.start({ state: { bookmarks: {} }, flags: ['--discover'] }).ended;
    expect(full).toMatchObject({ code: 0, stdout: bare.stdout });
    expect(await session.requests()).toBe(0);
  });

  it('without loading a package that takes its time, since it runs before every sync [15]', async () => {
    const covered = temporaryFolder();
    await run([...tap.command, '--discover'], { env: { NODE_V8_COVERAGE: covered } });
    const scripts = readdirSync(covered).flatMap((file) => scriptsIn(join(covered, file)));
    const loaded = Object.keys(manifest.dependencies).filter((name) =>
      scripts.some((url) => url.includes(`/node_modules/${name}/`)),
    );
    expect(loaded).toEqual(['leven', 'pino']);
  });

  it('streams with keys, replication method and selection in the metadata of each [15]', () => {
    expect(catalog.streams.length).toBeGreaterThan(0);
    for (const entry of catalog.streams) {
      expect(entry.stream).toBe(entry.tap_stream_id);
      const root = metadataAt(entry, []);
      const key = entry.replication_key;
      expect(root).toMatchObject({
        inclusion: 'available',
        'selected-by-default': expect.any(Boolean),
        'table-key-properties': entry.key_properties,
        'forced-replication-method': key === undefined ? 'FULL_TABLE' : 'INCREMENTAL',
      });
      expect(root?.['valid-replication-keys']).toEqual(key === undefined ? undefined : [key]);
      expect(entry.key_properties?.length).toBeGreaterThan(0);
    }
  });

  it('metadata of every property, nested ones too, keys being automatic [15]', () => {
    for (const entry of catalog.streams) {
      const keys = new Set([...(entry.key_properties ?? []), entry.replication_key]);
      for (const path of pathsOf(entry.schema)) {
        const automatic = path.length === 1 && keys.has(path[0]);
        expect(metadataAt(entry, breadcrumbOf(path)), `${entry.stream} ${path.join('.')}`).toMatchObject({
          inclusion: automatic ? 'automatic' : 'available',
        });
      }
    }
  });

  it('the schema ahead of the metadata, since orchestrators read keys in order [15]', () => {
    for (const entry of catalog.streams) {
      const order = Object.keys(entry);
      expect(order.indexOf('schema')).toBeLessThan(order.indexOf('metadata'));
    }
  });

  it('valid draft-07 schemas whose properties are all nullable but for keys [16]', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: true });
    for (const entry of catalog.streams) {
      expect(() => ajv.compile(entry.schema)).not.toThrow();
      const rigid = propertiesOf(entry).filter(({ path, schema }) => {
        const key = path.length === 1 && entry.key_properties?.includes(path[0] ?? '');
        return !key && schema.type !== undefined && ![schema.type].flat().includes('null');
      });
      expect(rigid.map(({ path }) => `${entry.stream}.${path.join('.')}`)).toEqual([]);
    }
  });

  it('schemas without $ref and without additionalProperties false [16]', () => {
    const text = JSON.stringify(catalog.streams.map(({ schema }) => schema));
    expect(text).not.toContain('"$ref"');
    expect(text).not.toContain('"additionalProperties":false');
  });
}

/** The scripts that a process ran, by its coverage report. */
function scriptsIn(report: string): string[] {
  const { result } = JSON.parse(readFileSync(report, 'utf8')) as { result: { url: string }[] };
  return result.map(({ url }) => url);
}

function propertiesOf({ schema }: CatalogEntry): { path: string[]; schema: JsonSchema }[] {
  return pathsOf(schema).map((path) => {
    const found = path.reduce<JsonSchema | undefined>((above, name) => above?.properties?.[name], schema);
    return { path, schema: found ?? {} };
  });
}

/** Paths of all properties, parents ahead of their children. */
function pathsOf(schema: JsonSchema, above: readonly string[] = []): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    [...above, name],
    ...pathsOf(property, [...above, name]),
  ]);
}
