// Singer messages as lines, for the tests of targets.
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';

/** A SCHEMA of a stream with the key `id`. */
export function schema(stream: string, properties: Record<string, JsonSchema> = {}): string {
  return JSON.stringify({
    type: 'SCHEMA',
    stream,
    schema: { type: 'object', properties: { id: { type: 'integer' }, ...properties } },
    key_properties: ['id'],
  });
}

/** A RECORD; `more` stands beside the record. */
export function record(stream: string, row: Row, more: Row = {}): string {
  return JSON.stringify({ type: 'RECORD', stream, record: row, ...more });
}

/** A STATE. */
export function state(value: Row): string {
  return JSON.stringify({ type: 'STATE', value });
}

/** RECORDs with the ids from `first` up to and without `end`. */
export function numbered(stream: string, first: number, end: number): string[] {
  return Array.from({ length: end - first }, (_, index) => record(stream, { id: first + index }));
}
