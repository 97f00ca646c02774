// How close sending comes to the rate that Brevo allows, and what a second run over the same rows sends.
import { setTimeout } from 'node:timers/promises';
import { median, repeat, rounded, type Figure } from '../measure.ts';
import { startSandbox } from '../processes.ts';
import { withReplica } from './replicas.ts';
import { writeStream, type StreamFile, type Templates } from './stream-file.ts';
import { runTarget } from './target-run.ts';

const PER_SECOND = 10;
const POLL_MS = 20;

interface Report {
  writes: number;
  rate_limited: number;
}

interface Sending {
  ratio: number;
  writes: number;
  rateLimited: number;
  /** Writes of the second run. */
  again: number;
}

/** `send_rate_ratio`, `send_429` and `unchanged_requests`. */
export async function sendingFigures(quick: boolean, templates: Templates): Promise<Figure[]> {
  const stream = writeStream('send.jsonl', templates, quick ? 120 : 400);
  const runs = await repeat(quick ? 1 : 3, () => send(stream));
  return [
    {
      name: 'send_rate_ratio',
      value: rounded(median(runs.map(({ ratio }) => ratio))),
      unit: 'ratio',
      against: `at least 0.95: ${median(runs.map(({ writes }) => writes))} requests for new contacts and their attributes, ${PER_SECOND} allowed in each second`,
    },
    {
      name: 'send_429',
      value: Math.max(...runs.map(({ rateLimited }) => rateLimited)),
      unit: 'answers',
      against: 'exactly 0: requests refused by the rate limit, in the worst run',
    },
    {
      name: 'unchanged_requests',
      value: Math.max(...runs.map(({ again }) => again)),
      unit: 'requests',
      against: 'exactly 0: what a second run over the same rows writes',
    },
  ];
}

async function send({ path }: StreamFile): Promise<Sending> {
  const sandbox = await startSandbox({ contacts: 0, 'brevo-contacts-per-second': PER_SECOND });
  const { brevoUrl } = sandbox;
  try {
    return await withReplica(async (replica) => {
      const run = runTarget({ input: path, brevoUrl, replica });
      const { writes, seconds } = await watch(brevoUrl, run);
      const first = await report(brevoUrl);
      // A new process cannot know what the last one has left of the second that it ended in.
      await setTimeout(1100);
      await runTarget({ input: path, brevoUrl, replica });
      const second = await report(brevoUrl);
      return {
        // Requests of a second may come in one moment: the last second is not over with the last request.
        ratio: writes / (PER_SECOND * (seconds + 1)),
        writes,
        rateLimited: second.rate_limited,
        again: second.writes - first.writes,
      };
    });
  } finally {
    await sandbox.stop();
  }
}

/** Counts the writes that arrive until `run` is over, and the seconds from the first one to the last one. */
async function watch(brevoUrl: string, run: Promise<unknown>): Promise<{ writes: number; seconds: number }> {
  const stop = new AbortController();
  const ended = run.finally(() => stop.abort());
  let [writes, first, last] = [0, 0, 0];
  while (!stop.signal.aborted) {
    const { writes: arrived } = await report(brevoUrl);
    const now = performance.now();
    if (arrived > 0 && writes === 0) first = now;
    if (arrived > writes) last = now;
    writes = arrived;
    await setTimeout(POLL_MS);
  }
  await ended;
  return { writes, seconds: (last - first) / 1000 };
}

async function report(brevoUrl: string): Promise<Report> {
  return (await (await fetch(`${brevoUrl}/__sandbox/requests`)).json()) as Report;
}
