// A first run over a workspace that answers late and limits the rate: its time and its requests against the least possible.
import { fewestRequests, type Fewest } from './fewest-requests.ts';
import { median, repeat, rounded, type Figure } from './measure.ts';
import { startSandbox } from './processes.ts';
import { runTap } from './tap-run.ts';

const LATENCY_MS = 100;
const WINDOW_SECONDS = 10;
const FULL = { contacts: 20_000, companies: 2000, conversations: 5000, 'rate-limit': 1666 };
const QUICK = { contacts: 1500, companies: 200, conversations: 250, 'rate-limit': 250 };

interface Backfill {
  seconds: number;
  requests: number;
  rateLimited: number;
  fewest: Fewest;
}

/** `backfill_wall_ratio`, `backfill_request_ratio` and `backfill_429`. */
export async function backfillFigures(quick: boolean): Promise<Figure[]> {
  const size = quick ? QUICK : FULL;
  const runs = await repeat(quick ? 1 : 5, () => backfill(size));
  const rate = size['rate-limit'] / WINDOW_SECONDS;
  const bound = ({ requests, fewest }: Backfill): number =>
    Math.max(requests / rate, (fewest.scroll * LATENCY_MS) / 1000);
  const [seconds, least, fewest, requests] = [
    median(runs.map((run) => run.seconds)),
    median(runs.map(bound)),
    median(runs.map((run) => run.fewest.requests)),
    median(runs.map((run) => run.requests)),
  ];
  return [
    {
      name: 'backfill_wall_ratio',
      value: rounded(median(runs.map((run) => run.seconds / bound(run)))),
      unit: 'ratio',
      against: `at most 1.2: ${rounded(seconds)} s where the rate limit of ${rate}/s, or else the serial scroll, allows ${rounded(least)} s`,
    },
    {
      name: 'backfill_request_ratio',
      value: Number(median(runs.map((run) => run.requests / run.fewest.requests)).toFixed(4)),
      unit: 'ratio',
      against: `at most 1.02: ${requests} requests where full pages, one per conversation, one per cut list, the scroll, the tables, /me and the count of companies make ${fewest}`,
    },
    {
      name: 'backfill_429',
      value: Math.max(...runs.map((run) => run.rateLimited)),
      unit: 'answers',
      against: 'exactly 0: requests refused by the rate limit, in the worst run',
    },
  ];
}

async function backfill(size: typeof FULL): Promise<Backfill> {
  const sandbox = await startSandbox({ ...size, 'latency-ms': LATENCY_MS });
  try {
    const fewest = await fewestRequests(sandbox.url);
    const lines = size.contacts + size.companies + size.conversations;
    const { seconds } = await runTap({ baseUrl: sandbox.url, lines });
    const report = await (await fetch(`${sandbox.url}/__sandbox/requests`)).json();
    const { total, rate_limited } = report as { total: number; rate_limited: number };
    return { seconds, requests: total, rateLimited: rate_limited, fewest };
  } finally {
    await sandbox.stop();
  }
}
