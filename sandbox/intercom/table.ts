// The rows of one kind of record, a few numbers each, as they are now and as the search index sees them.

/** One record's numbers by column. */
export type Row<C extends string> = Record<C | BaseColumn, number>;

/** The columns every kind has; times are epoch seconds. */
export type BaseColumn = 'created_at' | 'updated_at' | 'version' | 'status';

type Columns = Record<string, Uint32Array>;

/** `status` of a row. Only active rows are found by search; `unlisted` ones can still be read by id. */
export const STATUS = { active: 0, archived: 1, deleted: 2, merged: 3, unlisted: 4, unindexed: 5 } as const;

/** What search needs of a table. */
export interface IndexView {
  size: number;
  epoch: number;
  indexedColumn(name: BaseColumn): Uint32Array;
}

/** Rows in creation order. Changes reach the index `lagSeconds` after they were made. */
export class Table<C extends string> {
  size: number;
  /** Goes up whenever what the index shows has changed. */
  epoch = 0;
  readonly #names: (C | BaseColumn)[];
  readonly #lag: number;
  #live: Columns;
  #indexed: Columns;
  #pending: { due: number; index: number; row: Row<C> }[] = [];

  constructor(columns: C[], size: number, lagSeconds: number, rowAt: (index: number) => Row<C>) {
    this.#names = ['created_at', 'updated_at', 'version', 'status', ...columns];
    this.size = size;
    this.#lag = lagSeconds;
    this.#live = allocate(this.#names, size);
    for (let index = 0; index < size; index++) this.#write(this.#live, index, rowAt(index));
    this.#indexed = lagSeconds > 0 ? copy(this.#live) : this.#live;
  }

  /** The row as it is now. */
  row(index: number): Row<C> {
    return this.#read(this.#live, index);
  }

  /** When the record was made, in epoch seconds. */
  createdAt(index: number): number {
    return this.#live['created_at']?.[index] ?? 0;
  }

  /** The row as search and scroll see it. */
  indexedRow(index: number): Row<C> {
    return this.#read(this.#indexed, index);
  }

  /** One column of the index, for filters over all rows. */
  indexedColumn(name: C | BaseColumn): Uint32Array {
    return columnOf(this.#indexed, name);
  }

  /** Changes a row; the index follows after the lag. `now` is in epoch seconds. */
  put(index: number, row: Row<C>, now: number): void {
    this.#write(this.#live, index, row);
    if (this.#lag > 0) this.#pending.push({ due: now + this.#lag, index, row });
    else this.epoch += 1;
  }

  /** Appends a row and gives its index. */
  add(row: Row<C>, now: number): number {
    const index = this.size;
    this.#reserve(index + 1);
    this.size = index + 1;
    if (this.#lag > 0) this.#write(this.#indexed, index, { ...row, status: STATUS.unindexed });
    this.put(index, row, now);
    return index;
  }

  /** Lets the index catch up with every change that is due at `now` (all of them by default). */
  catchUp(now = Infinity): void {
    let done = 0;
    for (const change of this.#pending) {
      if (change.due > now) break;
      this.#write(this.#indexed, change.index, change.row);
      done += 1;
    }
    if (done === 0) return;
    this.#pending.splice(0, done);
    this.epoch += 1;
  }

  #read(columns: Columns, index: number): Row<C> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop fills in every column
    const row = {} as Row<C>;
    for (const name of this.#names) row[name] = columns[name]?.[index] ?? 0;
    return row;
  }

  #write(columns: Columns, index: number, row: Row<C>): void {
    for (const name of this.#names) columnOf(columns, name)[index] = row[name];
  }

  #reserve(size: number): void {
    const capacity = this.#live['status']?.length ?? 0;
    if (size <= capacity) return;
    const shared = this.#indexed === this.#live;
    this.#live = copy(this.#live, Math.max(size, capacity * 1.5, 64));
    this.#indexed = shared ? this.#live : copy(this.#indexed, Math.max(size, capacity * 1.5, 64));
  }
}

function columnOf(columns: Columns, name: string): Uint32Array {
  const column = columns[name];
  if (column === undefined) throw new RangeError(`no column ${name}`);
  return column;
}

function allocate(names: string[], size: number): Columns {
  return Object.fromEntries(names.map((name) => [name, new Uint32Array(size)]));
}

function copy(columns: Columns, size?: number): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, from]) => {
      const to = new Uint32Array(Math.ceil(size ?? from.length));
      to.set(from);
      return [name, to];
    }),
  );
}
