// Watches a sync while it runs: requests, rate budgets over time, and how far each stream is.
import type { Exchange } from '../core/http/vendor.ts';
import type { Receipt } from '../core/tap/receipt.ts';
import type { IntercomApi } from '../taps/intercom/api.ts';
import { Delivery } from './delivery.ts';
import type { Progress, StreamProgress } from './progress.ts';
import type { BudgetSample, SlowRequest, StreamResult, VendorName } from './sync-result.ts';

const TICK_MS = 1000;
const SAMPLES = 600;
const SLOWEST = 20;

/** Everything observed of one sync. Needs `end`. */
export class Watch {
  /** By stream, filled by the tap. */
  readonly receipts = new Map<string, Receipt>();
  readonly delivery: Delivery;
  readonly requests: Record<VendorName, number> = { intercom: 0, brevo: 0 };
  readonly samples: BudgetSample[] = [];
  readonly slowest: SlowRequest[] = [];
  readonly #startedAt = Date.now();
  readonly #interval: NodeJS.Timeout;
  #api: IntercomApi | undefined;
  /** Ticks from one sample to the next. */
  #every = 1;
  #ticks = 0;
  /** Requests to Brevo, and the time, when the first round was about to be sent. */
  #sending: { requests: number; at: number } | undefined;

  constructor(onProgress: (progress: Progress) => void = () => undefined) {
    this.delivery = new Delivery(
      (account) => {
        account.client.onExchange = (exchange) => this.#count('brevo', exchange);
      },
      { looksAtAll: true },
    );
    this.#interval = setInterval(() => {
      this.#sample();
      onProgress(this.progress());
    }, TICK_MS).unref();
  }

  /** The tap's connection is open. */
  watchIntercom(api: IntercomApi): void {
    this.#api = api;
    api.observe((exchange) => this.#count('intercom', exchange));
  }

  end(): void {
    clearInterval(this.#interval);
    this.#sample();
  }

  progress(): Progress {
    const streams = [...this.receipts].map(([name, receipt]) => streamProgress(name, receipt));
    const brevo = this.#sent();
    const secondsLeft = this.#secondsLeft(streams, brevo);
    return {
      seconds: this.#seconds(),
      streams,
      brevo,
      budgets: this.#budgets(),
      ...(secondsLeft !== undefined && { secondsLeft }),
    };
  }

  /** What was read by now, by stream. */
  streams(): Record<string, StreamResult> {
    return Object.fromEntries(
      [...this.receipts].map(([name, receipt]) => [name, this.#resultOf(name, receipt)]),
    );
  }

  #resultOf(name: string, receipt: Receipt): StreamResult {
    const { records, read, expected, complete, error, counts, seconds } = receipt;
    const stats = this.#api?.statsOf(name);
    return {
      records,
      read,
      ...(expected !== undefined && { expected }),
      requests: stats?.requests ?? 0,
      retries: stats?.retries ?? 0,
      waited_seconds: (stats?.waitedMs ?? 0) / 1000,
      seconds,
      complete,
      ...(error && { problem: error.message }),
      notes: Object.fromEntries(counts),
    };
  }

  #sent(): Progress['brevo'] {
    const planned = this.delivery.requestsPlanned;
    if (planned > 0) this.#sending ??= { requests: this.requests.brevo, at: Date.now() };
    const sent = this.#sending ? this.requests.brevo - this.#sending.requests : 0;
    // A change may take more requests than could be foreseen.
    return { sent: Math.min(sent, planned), planned };
  }

  #secondsLeft(streams: readonly StreamProgress[], { sent, planned }: Progress['brevo']): number | undefined {
    const reading = streams
      .filter(({ expected, rate, complete }) => !complete && expected !== undefined && rate > 0)
      .map(({ expected = 0, read, rate }) => Math.max(0, expected - read) / rate);
    const seconds = this.#sending ? (Date.now() - this.#sending.at) / 1000 : 0;
    const sending = sent > 0 ? [((planned - sent) * seconds) / sent] : [];
    const times = [...reading, ...sending];
    return times.length === 0 ? undefined : Math.max(...times);
  }

  #count(vendor: VendorName, { method, route, status, seconds }: Exchange): void {
    this.requests[vendor] += 1;
    const isSlow = this.slowest.length < SLOWEST || seconds > (this.slowest.at(-1)?.seconds ?? 0);
    if (!isSlow) return;
    this.slowest.push({ vendor, method, route, seconds, status });
    this.slowest.sort((a, b) => b.seconds - a.seconds);
    this.slowest.splice(SLOWEST);
  }

  #sample(): void {
    this.#ticks += 1;
    if (this.#ticks % this.#every !== 0) return;
    this.samples.push({ t: this.#seconds(), ...this.#budgets() });
    if (this.samples.length < SAMPLES) return;
    // Every other one goes: a long sync is sampled as evenly as a short one.
    const kept = this.samples.filter((_, n) => n % 2 === 0);
    this.samples.splice(0, this.samples.length, ...kept);
    this.#every *= 2;
  }

  #budgets(): Record<VendorName, number> {
    return { intercom: this.#api?.budgetUsed() ?? 0, brevo: this.delivery.account?.budgetUsed ?? 0 };
  }

  #seconds(): number {
    return (Date.now() - this.#startedAt) / 1000;
  }
}

function streamProgress(name: string, receipt: Receipt): StreamProgress {
  const { records, expected, complete, startedAt } = receipt;
  // Rows that hang on others are counted as they come out.
  const read = Math.max(receipt.read, records);
  const rate = (read * 1000) / Math.max(1, Date.now() - startedAt);
  return { name, read, ...(expected !== undefined && { expected }), rate, complete };
}
