// What a run of a few changes costs on a large replica, beyond the time that Brevo's limit takes.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { median, repeat, rounded, type Figure } from '../measure.ts';
import { startSandbox } from '../processes.ts';
import { withReplica } from './replicas.ts';
import { writeChanges, writeStream, type StreamFile, type Templates } from './stream-file.ts';
import { runTarget } from './target-run.ts';

const CONFIRM = resolve('test/bench/brevo/confirm-plan.mjs');
const CHANGES = 2000;
const PER_SECOND = 400;

interface Incremental {
  overhead: number;
  peakMb: number;
  requests: number;
}

/** `incremental_overhead_s` and `incremental_rss_mb`. */
export async function incrementalFigures(quick: boolean, templates: Templates): Promise<Figure[]> {
  const contacts = quick ? 20_000 : 1_000_000;
  const stream = writeStream('replica.jsonl', templates, contacts);
  const changes = writeChanges('changes.jsonl', templates, CHANGES);
  const runs = await repeat(quick ? 1 : 3, () => incremental(stream, changes));
  const requests = median(runs.map((run) => run.requests));
  return [
    {
      name: 'incremental_overhead_s',
      value: rounded(median(runs.map((run) => run.overhead))),
      unit: 's',
      against: `at most 5: ${CHANGES} changed contacts on a replica of ${contacts}, less ${requests} requests at ${PER_SECOND}/s, with the start of the process`,
    },
    {
      name: 'incremental_rss_mb',
      value: rounded(median(runs.map((run) => run.peakMb))),
      unit: 'MB',
      against: 'at most 250: peak resident memory of that run',
    },
  ];
}

async function incremental(stream: StreamFile, changes: StreamFile): Promise<Incremental> {
  const sandbox = await startSandbox({
    contacts: 0,
    'brevo-contacts-per-second': PER_SECOND,
    'brevo-contacts-per-hour': 0,
  });
  const { brevoUrl } = sandbox;
  try {
    return await withReplica(async (replica) => {
      await runTarget({ input: stream.path, brevoUrl, replica, flags: ['--plan'] });
      const known = execFileSync(process.execPath, [CONFIRM, replica, String(CHANGES)], { encoding: 'utf8' });
      await post(`${brevoUrl}/__sandbox/seed`, `{"contacts":${known}}`);
      await post(`${brevoUrl}/__sandbox/requests/reset`);
      const { seconds, peakMb } = await runTarget({ input: changes.path, brevoUrl, replica });
      const report = await (await fetch(`${brevoUrl}/__sandbox/requests`)).json();
      const { total: requests } = report as { total: number };
      return { overhead: seconds - requests / PER_SECOND, peakMb, requests };
    });
  } finally {
    await sandbox.stop();
  }
}

async function post(url: string, body = ''): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
