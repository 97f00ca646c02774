// The key of data attributes, which have no id of their own.
import { createHash } from 'node:crypto';
import { textOf } from '../../json.ts';

/** SHA-256 over id, name and description, spelled as Python's `str` spells them; a missing key adds nothing. */
export function recordHash(record: Record<string, unknown>): string {
  const text = ['id', 'name', 'description']
    .map((key) => (key in record ? pythonStr(record[key]) : ''))
    .join('');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function pythonStr(value: unknown): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  return value === false ? 'False' : textOf(value);
}
