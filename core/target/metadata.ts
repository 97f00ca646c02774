// The `_sdc_*` columns: added to records where asked for, otherwise taken off.
import type { RecordMessage, Row } from '../protocol/messages.ts';
import { withMembers, withoutMembers } from '../protocol/source.ts';

/** The columns, as https://sdk.meltano.com/en/latest/implementation/record_metadata.html has them. */
const COLUMNS = [
  '_sdc_extracted_at',
  '_sdc_received_at',
  '_sdc_batched_at',
  '_sdc_deleted_at',
  '_sdc_sequence',
  '_sdc_table_version',
  '_sdc_sync_started_at',
] as const;

/** A row and its source text, which change together. */
export interface SourcedRow {
  row: Row;
  source: string | undefined;
}

const startedAt = Math.round(performance.timeOrigin);

/** The row without the columns that a target sets, both as object (which it changes) and as text. */
export function withoutMetadata({ row, source }: SourcedRow): SourcedRow {
  // Nearly every record: one look at the text is five times as fast as seven at the object.
  if (source !== undefined && !source.includes('_sdc_') && !source.includes('\\u')) return { row, source };
  const present = COLUMNS.filter((name) => Object.hasOwn(row, name));
  if (present.length === 0) return { row, source };
  for (const name of present) delete row[name];
  return { row, source: source && withoutMembers(source, present) };
}

/** The record with all of the columns; `batchedAt` is when its batch began, in epoch milliseconds. */
export function withMetadata(
  message: RecordMessage,
  source: string | undefined,
  batchedAt: number,
): SourcedRow {
  const now = Date.now();
  const columns: Record<(typeof COLUMNS)[number], unknown> = {
    _sdc_extracted_at: message.time_extracted ?? null,
    _sdc_received_at: new Date(now).toISOString(),
    _sdc_batched_at: new Date(batchedAt).toISOString(),
    _sdc_deleted_at: message.record['_sdc_deleted_at'] ?? null,
    _sdc_sequence: now,
    _sdc_table_version: message.version ?? null,
    _sdc_sync_started_at: startedAt,
  };
  const bare = withoutMetadata({ row: message.record, source });
  return { row: { ...bare.row, ...columns }, source: bare.source && withMembers(bare.source, columns) };
}
