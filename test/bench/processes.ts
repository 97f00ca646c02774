// Starts the servers that a measurement talks to, and holds its files.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true }));

/** Writes a file that goes when the bench ends; the result is its path. */
export function scratchFile(name: string, content: string): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

/** A server in a process of its own. */
export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** Starts a script that prints `{"intercom": url}` once it listens. */
export async function startServer(script: string, args: readonly (string | number)[]): Promise<Server> {
  const child = spawn(process.execPath, [script, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error(`${script} ended before it listened`)));
  failed.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string];
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return { url: (JSON.parse(line) as { intercom: string }).intercom, stop };
}

/** Starts a sandbox with these flags, for example `{ contacts: 300 }`. */
export function startSandbox(flags: Readonly<Record<string, number>>): Promise<Server> {
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  return startServer(resolve('dist/sandbox/bin.js'), args);
}
