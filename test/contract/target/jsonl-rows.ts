// What target-jsonl left in its folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Row } from '../../../core/protocol/messages.ts';
import { fileName } from '../../../targets/jsonl/file-name.ts';

/** The lines of a stream's file, byte for byte; none where there is no file. */
export function readLines(folder: string, stream: string, gzip = false): string[] {
  const file = join(folder, fileName(stream, { gzip, at: undefined }));
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const lines = (gzip ? gunzipSync(bytes) : bytes).toString().split('\n');
  if (lines.pop() !== '') throw new Error(`${file} does not end with a line end`);
  return lines;
}

/** The rows of a stream. */
export async function readRows(folder: string, stream: string): Promise<Row[]> {
  return readLines(folder, stream).map((line) => JSON.parse(line) as Row);
}
