// Points 17 to 20: which streams and properties a catalog selects.
import { beforeAll, expect, it } from 'vitest';
import type { Catalog } from '../../../core/protocol/catalog.ts';
import type { JsonSchema, Message, Row } from '../../../core/protocol/messages.ts';
import { fieldsOf } from '../../../sandbox/json.ts';
import { jsonFile } from '../../support/spawn.ts';
import { breadcrumbOf, withMetadata } from './catalogs.ts';
import { recordsOf, schemasOf } from './replica.ts';
import { useSource, type TapSubject } from './session.ts';
import { findSpecimen, type Specimen } from './specimen.ts';

/** The tests of this part. */
export function selection(tap: TapSubject): void {
  const session = useSource(tap);
  let specimen: Specimen;
  let only: Catalog;
  beforeAll(async () => {
    specimen = findSpecimen(await session.catalog(), (await session.complete()).messages);
    only = await session.select([specimen.stream]);
  });

  const edit = (path: readonly string[], metadata: Row, catalog = only): Catalog =>
    withMetadata(catalog, specimen.stream, breadcrumbOf(path), metadata);
  const visible = (messages: readonly Message[], path: readonly string[]) => ({
    schema: inSchema(schemasOf(messages).get(specimen.stream)?.schema, path),
    records: recordsOf(messages, specimen.stream).some(({ record }) => inRecord(record, path)),
  });
  const shown = { schema: true, records: true };
  const hidden = { schema: false, records: false };

  it('by default what discovery says, the same with the catalog unedited as without one [17]', async () => {
    const { streams } = await session.catalog();
    const byDefault = streams
      .filter(({ metadata }) => metadata?.[0]?.metadata['selected-by-default'])
      .map(({ stream }) => stream);
    const bare = await session.run();
    const unedited = await session.run({ catalog: await session.catalog() });
    expect(bare.code).toBe(0);
    expect(names(bare.messages)).toEqual(byDefault.toSorted());
    expect(rows(unedited.messages)).toEqual(rows(bare.messages));
    expect(schemasOf(unedited.messages)).toEqual(schemasOf(bare.messages));
  });

  it('one stream alone, all of its properties [18]', async () => {
    const { messages } = await session.run({ catalog: only });
    expect(names(messages)).toEqual([specimen.stream]);
    for (const path of [[specimen.parent], [specimen.parent, specimen.child], [specimen.key]])
      expect({ path, ...visible(messages, path) }).toEqual({ path, ...shown });
  });

  it('a property off: out of schema and records, its neighbours in [18]', async () => {
    const { parent, key } = specimen;
    const { messages } = await session.run({ catalog: edit([parent], { selected: false }) });
    expect(visible(messages, [parent])).toEqual(hidden);
    expect(visible(messages, [key])).toEqual(shown);
  });

  it('a nested property off: out, while its siblings stay [18]', async () => {
    const { parent, child, sibling } = specimen;
    const { messages } = await session.run({ catalog: edit([parent, child], { selected: false }) });
    expect(visible(messages, [parent, child])).toEqual(hidden);
    expect(visible(messages, [parent, sibling])).toEqual(shown);
  });

  it('a property off takes those below it along, even selected ones [18]', async () => {
    const { parent, child } = specimen;
    const catalog = edit([parent, child], { selected: true }, edit([parent], { selected: false }));
    const { messages } = await session.run({ catalog });
    expect(visible(messages, [parent])).toEqual(hidden);
  });

  it('keys and replication keys stay on whatever is said of them [18]', async () => {
    const { key, replicationKey } = specimen;
    const catalog = edit([key], { selected: false }, edit([replicationKey], { selected: false }));
    const { messages } = await session.run({ catalog });
    expect(visible(messages, [key])).toEqual(shown);
    expect(visible(messages, [replicationKey])).toEqual(shown);
  });

  it('an unsupported property stays off even where it is selected [18]', async () => {
    const { parent } = specimen;
    const catalog = edit([parent], { selected: true, inclusion: 'unsupported' });
    const { messages } = await session.run({ catalog });
    expect(visible(messages, [parent])).toEqual(hidden);
  });

  it('by booleans written as text, and through --properties [19]', async () => {
    const { stream, parent, child, sibling } = specimen;
    const all = await session.select([]);
    const chosen = edit([], { selected: 'true' }, edit([parent, child], { selected: 'False' }, all));
    const { code, messages } = await session.run({
      flags: ['--properties', jsonFile(chosen, 'properties.json')],
    });
    expect(code).toBe(0);
    expect(names(messages)).toEqual([stream]);
    expect(visible(messages, [parent, child])).toEqual(hidden);
    expect(visible(messages, [parent, sibling])).toEqual(shown);
  });

  it('an unknown stream: one warning, the others are read [20]', async () => {
    const stranger = { tap_stream_id: 'strangers', stream: 'strangers', schema: {}, selected: true };
    const { code, messages, stderr } = await session.run({
      catalog: { streams: [...only.streams, stranger] },
    });
    expect(code).toBe(0);
    expect(stderr.match(/^WARNING .*"strangers".*$/gm)).toHaveLength(1);
    expect(names(messages)).toEqual([specimen.stream]);
  });

  it('nothing: a warning, no output, success [20]', async () => {
    const catalog = await session.select([]);
    const { code, stdout, stderr } = await session.run({ catalog });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^WARNING .*no stream is selected/m);
  });
}

function names(messages: readonly Message[]): string[] {
  return [...schemasOf(messages).keys()].toSorted();
}

function rows(messages: readonly Message[]): string[] {
  return recordsOf(messages)
    .map(({ stream, record }) => JSON.stringify([stream, record]))
    .toSorted();
}

function inSchema(schema: JsonSchema | undefined, path: readonly string[]): boolean {
  return path.reduce((above, name) => above?.properties?.[name], schema) !== undefined;
}

function inRecord(record: unknown, path: readonly string[]): boolean {
  return path.reduce((above, name) => fieldsOf(above)[name], record) !== undefined;
}
