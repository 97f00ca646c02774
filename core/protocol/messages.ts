// The Singer messages: https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md

/** A JSON Schema, as SCHEMA messages and catalogs carry it. */
export interface JsonSchema {
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  [keyword: string]: unknown;
}

/** A record: one JSON object. */
export type Row = Record<string, unknown>;

/** Whether a value is one JSON object. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Announces a stream's shape; comes before its first RECORD. */
export interface SchemaMessage {
  type: 'SCHEMA';
  stream: string;
  schema: JsonSchema;
  key_properties: string[];
  bookmark_properties?: string[];
}

/** One row of a stream; `time_extracted` is RFC 3339 in UTC, `version` epoch milliseconds. */
export interface RecordMessage {
  type: 'RECORD';
  stream: string;
  record: Row;
  time_extracted?: string;
  version?: number;
}

/** Everything before it is delivered once the target prints its value. */
export interface StateMessage {
  type: 'STATE';
  value: Row;
}

/** Rows of the stream with an older version are gone at the source. */
export interface ActivateVersionMessage {
  type: 'ACTIVATE_VERSION';
  stream: string;
  version: number;
}

/** Any message a tap of this package emits. */
export type Message = SchemaMessage | RecordMessage | StateMessage | ActivateVersionMessage;
