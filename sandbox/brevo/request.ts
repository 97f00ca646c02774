// Reading what a client sent: pages, lists of ids, and dates; throws Problem for what Brevo refuses.
import { invalid, Problem } from './problem.ts';

/** Query parameters of a paged list. */
export const PAGED = ['limit', 'offset', 'sort'] as const;

/** The page a query asks for out of items in order of creation, newest first by default. */
export function pageOf<T>(items: readonly T[], query: URLSearchParams, fallback: number, max: number): T[] {
  const limit = wholeNumber(query, 'limit', fallback);
  const offset = wholeNumber(query, 'offset', 0);
  if (limit > max) throw new Problem(400, 'out_of_range', 'Limit exceeds max value');
  if (isAscending(query)) return items.slice(offset, offset + limit);
  const end = Math.max(0, items.length - offset);
  return items.slice(Math.max(0, end - limit), end).toReversed();
}

function isAscending(query: URLSearchParams): boolean {
  const sort = query.get('sort') ?? 'desc';
  if (sort !== 'asc' && sort !== 'desc') throw invalid('sort must be asc or desc');
  return sort === 'asc';
}

/** A parameter that counts from 0. */
export function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw invalid(`${name} should be a number`);
  return Number(text);
}

/** A parameter that repeats or has commas, as numbers; undefined where it is absent. */
export function numbersIn(query: URLSearchParams, name: string): number[] | undefined {
  const texts = query.getAll(name).flatMap((text) => text.split(','));
  if (texts.length === 0) return undefined;
  if (!texts.every((text) => /^\d+$/.test(text))) throw invalid(`${name} should be numbers`);
  return texts.map(Number);
}

/** A list of whole numbers in a body; empty where it is absent. */
export function numberList(value: unknown, name: string): number[] {
  if (value === undefined) return [];
  if (!isNumberList(value)) throw invalid(`${name} should be an array of numbers`);
  return value;
}

const isNumberList = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(Number.isInteger);

/** A date and time in ISO form, as epoch milliseconds. */
export function timeIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.replace(' ', '+')) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(`${name} should be YYYY-MM-DDTHH:mm:ss.SSSZ`);
  return time;
}
