// What a target would hold after some messages, and whether the source's truth agrees.
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Message, RecordMessage, Row, SchemaMessage } from '../../../core/protocol/messages.ts';
import { truthRows } from '../../support/tap.ts';

/** The SCHEMA messages by stream. */
export function schemasOf(messages: readonly Message[]): Map<string, SchemaMessage> {
  const schemas = messages.filter((message) => message.type === 'SCHEMA');
  return new Map(schemas.map((schema) => [schema.stream, schema]));
}

/** The RECORD messages of a stream, or all. */
export function recordsOf(messages: readonly Message[], stream?: string): RecordMessage[] {
  return messages
    .filter((message) => message.type === 'RECORD')
    .filter((message) => stream === undefined || message.stream === stream);
}

/** The key of a row as text. */
export function keyOf(schema: SchemaMessage, row: Row): string {
  return JSON.stringify(schema.key_properties.map((name) => row[name]));
}

/** The newest row of each key. */
export function held(messages: readonly Message[], schema: SchemaMessage): Map<string, Row> {
  const rows = recordsOf(messages, schema.stream).map(({ record }) => record);
  return new Map(rows.map((row) => [keyOf(schema, row), row]));
}

/** The source's rows of a stream by key. */
export async function truthOf(controls: string, schema: SchemaMessage): Promise<Map<string, Row>> {
  const rows = await truthRows(controls, schema.stream);
  return new Map(rows.map((row) => [keyOf(schema, row), row]));
}

/** Asserts that the messages hold each row of the truth, as it is now, of every stream they announce but for `except`. */
export async function expectComplete(
  messages: readonly Message[],
  controls: string,
  except: readonly string[] = [],
): Promise<void> {
  const schemas = schemasOf(messages);
  for (const stream of except) schemas.delete(stream);
  expect(schemas.size).toBeGreaterThan(0);
  for (const [stream, schema] of schemas) {
    const truth = await truthOf(controls, schema);
    const rows = held(messages, schema);
    const missing = [...truth.keys()].filter((key) => !rows.has(key));
    expect({ stream, missing }).toEqual({ stream, missing: [] });
    const different = [...truth].find(([key, row]) => !isDeepStrictEqual(rows.get(key), row));
    if (different) expect(rows.get(different[0]), `${stream} ${different[0]}`).toEqual(different[1]);
  }
}
