// Singer METRIC lines: counters as deltas every minute and at the end, timers as they come.
import type { Log, Metric } from '../log.ts';

/** What a metric is about, for example `{ stream: 'contacts' }`. */
export type Tags = Metric['tags'];

const EVERY_MS = 60_000;

/** Counts one thing. */
export class Counter {
  readonly metric: string;
  readonly tags: Tags;
  total = 0;
  #logged = 0;

  constructor(metric: string, tags: Tags) {
    this.metric = metric;
    this.tags = tags;
  }

  add(n = 1): void {
    this.total += n;
  }

  /** What was added since the last call. */
  takeDelta(): number {
    const delta = this.total - this.#logged;
    this.#logged = this.total;
    return delta;
  }
}

/** The metrics of one run. Needs `close`, which also logs what the counters still hold. */
export class Metrics {
  readonly #log: Log;
  readonly #counters = new Map<string, Counter>();
  readonly #interval: NodeJS.Timeout;

  constructor(log: Log) {
    this.#log = log;
    this.#interval = setInterval(() => this.flush(), EVERY_MS).unref();
  }

  /** The counter of this name and these tags; asked for again, it is the same one. */
  counter(metric: string, tags: Tags): Counter {
    const key = JSON.stringify([metric, tags]);
    let counter = this.#counters.get(key);
    if (!counter) {
      counter = new Counter(metric, tags);
      this.#counters.set(key, counter);
    }
    return counter;
  }

  /** Logs how long one thing took. */
  timer(metric: string, seconds: number, tags: Tags): void {
    this.#point({ type: 'timer', metric, value: seconds, tags });
  }

  /** Logs the counters that moved. */
  flush(): void {
    for (const counter of this.#counters.values()) {
      const value = counter.takeDelta();
      if (value > 0) this.#point({ type: 'counter', metric: counter.metric, value, tags: counter.tags });
    }
  }

  /** Logs the rest and stops. */
  close(): void {
    clearInterval(this.#interval);
    this.flush();
  }

  #point(metric: Metric): void {
    const { stream } = metric.tags;
    this.#log.info(typeof stream === 'string' ? { metric, stream } : { metric });
  }
}
