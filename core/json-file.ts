// Reads the JSON files that the command line names.
import { ConfigError, messageOf } from './errors.ts';
import { isRow, type Row } from './protocol/messages.ts';
import { readText } from './text-file.ts';

/**
 * The JSON object in `file`.
 * @throws ConfigError where it is missing, no JSON or no object; `what` names its role
 */
export function readJsonObject(file: string, what: string): Row {
  return parseObject(readText(file, what), file, what);
}

/**
 * The state in `file`: one JSON object, or lines of them as targets print them, of which the last whole one
 * counts: from an older state nothing is missed. An empty file, as `>>` makes one before the first run, holds none.
 * @throws ConfigError
 */
export function readState(file: string, warn: (text: string) => void = () => undefined): Row | undefined {
  const text = readText(file, 'state').trim();
  if (text === '') return undefined;
  const whole = objectIn(text);
  if (whole) return whole;
  const lines = text.split('\n');
  for (let n = lines.length; n > 0; n -= 1) {
    const state = objectIn(lines[n - 1] ?? '');
    if (!isRow(state?.['bookmarks'])) continue;
    if (n < lines.length) warn(`${file}: what follows line ${n} is no state; going on from that line`);
    return state;
  }
  return parseObject(text, file, 'state');
}

function objectIn(text: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseObject(text: string, file: string, what: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The parser quotes what it stumbled over, which may be a secret: give the place alone.
    const place = /position \d+( \(line \d+ column \d+\))?|end of JSON input/.exec(messageOf(cause))?.[0];
    const advice = what === 'state' ? '; without it everything is read again' : '';
    throw new ConfigError(
      `${file}: the ${what} file is not valid JSON${place ? `, at ${place}` : ''}${advice}`,
    );
  }
  if (!isRow(value)) throw new ConfigError(`${file}: the ${what} file must hold one JSON object`);
  return value;
}
