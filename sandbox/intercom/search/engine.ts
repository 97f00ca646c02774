// Runs a parsed search over a table: filter once, sort once, then hand out pages by key.
import { STATUS, type IndexView } from '../table.ts';
import { Problem } from '../problem.ts';
import { dateTest, valueTest, type DatePrecision, type Test } from './compare.ts';
import type { Filter, Query } from './query.ts';

/** What the engine has to know about one kind of record. */
export interface Searchable {
  table: IndexView;
  idOf: (index: number) => string;
  /** Fields beside id, created_at and updated_at, read from the record as the index has it. */
  fields: Record<string, (index: number) => unknown>;
  /** Date fields among them. */
  dates: ReadonlySet<string>;
  dynamicField: (name: string) => ((index: number) => unknown) | undefined;
}

/** Sorting by a time or by id; ids sort as indexes do. */
export interface Sort {
  field: 'updated_at' | 'created_at' | 'id';
  descending: boolean;
}

const INDEX_BITS = 2 ** 22;
const CACHED_KEYS = 6_000_000;

/** Makes the sort key of a row: its sort value, then its index. */
export const sortKey = (value: number, index: number): number => value * INDEX_BITS + index;
export const keyIndex = (key: number): number => key - Math.floor(key / INDEX_BITS) * INDEX_BITS;
export const keyValue = (key: number): number => Math.floor(key / INDEX_BITS);

/** Searches one kind of record; results are kept until the index changes. */
export class SearchEngine {
  readonly #kind: Searchable;
  #orders = new Map<Sort['field'], Float64Array>();
  #results = new Map<string, Float64Array>();
  #epoch = -1;

  constructor(kind: Searchable) {
    this.#kind = kind;
  }

  /** The ascending sort keys of every match. `name` identifies query, sort and precision. */
  run(name: string, query: Query, sort: Sort, precision: DatePrecision): Float64Array {
    if (this.#epoch !== this.#kind.table.epoch) {
      this.#results.clear();
      this.#orders.clear();
    }
    this.#epoch = this.#kind.table.epoch;
    const known = this.#results.get(name);
    if (known !== undefined) return known;
    const matches = this.#compile(query, precision);
    const keys = select(this.#order(sort.field), matches);
    let held = keys.length;
    for (const old of this.#results.values()) held += old.length;
    if (held > CACHED_KEYS) this.#results.clear();
    this.#results.set(name, keys);
    return keys;
  }

  /** The sort keys of all rows that search can find. */
  #order(field: Sort['field']): Float64Array {
    const known = this.#orders.get(field);
    if (known !== undefined) return known;
    const { table } = this.#kind;
    const status = table.indexedColumn('status');
    const values = field === 'id' ? undefined : table.indexedColumn(field);
    const keys = new Float64Array(table.size);
    let found = 0;
    for (let index = 0; index < table.size; index++) {
      if (status[index] !== STATUS.active) continue;
      keys[found] = sortKey(values?.[index] ?? 0, index);
      found += 1;
    }
    const order = keys.subarray(0, found).toSorted();
    this.#orders.set(field, order);
    return order;
  }

  #compile(query: Query, precision: DatePrecision): Test<number> {
    if ('field' in query) return this.#leaf(query, precision);
    const tests = query.value.map((part) => this.#compile(part, precision));
    const [first, second] = tests;
    if (first !== undefined && second !== undefined && tests.length === 2)
      return query.operator === 'AND' ? (i) => first(i) && second(i) : (i) => first(i) || second(i);
    return query.operator === 'AND'
      ? (i) => tests.every((test) => test(i))
      : (i) => tests.some((test) => test(i));
  }

  #leaf(filter: Filter, precision: DatePrecision): Test<number> {
    const { table, idOf, fields, dates, dynamicField } = this.#kind;
    if (filter.field === 'created_at' || filter.field === 'updated_at') {
      const column = table.indexedColumn(filter.field);
      const test = dateTest(filter, precision);
      return (index) => test(column[index] ?? 0);
    }
    if (filter.field === 'id') {
      const test = valueTest(filter);
      return (index) => test(idOf(index));
    }
    const read = fields[filter.field] ?? dynamicField(filter.field);
    if (read === undefined)
      throw new Problem(400, 'invalid_field', `${filter.field} is not a searchable field`);
    if (!dates.has(filter.field)) {
      const test = valueTest(filter);
      return (index) => test(read(index));
    }
    const test = dateTest(filter, precision);
    return (index) => {
      const value = read(index);
      return typeof value === 'number' && test(value);
    };
  }
}

/** The keys whose rows match, in the same order; a loop, for `filter` is several times slower here. */
function select(order: Float64Array, matches: Test<number>): Float64Array {
  const keys = new Float64Array(order.length);
  let found = 0;
  for (const key of order) {
    if (!matches(keyIndex(key))) continue;
    keys[found] = key;
    found += 1;
  }
  return keys.slice(0, found);
}
