// One search request from body to page: checks it, finds where the cursor points, and cuts the page out.
import { fieldsOf } from '../../json.ts';
import type { ApiVersion } from '../api-version.ts';
import { Problem } from '../problem.ts';
import type { DatePrecision } from './compare.ts';
import { Cursors } from './cursor.ts';
import { keyIndex, keyValue, SearchEngine, sortKey, type Searchable, type Sort } from './engine.ts';
import { parseQuery } from './query.ts';

/** How a kind of record is searched. */
export interface SearchSetup {
  kind: Searchable;
  defaultPerPage: number;
  /** Dates match whole days of this timezone, but for Preview. */
  dayTimezone?: string;
  /** Finds the row a cursor's id belongs to. */
  indexOf(id: string): number;
}

/** The rows of a page and what the answer says about paging. */
export interface Page {
  indexes: number[];
  total_count: number;
  pages: Record<string, unknown>;
}

const MAX_PER_PAGE = 150;

/** The search of one kind of record. */
export class Search {
  readonly #setup: SearchSetup;
  readonly #engine: SearchEngine;
  readonly #cursors = new Cursors();

  constructor(setup: SearchSetup) {
    this.#setup = setup;
    this.#engine = new SearchEngine(setup.kind);
  }

  /** Answers a request body; throws Problem 400 for what Intercom refuses. */
  page(body: unknown, version: ApiVersion): Page {
    const request = fieldsOf(body);
    const query = parseQuery(request['query']);
    const sort = parseSort(request['sort'], version);
    const paging = parsePaging(request['pagination'], this.#setup.defaultPerPage);
    const { dayTimezone } = this.#setup;
    const precision: DatePrecision =
      dayTimezone === undefined || version.preview
        ? { exact: true }
        : { exact: false, timezone: dayTimezone };
    const name = JSON.stringify([query, sort, precision.exact]);
    const keys = this.#engine.run(name, query, sort, precision);
    const { from, page } = this.#start(keys, name, sort, paging.starting_after);
    const indexes: number[] = [];
    for (let n = from; n < keys.length && indexes.length < paging.per_page; n++)
      indexes.push(keyIndex(keyAt(keys, sort, n)));
    const last = from + indexes.length;
    const total_pages = Math.ceil(keys.length / paging.per_page);
    const pages = { type: 'pages', page, per_page: paging.per_page, total_pages };
    if (last >= keys.length || indexes.length === 0) return { indexes, total_count: keys.length, pages };
    const lastKey = keyAt(keys, sort, last - 1);
    const position = {
      value: keyValue(lastKey) * 1000,
      id: this.#setup.kind.idOf(keyIndex(lastKey)),
      page: page + 1,
    };
    const next = {
      page: page + 1,
      per_page: paging.per_page,
      starting_after: this.#cursors.issue(name, position),
    };
    return { indexes, total_count: keys.length, pages: { ...pages, next } };
  }

  #start(
    keys: Float64Array,
    name: string,
    sort: Sort,
    cursor: string | undefined,
  ): { from: number; page: number } {
    if (cursor === undefined) return { from: 0, page: 1 };
    const { value, id, page } = this.#cursors.read(name, cursor);
    const key = sortKey(value / 1000, this.#setup.indexOf(id));
    const upTo = countUpTo(keys, key);
    const same = keys[upTo - 1] === key ? 1 : 0;
    return { from: sort.descending ? keys.length - (upTo - same) : upTo, page };
  }
}

function keyAt(keys: Float64Array, sort: Sort, n: number): number {
  return keys[sort.descending ? keys.length - 1 - n : n] ?? 0;
}

/** How many keys are not above the given one. */
function countUpTo(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parseSort(input: unknown, version: ApiVersion): Sort {
  if (input === undefined || input === null) return { field: 'updated_at', descending: true };
  const { field = 'updated_at', order = 'descending' } = fieldsOf(input);
  if (field !== 'updated_at' && field !== 'created_at' && field !== 'id')
    throw new Problem(400, 'invalid_field', `Cannot sort by '${String(field)}'`);
  const lenient = version.minor < 16 && (order === 'desc' || order === 'asc');
  if (order !== 'ascending' && order !== 'descending' && !lenient)
    throw new Problem(400, 'invalid_sort_order', "Sort order must be 'ascending' or 'descending'");
  return { field, descending: order.startsWith('desc') };
}

function parsePaging(
  input: unknown,
  defaultPerPage: number,
): { per_page: number; starting_after: string | undefined } {
  const { per_page = defaultPerPage, starting_after } = fieldsOf(input);
  const size = Number(per_page);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PER_PAGE)
    throw new Problem(400, 'parameter_invalid', `per_page must be a number from 1 to ${MAX_PER_PAGE}`);
  return { per_page: size, starting_after: typeof starting_after === 'string' ? starting_after : undefined };
}
