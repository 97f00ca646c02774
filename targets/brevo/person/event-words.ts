// Names and properties of custom events in the form that Brevo takes: https://developers.brevo.com/reference/create-event
import type { Row } from '../../../core/protocol/messages.ts';

const MAX_NAME = 255;
const MAX_PROPERTIES = 50 * 1024;
/** Where the names of properties stand that had no room. */
const LEFT_OUT = 'left_out';

/**
 * `placed order` is `placed_order`; a name in which nothing would be left is told by the numbers of its characters,
 * as `u6ce8_u6587`. Undefined of an empty one.
 */
export function eventName(text: string): string | undefined {
  const written = text.trim();
  if (written === '') return undefined;
  const name = written.replaceAll(/[^A-Za-z0-9_-]+/g, '_');
  return (/[A-Za-z0-9]/.test(name) ? name : numbered(written)).slice(0, MAX_NAME);
}

function numbered(text: string): string {
  return Array.from(text, (character) => `u${character.codePointAt(0)?.toString(16)}`).join('_');
}

/**
 * The properties without empty ones, under names that Brevo takes; of two that would have the same name the first one
 * stays. `fixed` always has room. Where all together are over 50 KB the longest go, and `left_out` names them.
 */
export function eventProperties(properties: Row, fixed: Row = {}): Row {
  const result: Row = { ...fixed };
  for (const [name, value] of Object.entries(properties)) {
    const key = eventName(name);
    if (key === undefined || value === null || value === undefined || Object.hasOwn(result, key)) continue;
    result[key] = value;
  }
  return size(result) > MAX_PROPERTIES ? shortened(result, fixed) : result;
}

function shortened(properties: Row, fixed: Row): Row {
  const rest = { ...properties };
  const byLength = Object.keys(properties)
    .filter((key) => !Object.hasOwn(fixed, key))
    .map((key) => ({ key, length: size(properties[key]) }))
    .toSorted((a, b) => b.length - a.length);
  const leftOut: string[] = [];
  for (const { key } of byLength) {
    if (size(rest) <= MAX_PROPERTIES) break;
    delete rest[key];
    leftOut.push(key);
    rest[LEFT_OUT] = leftOut.slice(0, 20);
  }
  return rest;
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
