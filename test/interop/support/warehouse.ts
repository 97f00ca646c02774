// Compares the tables of a warehouse with the sandbox's ground truth, row by row.
import { expect } from 'vitest';
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';
import { tapIntercom } from '../../../taps/intercom/index.ts';
import { STREAMS } from '../../support/compare.ts';
import { keyOf, truthRows } from '../../support/tap.ts';

/** The rows of each stream. */
export type Tables = ReadonlyMap<string, Row[]>;

/** Streams whose gone rows leave the warehouse, by ACTIVATE_VERSION. */
const VERSIONED = ['contact_attributes', 'company_attributes'];

/** The ground truth of every stream as it stands now. */
export async function wholeTruth(baseUrl: string): Promise<Tables> {
  return tablesOf((stream) => truthRows(baseUrl, stream));
}

/** What `read` gives for every stream. */
export async function tablesOf(read: (stream: string) => Promise<Row[]>): Promise<Tables> {
  const tables = new Map<string, Row[]>();
  for (const stream of STREAMS) tables.set(stream, await read(stream));
  return tables;
}

/**
 * Asserts that each table holds each row of the truth just so, and beside it only rows that Intercom itself has lost
 * since `earlier`; none of those where the stream has versions.
 */
export function expectTables(tables: Tables, truth: Tables, earlier: Tables = new Map()): void {
  for (const [stream, rows] of truth) {
    const held = byKey(stream, tables.get(stream));
    const expected = byKey(stream, rows);
    expect(held.size, `${stream}: as many keys as rows`).toBe(tables.get(stream)?.length);
    for (const [key, row] of expected) expect(held.get(key), `${stream} ${key}`).toEqual(row);
    const gone = VERSIONED.includes(stream) ? [] : [...byKey(stream, earlier.get(stream)).keys()];
    const beside = [...held.keys()].filter((key) => !expected.has(key) && !gone.includes(key));
    expect({ stream, beside }).toEqual({ stream, beside: [] });
  }
}

function byKey(stream: string, rows: readonly Row[] = []): Map<string, Row> {
  const properties = tapIntercom.streams.find(({ name }) => name === stream)?.schema.properties ?? {};
  const comparable = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(
          ([name, value]) => value !== null && (name === '_sdc_record_hash' || !name.startsWith('_sdc_')),
        )
        .map(([name, value]) => [name, asStored(value, properties[name])]),
    ),
  );
  return new Map(comparable.map((row) => [keyOf(stream, row), row]));
}

/** Databases show times in UTC without saying so, and make a text column of what may be a number or a text. */
function asStored(value: unknown, schema: JsonSchema = {}): unknown {
  if (schema.format === 'date-time') {
    const text = String(value);
    return Date.parse(text.endsWith('Z') ? text : `${text.replace(' ', 'T')}Z`);
  }
  return typeof value === 'number' && schema.type?.includes('string') ? String(value) : value;
}
