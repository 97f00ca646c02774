// What the receiver counts, for Prometheus.
import { readFile } from 'node:fs/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SyncResult, VendorName } from '../sync-result.ts';
import type { Inbox } from './inbox.ts';
import type { Taken } from './received.ts';
import type { Figure } from './thread.ts';
import { topicOf, PING } from './topics.ts';

/** What became of a request to the receiver. */
export type Outcome = Taken | 'ping' | 'bad_signature' | 'malformed' | 'too_large' | 'unavailable';

/** Label of a topic that nobody here knows: its name is somebody else's, and of names there is no end. */
const OTHER = 'other';

/** The figures of one receiver, in a registry of their own. */
export class WebhookMetrics {
  readonly #registry = new Registry();
  readonly #budgets = new Map<VendorName, number>();
  readonly #notifications: Counter<'topic' | 'outcome'>;
  readonly #requests: Counter<'vendor' | 'status'>;
  readonly #drains: Histogram;

  constructor({ connector, lastSync }: { connector: string; lastSync: string }, inbox: Inbox) {
    const registers = [this.#registry];
    this.#registry.setDefaultLabels({ connector });
    this.#notifications = new Counter({
      name: 'intercom_brevo_notifications_total',
      help: 'Requests to the receiver, by topic and by what became of them.',
      labelNames: ['topic', 'outcome'],
      registers,
    });
    this.#requests = new Counter({
      name: 'intercom_brevo_requests_total',
      help: 'Requests to a vendor, tries included; status 0 where no answer came.',
      labelNames: ['vendor', 'status'],
      registers,
    });
    this.#drains = new Histogram({
      name: 'intercom_brevo_drain_duration_seconds',
      help: 'Time it took to deliver some of the inbox.',
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 300],
      registers,
    });
    const budgets = this.#budgets;
    this.#gauge(
      'intercom_brevo_rate_budget_used',
      'Share of the rate window that is used, 0 to 1.',
      ['vendor'],
      (set) => {
        for (const [vendor, used] of budgets) set(used, { vendor });
      },
    );
    this.#gauge('intercom_brevo_inbox_depth', 'Notifications that wait to be delivered.', [], (set) =>
      set(inbox.facts().waiting),
    );
    this.#gauge('intercom_brevo_inbox_age_seconds', 'How long the oldest of them has waited.', [], (set) => {
      const { oldest } = inbox.facts();
      set(oldest === undefined ? 0 : (Date.now() - oldest) / 1000);
    });
    const ended = async (read: (result: SyncResult) => number, set: Set): Promise<void> => {
      const result = await lastSyncOf(lastSync);
      if (result) set(read(result), { outcome: result.outcome });
    };
    this.#gauge('intercom_brevo_sync_duration_seconds', 'How long the last sync took.', ['outcome'], (set) =>
      ended(({ started_at: from, ended_at: to }) => (Date.parse(to) - Date.parse(from)) / 1000, set),
    );
    this.#gauge(
      'intercom_brevo_sync_ended_seconds',
      'When the last sync ended, in epoch seconds.',
      ['outcome'],
      (set) => ended(({ ended_at: to }) => Date.parse(to) / 1000, set),
    );
  }

  /** Content type and text of `/metrics`. */
  async text(): Promise<{ type: string; text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  count(outcome: Outcome, topic?: string): void {
    const isKnown = topic === undefined || topic === PING || topicOf(topic) !== undefined;
    this.#notifications.inc({ topic: isKnown ? (topic ?? '') : OTHER, outcome });
  }

  drained(seconds: number): void {
    this.#drains.observe(seconds);
  }

  exchange({ vendor, status, used }: Extract<Figure, { kind: 'exchange' }>): void {
    this.#budgets.set(vendor, used);
    this.#requests.inc({ vendor, status: String(status) });
  }

  #gauge(
    name: string,
    help: string,
    labelNames: string[],
    collect: (set: Set) => Promise<void> | void,
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect: () => {
        gauge.reset();
        return collect((value, labels = {}) => gauge.set(labels, value));
      },
    });
  }
}

type Set = (value: number, labels?: Record<string, string>) => void;

/** Other processes sync too: the file knows of all. */
async function lastSyncOf(file: string): Promise<SyncResult | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SyncResult;
  } catch {
    // None has ended yet.
    return undefined;
  }
}
