// The completeness receipt: what a stream gave, what it cost, and where the vendor counts otherwise.
import type { ExpectedError } from '../errors.ts';
import type { RequestStats } from '../http/stats.ts';

/** What was counted while a stream was read. */
export class Receipt {
  records = 0;
  /** Rows read, whether wanted or older than the bookmark. */
  read = 0;
  /** How many rows the vendor said there are; undefined where it does not say. */
  expected: number | undefined;
  /** Why the stream is not complete. */
  error: ExpectedError | undefined;
  complete = false;
  readonly startedAt = Date.now();
  /** How long it took, once it has ended. */
  seconds = 0;
  readonly counts = new Map<string, number>();

  /** Adds to a named figure. */
  count(what: string, n = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + n);
  }

  /** The receipt as one line, for example `contacts: 300 records, 2 requests, 0 retries, 0.0 s waited in 0.4 s`. */
  line(stream: string, stats: RequestStats): string {
    const { requests, retries, waitedMs } = stats;
    const facts = [
      `${this.records} records`,
      `${requests} requests`,
      `${retries} retries`,
      `${(waitedMs / 1000).toFixed(1)} s waited in ${this.seconds.toFixed(1)} s`,
    ];
    const notes = [...this.counts].map(([what, n]) => `${n} ${what}`);
    if (this.expected !== undefined && this.expected !== this.read) {
      notes.push(`the API counted ${this.expected} where ${this.read} came`);
    }
    if (!this.complete && this.error === undefined) notes.push('interrupted');
    if (this.error !== undefined) notes.push(`failed: ${this.error.message}`);
    return `${stream}: ${facts.join(', ')}${notes.length > 0 ? `; ${notes.join('; ')}` : ''}`;
  }
}
