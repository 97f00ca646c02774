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
  const lines = text.split('\n');
  const pretty = lines.length === 1 || !lines[0]?.trimEnd().endsWith('}');
  if (pretty) return parseObject(text, file, 'state');
  const whole = lines.findLastIndex((line) => isWhole(line, file));
  if (whole >= 0 && whole < lines.length - 1)
    warn(`${file}: its last line is no state; going on from line ${whole + 1}`);
  return parseObject(lines.at(whole) ?? '', file, 'state');
}

function isWhole(line: string, file: string): boolean {
  try {
    return parseObject(line, file, 'state') !== undefined;
  } catch {
    return false;
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
