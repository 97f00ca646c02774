// Runs the built tap into a pipe whose reader discards, and says what that took.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Ending } from './at-exit.ts';
import { scratchFile } from './processes.ts';

/** What one run of the tap took. */
export interface TapCost {
  /** From the start of the process to the end of its output. */
  seconds: number;
  /** Most resident memory, in MB of 10^6 bytes. */
  peakMb: number;
}

/** What to run the tap on. */
export interface TapTask {
  baseUrl: string;
  /** Streams to select; without it the default selection. */
  streams?: readonly string[];
  /** How many lines it must write at least: a run that wrote less measures nothing. */
  lines: number;
}

/**
 * Runs the built tap as a shell does in `tap-intercom | wc -l`.
 * @throws Error where the tap fails or writes less than it has to
 */
export async function runTap({ baseUrl, streams, lines }: TapTask): Promise<TapCost> {
  const preload = fileURLToPath(new URL('at-exit.js', import.meta.url));
  const command = [process.execPath, '--import', preload, resolve('dist/taps/intercom/bin.js')];
  const args = [...command, ...tapFiles(baseUrl, streams)];
  const start = performance.now();
  const shell = spawn('sh', ['-c', '"$@" | wc -l', 'sh', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const pipes = shell.stdio.slice(1) as NodeJS.ReadableStream[];
  const [written, log, ending] = await Promise.all(pipes.map((pipe) => text(pipe)));
  const seconds = (performance.now() - start) / 1000;
  const { code, peakKb } = JSON.parse(ending || '{ "code": -1, "peakKb": 0 }') as Ending;
  if (code !== 0 || Number(written) < lines) {
    throw new Error(`the tap ended with ${code} after ${Number(written)} of ${lines} lines:\n${log}`);
  }
  return { seconds, peakMb: (peakKb * 1024) / 1e6 };
}

function tapFiles(baseUrl: string, streams: readonly string[] | undefined): string[] {
  const config = { access_token: 'sandbox-token', base_url: baseUrl };
  const configFlag = ['--config', scratchFile('config.json', JSON.stringify(config))];
  if (!streams) return configFlag;
  const catalog = { streams: streams.map((name) => ({ tap_stream_id: name, stream: name, selected: true })) };
  return [...configFlag, '--catalog', scratchFile('catalog.json', JSON.stringify(catalog))];
}
