// What a running tap shows: metrics, a live line on a terminal, and a receipt per stream at the end.
import type { Exchange } from '../http/vendor.ts';
import type { RequestStats } from '../http/stats.ts';
import type { Log } from '../log.ts';
import { Metrics } from '../protocol/metrics.ts';
import type { Receipt } from './receipt.ts';

/** What the connection tells of itself. */
export interface Observed {
  statsOf: (stream: string) => RequestStats;
  /** The share of the rate window that is used, 0 to 1. */
  budgetUsed: () => number;
  observe: (listener: (exchange: Exchange) => void) => void;
  /** What something waits for at the moment, but for answers and the rate limit. */
  waitingFor: () => string | undefined;
}

const TICK_MS = 1000;

/** Starts to report on the receipts; `end` reports the rest and prints the receipts. */
export function reportProgress(
  log: Log,
  api: Observed,
  receipts: ReadonlyMap<string, Receipt>,
): { end: () => void } {
  const metrics = new Metrics(log);
  api.observe(({ stream, route, status }) =>
    metrics.counter('http_request_count', { stream, endpoint: route, http_status_code: status }).add(),
  );
  const count = (): void => {
    for (const [stream, { records }] of receipts) {
      const counter = metrics.counter('record_count', { stream, endpoint: stream });
      counter.add(records - counter.total);
    }
  };
  const live = process.stderr.isTTY ? new LiveLine(api, receipts) : undefined;
  const interval = setInterval(() => {
    count();
    live?.draw();
  }, TICK_MS).unref();
  return {
    end: () => {
      clearInterval(interval);
      count();
      for (const [stream, receipt] of receipts) {
        metrics.timer('sync_duration', receipt.seconds, {
          stream,
          status: receipt.complete ? 'succeeded' : 'failed',
        });
      }
      metrics.close();
      for (const [stream, receipt] of receipts) {
        const level = receipt.complete ? 'info' : 'warn';
        log[level]({ stream }, receipt.line(stream, api.statsOf(stream)));
      }
    },
  };
}

/** One line on the terminal, redrawn in place; log lines clear it and it comes back. */
class LiveLine {
  readonly #api: Observed;
  readonly #receipts: ReadonlyMap<string, Receipt>;
  #before = new Map<string, number>();

  constructor(api: Observed, receipts: ReadonlyMap<string, Receipt>) {
    this.#api = api;
    this.#receipts = receipts;
  }

  draw(): void {
    const moving = [...this.#receipts].map(([stream, { records }]) => {
      const rate = Math.round(((records - (this.#before.get(stream) ?? 0)) * 1000) / TICK_MS);
      this.#before.set(stream, records);
      return { stream, records, rate };
    });
    const busy = moving
      .filter(({ rate }) => rate > 0)
      .map(({ stream, records, rate }) => `${stream} ${records} (${rate}/s)`);
    const used = this.#api.budgetUsed();
    const idle = busy.length === 0 ? 'answers' : undefined;
    const waiting = this.#api.waitingFor() ?? (used >= 1 ? 'the rate limit' : idle);
    const parts = [...busy, ...(waiting ? [`waiting for ${waiting}`] : [])];
    const line = `${parts.join(', ')} · rate budget ${Math.round(used * 100)} % used`;
    process.stderr.write(`\r\u001b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }
}
