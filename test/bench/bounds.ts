// What each figure has to reach.
import type { Figure } from './measure.ts';

interface Bound {
  name: string;
  atLeast?: number;
  atMost?: number;
}

/** Each row holds when one of its bounds does. */
const BOUNDS: Bound[][] = [
  [{ name: 'tap_throughput_ratio', atLeast: 0.6 }],
  [{ name: 'backfill_wall_ratio', atMost: 1.2 }],
  [{ name: 'backfill_request_ratio', atMost: 1.02 }],
  [{ name: 'backfill_429', atMost: 0 }],
  [{ name: 'tap_rss_growth', atMost: 1.2 }],
  [{ name: 'tap_rss_mb', atMost: 200 }],
  [
    { name: 'jsonl_records_per_s', atLeast: 100_000 },
    { name: 'jsonl_ratio', atLeast: 0.5 },
  ],
  [{ name: 'plan_records_per_s', atLeast: 15_000 }],
  [{ name: 'plan_ratio', atLeast: 0.25 }],
  [{ name: 'incremental_overhead_s', atMost: 5 }],
  [{ name: 'incremental_rss_mb', atMost: 250 }],
  [{ name: 'send_rate_ratio', atLeast: 0.95 }],
  [{ name: 'send_429', atMost: 0 }],
  [{ name: 'unchanged_requests', atMost: 0 }],
  [{ name: 'webhook_p99_ms', atMost: 50 }],
  [{ name: 'webhook_rate', atLeast: 490 }],
  [{ name: 'webhook_lost', atMost: 0 }],
];

/** The rows whose figures were measured and miss every bound, in words. */
export function missedBounds(figures: readonly Figure[]): string[] {
  const values = new Map(figures.map(({ name, value }) => [name, value]));
  const missed = BOUNDS.filter((row) =>
    row.every(({ name, atLeast = -Infinity, atMost = Infinity }) => {
      const value = values.get(name);
      return value !== undefined && !(value >= atLeast && value <= atMost);
    }),
  );
  return missed.map((row) => row.map(({ name }) => `${name} is ${values.get(name)}`).join(', '));
}
