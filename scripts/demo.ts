// The demonstration: `tap-intercom | target-jsonl` over the sandbox, or over the workspace of INTERCOM_ACCESS_TOKEN.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Metric } from '../core/log.ts';
import { startSandbox } from '../sandbox/index.ts';

const OUTPUT = 'demo-output';
const STATE = join(OUTPUT, 'state.json');
const SIZES = { contacts: 2000, companies: 250, conversations: 600 };
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

interface Measured {
  records: number;
  requests: number;
  seconds: number;
}

async function main(): Promise<void> {
  const token = process.env['INTERCOM_ACCESS_TOKEN'];
  const sandbox = token ? undefined : await startSandbox(SIZES);
  const workspace = sandbox
    ? `a made-up workspace at ${sandbox.intercom}`
    : 'the workspace of INTERCOM_ACCESS_TOKEN';
  say(`tap-intercom | target-jsonl: reading ${workspace}\n`);
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT);
  const { codes, lines, state } = await pipe({
    TAP_INTERCOM_ACCESS_TOKEN: token ?? 'sandbox-token',
    ...(sandbox ? { TAP_INTERCOM_BASE_URL: sandbox.intercom } : {}),
    TARGET_JSONL_DESTINATION_PATH: OUTPUT,
    TARGET_JSONL_LOAD_METHOD: 'overwrite',
  });
  await sandbox?.close();
  if (codes.some((code) => code !== 0)) process.exitCode = 1;
  if (state === '') return;
  writeFileSync(STATE, `${state}\n`);
  showTable(measured(lines));
  say(
    `\nWhere the next run would start is in ${STATE}. README.md shows how to run it on a workspace of yours.`,
  );
}

/** Runs the two binaries as a shell's pipe would; settings go by the environment, so that no secret is in a command line. */
async function pipe(
  settings: NodeJS.ProcessEnv,
): Promise<{ codes: (number | null)[]; lines: string[]; state: string }> {
  const env = { ...process.env, LOGLEVEL: 'info', ...settings };
  const start = (bin: string): ChildProcess =>
    spawn(process.execPath, [fileURLToPath(new URL(`../${bin}`, import.meta.url)), '--config', 'ENV'], {
      env,
    });
  const [tap, target] = [start('taps/intercom/bin.js'), start('targets/jsonl/bin.js')];
  const lines: string[] = [];
  for (const { stderr } of [tap, target]) {
    if (!stderr) continue;
    createInterface({ input: stderr }).on('line', (line) => {
      lines.push(line);
      if (/^(WARNING|ERROR|CRITICAL) |: complete, /.test(line)) say(line);
    });
  }
  let states = '';
  target.stdout?.on('data', (chunk: Buffer) => (states += chunk.toString()));
  // A target that ends early says why itself; the tap then meets the closed pipe.
  target.stdin?.on('error', () => tap.stdout?.destroy());
  if (target.stdin) tap.stdout?.pipe(target.stdin);
  const ended = await Promise.all([once(tap, 'close'), once(target, 'close')]);
  const state = states.trim().split('\n').at(-1) ?? '';
  return { codes: ended.map(([code]) => code as number | null), lines, state };
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

function showTable(streams: Map<string, Measured>): void {
  say('');
  const files = readdirSync(OUTPUT);
  say(
    `${'stream'.padEnd(20)} ${'records'.padStart(8)} ${'requests'.padStart(9)} ${'seconds'.padStart(8)}  file`,
  );
  for (const [stream, { records, requests, seconds }] of [...streams].filter(([, one]) => one.seconds > 0)) {
    const file = files.find((name) => name === `${stream}.jsonl`);
    const size = file
      ? `${join(OUTPUT, file)} (${Math.ceil(statSync(join(OUTPUT, file)).size / 1024)} KB)`
      : '';
    const columns = [
      String(records).padStart(8),
      String(requests).padStart(9),
      seconds.toFixed(1).padStart(8),
    ];
    say(`${stream.padEnd(20)} ${columns.join(' ')}  ${size}`);
  }
}

await main();
