// The demonstration over a workspace of yours: `tap-intercom | target-jsonl`, and a table of what was replicated.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metric } from '../../core/log.ts';
import { pipe, say } from './pipe.ts';

interface Measured {
  records: number;
  requests: number;
  seconds: number;
}

/** Replicates into files below `folder`; says whether that worked. */
export async function replicateToFiles(folder: string, tap: NodeJS.ProcessEnv): Promise<boolean> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { codes, lines, state } = await pipe({
    settings: { ...tap, TARGET_JSONL_DESTINATION_PATH: folder, TARGET_JSONL_LOAD_METHOD: 'overwrite' },
    show: /: complete, /,
  });
  if (state === '') return false;
  const file = join(folder, 'state.json');
  writeFileSync(file, `${state}\n`);
  showTable(folder, measured(lines));
  say(
    `\nWhere the next run would start is in ${file}. README.md shows how to run it on a workspace of yours.`,
  );
  return codes.every((code) => code === 0);
}

/** What the tap's METRIC lines say of each stream. */
function measured(lines: string[]): Map<string, Measured> {
  const streams = new Map<string, Measured>();
  for (const line of lines) {
    if (!line.startsWith('INFO METRIC: ')) continue;
    const { metric, value, tags } = JSON.parse(line.slice('INFO METRIC: '.length)) as Metric;
    const stream = String(tags['stream']);
    const sums = streams.get(stream) ?? { records: 0, requests: 0, seconds: 0 };
    streams.set(stream, sums);
    // The target counts its records too, without naming an endpoint.
    if (metric === 'record_count' && tags['endpoint'] !== undefined) sums.records += value;
    if (metric === 'http_request_count') sums.requests += value;
    if (metric === 'sync_duration') sums.seconds += value;
  }
  return streams;
}

function showTable(folder: string, streams: Map<string, Measured>): void {
  const files = readdirSync(folder);
  say('');
  say(
    `${'stream'.padEnd(20)} ${'records'.padStart(8)} ${'requests'.padStart(9)} ${'seconds'.padStart(8)}  file`,
  );
  for (const [stream, { records, requests, seconds }] of [...streams].filter(([, one]) => one.seconds > 0)) {
    const file = files.find((name) => name === `${stream}.jsonl`);
    const path = join(folder, file ?? '');
    const size = file ? `${path} (${Math.ceil(statSync(path).size / 1024)} KB)` : '';
    const columns = [
      String(records).padStart(8),
      String(requests).padStart(9),
      seconds.toFixed(1).padStart(8),
    ];
    say(`${stream.padEnd(20)} ${columns.join(' ')}  ${size}`);
  }
}
