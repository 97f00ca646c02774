// Reads the JSON files that the command line names.
import { readFileSync } from 'node:fs';
import { ConfigError, messageOf } from './errors.ts';
import type { Row } from './protocol/messages.ts';

/**
 * The JSON object in `file`.
 * @throws ConfigError where it is missing, no JSON or no object; `what` names its role
 */
export function readJsonObject(file: string, what: string): Row {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(
      `${file}: cannot read the ${what} file (${(cause as NodeJS.ErrnoException).code})`,
      { cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The parser quotes what it stumbled over, which may be a secret: give the place alone.
    const place = /position \d+( \(line \d+ column \d+\))?/.exec(messageOf(cause))?.[0] ?? 'its end';
    throw new ConfigError(`${file}: the ${what} file is not valid JSON, at ${place}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${file}: the ${what} file must hold one JSON object`);
  }
  return value as Row;
}
