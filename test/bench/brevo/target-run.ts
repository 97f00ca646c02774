// Runs the built target over a stream, and says what that took.
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Ending } from '../at-exit.ts';
import { scratchFile } from '../processes.ts';

/** What one run of the target took. */
export interface TargetCost {
  /** From the start of the process to its end. */
  seconds: number;
  /** From its start until it had told its plan. */
  planned: number;
  /** Most resident memory, in MB of 10^6 bytes. */
  peakMb: number;
}

/** What to run it on. */
export interface TargetTask {
  /** The stream's file; /dev/null measures the start of the process. */
  input: string;
  brevoUrl: string;
  replica: string;
  flags?: readonly string[];
}

/**
 * Runs `target-brevo < input`.
 * @throws Error where the target fails
 */
export async function runTarget({ input, brevoUrl, replica, flags = [] }: TargetTask): Promise<TargetCost> {
  const config = {
    api_key: 'sandbox-key',
    base_url: `${brevoUrl}/v3`,
    create_attributes: true,
    replica_path: replica,
    rejects_path: `${replica}.rejects.jsonl`,
    max_rejects: 1_000_000,
  };
  const preload = fileURLToPath(new URL('../at-exit.js', import.meta.url));
  const args = ['--import', preload, resolve('dist/targets/brevo/bin.js')];
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [...args, '--config', scratchFile('brevo.json', JSON.stringify(config)), ...flags],
    { stdio: ['pipe', 'ignore', 'pipe', 'pipe'], env: { ...process.env, LOGLEVEL: 'info' } },
  );
  let planned = 0;
  const log: string[] = [];
  if (!child.stdin || !child.stderr) throw new Error('the target has no pipes');
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (planned === 0 && line.includes('plan: ')) planned = (performance.now() - start) / 1000;
    log.push(line);
  });
  child.stdin.on('error', () => undefined);
  createReadStream(input).pipe(child.stdin);
  const ending = await text(child.stdio[3] as NodeJS.ReadableStream);
  const seconds = (performance.now() - start) / 1000;
  const { code, peakKb } = JSON.parse(ending || '{ "code": -1, "peakKb": 0 }') as Ending;
  if (code !== 0) throw new Error(`the target ended with ${code}:\n${log.slice(-20).join('\n')}`);
  return { seconds, planned: planned || seconds, peakMb: (peakKb * 1024) / 1e6 };
}
