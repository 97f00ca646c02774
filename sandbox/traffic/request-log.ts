// Counts what was asked and how it was answered, for tests that care about the number of requests.

/** The counts since the start or the last reset. */
export interface RequestReport {
  total: number;
  /** Requests by any method but GET; all that Brevo takes by them are changes. */
  writes: number;
  /** Route template -> status (or `reset`, `hang`) -> count. */
  routes: Record<string, Record<string, number>>;
  /** Window start (epoch seconds, whole tens) -> count. */
  windows: Record<string, number>;
  in_flight: number;
  max_in_flight: number;
  rate_limited: number;
  /** Scrolls that somebody tried to open while another one was open. */
  scroll_conflicts: number;
  /** Contacts that Brevo deleted because a request said `forceMerge`. */
  force_merges: number;
  /** Contacts that Brevo deleted because an import row named several. */
  import_merges: number;
}

/** The log of one server. */
export class RequestLog {
  #report = empty();

  /** A request has come in. */
  arrived(now: number, method: string): void {
    const report = this.#report;
    const window = String(Math.floor(now / 10) * 10);
    report.total += 1;
    if (method !== 'GET') report.writes += 1;
    report.windows[window] = (report.windows[window] ?? 0) + 1;
    report.in_flight += 1;
    report.max_in_flight = Math.max(report.max_in_flight, report.in_flight);
  }

  /** Its answer is decided. */
  answered(route: string, outcome: number | 'reset' | 'hang'): void {
    const report = this.#report;
    report.in_flight = Math.max(0, report.in_flight - 1);
    const counts = (report.routes[route] ??= {});
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (outcome === 429) report.rate_limited += 1;
  }

  /** Something happened that has a count of its own. */
  count(name: 'scroll_conflicts' | 'force_merges' | 'import_merges'): void {
    this.#report[name] += 1;
  }

  /** A snapshot of the counts. */
  report(): RequestReport {
    return structuredClone(this.#report);
  }

  /** Forgets everything but what is in flight. */
  reset(): void {
    this.#report = { ...empty(), in_flight: this.#report.in_flight };
  }
}

function empty(): RequestReport {
  return {
    total: 0,
    writes: 0,
    routes: {},
    windows: {},
    in_flight: 0,
    max_in_flight: 0,
    rate_limited: 0,
    scroll_conflicts: 0,
    force_merges: 0,
    import_merges: 0,
  };
}
