// What each operator means for each type of field.
import { textOf } from '../../json.ts';
import { Problem } from '../problem.ts';
import { localDay } from './days.ts';
import type { Filter } from './query.ts';

/** Tests a value that has the field's type. */
export type Test<T> = (value: T) => boolean;

/** How dates are matched: to the second, or by whole days of a timezone. */
export type DatePrecision = { exact: true } | { exact: false; timezone: string };

function seconds(filter: Filter, value: unknown): number {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (!/^-?\d+$/.test(text))
    throw new Problem(400, 'type_mismatch', `${filter.field} takes a UNIX timestamp`);
  return Number(text);
}

/** A test for a time column (epoch seconds). */
export function dateTest(filter: Filter, precision: DatePrecision): Test<number> {
  if (precision.exact) return exactTest(filter);
  if (!['=', '<', '>'].includes(filter.operator))
    throw new Problem(
      400,
      'parameter_invalid',
      `Operator '${filter.operator}' is not supported on the Date field ${filter.field}`,
    );
  const day = localDay(seconds(filter, filter.value), precision.timezone);
  if (filter.operator === '=') return (value) => value >= day.start && value < day.end;
  return filter.operator === '>' ? (value) => value >= day.end : (value) => value < day.start;
}

function exactTest(filter: Filter): Test<number> {
  const { operator } = filter;
  if (operator === 'IN' || operator === 'NIN') {
    const wanted = new Set(list(filter.value).map((value) => seconds(filter, value)));
    return (value) => wanted.has(value) === (operator === 'IN');
  }
  const than = seconds(filter, filter.value);
  const test = ORDER[operator];
  if (test === undefined)
    throw new Problem(
      400,
      'parameter_invalid',
      `Operator '${operator}' is not supported on the Date field ${filter.field}`,
    );
  return (value) => test(value, than);
}

const ORDER: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A test for a field that holds a text, number, boolean, null, or a list of texts any of which may match. */
export function valueTest(filter: Filter): Test<unknown> {
  const { operator, value } = filter;
  if (operator === 'IN' || operator === 'NIN') {
    const wanted = new Set(list(value).map(textOf));
    return (actual) => list(actual).some((item) => wanted.has(textOf(item))) === (operator === 'IN');
  }
  const positive = TEXT[operator.replace('!', '')];
  if (positive === undefined)
    throw new Problem(400, 'parameter_invalid', `Operator '${operator}' is not supported on ${filter.field}`);
  const than = textOf(value);
  return (actual) => list(actual).some((item) => positive(textOf(item), than)) !== operator.startsWith('!');
}

const TEXT: Record<string, (a: string, b: string) => boolean> = {
  '=': (a, b) => a === b,
  '~': (a, b) => a.toLowerCase().includes(b.toLowerCase()),
  '^': (a, b) => a.startsWith(b),
  $: (a, b) => a.endsWith(b),
  '>': (a, b) => order(a, b) > 0,
  '<': (a, b) => order(a, b) < 0,
};

/** Numbers by value, everything else by text; the empty text comes first. */
function order(a: string, b: string): number {
  const numeric = /^\d+$/.test(a) && /^\d+$/.test(b) && a.length < 16;
  if (numeric) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
