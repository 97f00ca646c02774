// The companies scroll: one at a time per workspace, a new parameter with every page, gone when idle.
import { randomUUID } from 'node:crypto';
import { Problem } from './problem.ts';
import { STATUS, type Table } from './table.ts';
import type { CompanyRow } from './workspace.ts';

const PAGE = 100;

/** A company as it was when the scroll was opened. */
export interface ScrolledCompany {
  index: number;
  row: CompanyRow;
}

interface OpenScroll {
  param: string;
  next: number;
  size: number;
  updated: Uint32Array;
  versions: Uint32Array;
  statuses: Uint32Array;
  usedAt: number;
}

/** The one scroll of a workspace. */
export class CompaniesScroll {
  readonly #table: Table<never>;
  readonly #idleMs: number;
  readonly #ending: 'empty' | '404';
  #open: OpenScroll | undefined;

  constructor(table: Table<never>, idleSeconds: number, ending: 'empty' | '404') {
    this.#table = table;
    this.#idleMs = idleSeconds * 1000;
    this.#ending = ending;
  }

  /** Opens a scroll without `param`, goes on with it otherwise. Throws Problem 400 scroll_exists or 404. */
  page(param: string | undefined): { companies: ScrolledCompany[]; scroll_param: string } {
    if (this.#open !== undefined && Date.now() - this.#open.usedAt > this.#idleMs) this.expire();
    const scroll = param === undefined ? this.#start() : this.#resume(param);
    const companies = this.#take(scroll);
    scroll.param = randomUUID();
    scroll.usedAt = Date.now();
    const over = companies.length === 0;
    if (over) this.expire();
    if (over && this.#ending === '404' && param !== undefined) throw gone();
    return { companies, scroll_param: scroll.param };
  }

  /** Forgets the open scroll, as idleness does. */
  expire(): void {
    this.#open = undefined;
  }

  #start(): OpenScroll {
    if (this.#open !== undefined)
      throw new Problem(400, 'scroll_exists', 'scroll already exists for this workspace');
    this.#open = {
      param: '',
      next: 0,
      size: this.#table.size,
      updated: this.#table.indexedColumn('updated_at').slice(),
      versions: this.#table.indexedColumn('version').slice(),
      statuses: this.#table.indexedColumn('status').slice(),
      usedAt: Date.now(),
    };
    return this.#open;
  }

  #resume(param: string): OpenScroll {
    if (this.#open === undefined || this.#open.param !== param) throw gone();
    return this.#open;
  }

  #take(scroll: OpenScroll): ScrolledCompany[] {
    const companies: ScrolledCompany[] = [];
    while (companies.length < PAGE && scroll.next < scroll.size) {
      const index = scroll.next;
      scroll.next += 1;
      if (scroll.statuses[index] !== STATUS.active) continue;
      const row = this.#table.row(index);
      companies.push({
        index,
        row: { ...row, updated_at: scroll.updated[index] ?? 0, version: scroll.versions[index] ?? 0 },
      });
    }
    return companies;
  }
}

const gone = (): Problem => new Problem(404, 'not_found', 'scroll parameter not found');
