// The text that stands for a row among the rows of its stream, and the keys that a row names.
import { createHash } from 'node:crypto';
import type { Row } from '../../../core/protocol/messages.ts';
import type { Path } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';

/** The value of a single key as text, several as a JSON array; a row of a stream without a key stands for itself. */
export function keyOf(row: Row, key: string[], body: string): string {
  const [only] = key;
  if (only === undefined) return createHash('sha256').update(body).digest('base64url');
  return key.length === 1 ? textOf(row[only]) : JSON.stringify(key.map((name) => row[name] ?? null));
}

/** The keys at `path`, each once, in their order. */
export function keysAt(row: Row, path: Path): string[] {
  const found = readPath(row, path);
  const values: unknown[] = Array.isArray(found) ? found : [found];
  const keys = values.filter((value) => value !== undefined && value !== null && value !== '').map(textOf);
  return keys.length > 1 ? [...new Set(keys)] : keys;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
