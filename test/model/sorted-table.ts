// A table that is searched by time in pages, changes while it is read, and remembers how often it was asked.
import { setImmediate as turn } from 'node:timers/promises';
import type { SearchPage, Window, WindowedRead } from '../../core/tap/windows.ts';

/** One row; a change of a row gives it a new time, later than all others. */
export interface TableRow {
  id: number;
  at: number;
}

/** How the table answers. */
export interface TableOptions {
  pageSize: number;
  /** Searches match whole stretches of so many seconds, as a search by calendar day does; 1 for exact ones. */
  grain: number;
  /** What the reader takes that stretch to be, rightly or not. */
  cutGrain: number;
  /** How long the n-th answer takes, in turns of the event loop. */
  delays: readonly number[];
  /** Row to change before the n-th answer, if any. */
  changes: readonly (number | undefined)[];
  /** For so many answers, rows are shown as they are now, where their old time still has them. */
  indexLag: number;
}

/** The table, its clock, and its search as `readWindows` wants it. */
export class SortedTable {
  readonly rows: TableRow[];
  requests = 0;
  /** Pages of each window that was opened. */
  readonly windows: number[] = [];
  now: number;
  /** Every row that a page held, as it was then. */
  readonly shown: TableRow[] = [];
  readonly #indexed: Map<number, number>;
  /** Rows whose change the index has yet to learn of. */
  #coming: { id: number; due: number }[] = [];
  readonly #options: TableOptions;

  constructor(times: readonly number[], options: TableOptions) {
    this.rows = times.map((at, id) => ({ id, at }));
    this.now = Math.max(0, ...times) + 1;
    this.#indexed = new Map(times.map((at, id) => [id, at]));
    this.#options = options;
  }

  /** The read of everything since `from`; the next page is asked for while one is dealt with. */
  read(from: number, concurrency: number): WindowedRead<TableRow> {
    const { cutGrain, pageSize } = this.#options;
    return {
      from,
      settledAt: this.now,
      pages: (window, goOn) => this.#pages(window, goOn),
      timeOf: (row) => row.at,
      keyOf: (row) => row.id,
      cut: (time) => Math.floor(time / cutGrain) * cutGrain,
      pageSize,
      concurrency,
      idle: () => true,
    };
  }

  /** Gives a row a new time, as an update does. */
  change(id: number): void {
    const row = this.rows[id];
    if (!row) return;
    this.rows[id] = { id, at: (this.now += 1) };
    this.#coming.push({ id, due: this.requests + this.#options.indexLag });
    this.#index();
  }

  #index(): void {
    const due = this.#coming.filter((one) => one.due <= this.requests);
    this.#coming = this.#coming.filter((one) => one.due > this.requests);
    for (const { id } of due) this.#indexed.set(id, this.rows[id]?.at ?? 0);
  }

  async *#pages(
    window: Window,
    goOn: (page: SearchPage<TableRow>) => boolean,
  ): AsyncGenerator<SearchPage<TableRow>> {
    const opened = this.windows.push(0) - 1;
    let coming = this.#search(window, undefined);
    for (;;) {
      const { page, last, next } = await coming;
      const more = goOn(page) && next;
      if (more) coming = this.#search(window, last);
      this.windows[opened] = (this.windows[opened] ?? 0) + 1;
      yield page;
      if (!more) return;
    }
  }

  async #search(
    { from, to }: Window,
    after: TableRow | undefined,
  ): Promise<{ page: SearchPage<TableRow>; last: TableRow | undefined; next: boolean }> {
    const { grain, pageSize, delays, changes } = this.#options;
    const n = (this.requests += 1);
    for (let left = delays[n % (delays.length || 1)] ?? 0; left > 0; left -= 1) await turn();
    const changed = changes[n];
    if (changed !== undefined) this.change(changed);
    this.#index();
    const day = (time: number): number => Math.floor(time / grain);
    const matches = [...this.#indexed]
      .map(([id, at]) => ({ id, at }))
      .filter(({ at }) => day(at) >= day(from) && (to === Infinity || day(at) <= day(to - 1)))
      .toSorted((a, b) => a.at - b.at || a.id - b.id);
    const rest = after
      ? matches.filter(({ at, id }) => at > after.at || (at === after.at && id > after.id))
      : matches;
    const found = rest.slice(0, pageSize);
    const records = found.map(({ id, at }) => this.rows[id] ?? { id, at });
    this.shown.push(...records);
    return {
      page: { records, total: matches.length },
      last: found.at(-1) ?? after,
      next: rest.length > pageSize,
    };
  }
}
