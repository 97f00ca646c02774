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
  const path = scratchPath(name);
  writeFileSync(path, content);
  return path;
}

/** The path of a file that is to be made; it goes when the bench ends. */
export function scratchPath(name: string): string {
  return join(scratch, name);
}

/** A server in a process of its own. */
export interface Server {
  url: string;
  /** Of a sandbox: where its Brevo half listens. */
  brevoUrl: string;
  stop: () => Promise<void>;
}

/** Starts a script that prints `{"intercom": url}`, with or without a `"brevo"`, once it listens. */
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
  const { intercom, brevo = '' } = JSON.parse(line) as { intercom: string; brevo?: string };
  return { url: intercom, brevoUrl: brevo, stop };
}

/** Starts a sandbox with these flags, for example `{ contacts: 300 }`. */
export function startSandbox(flags: Readonly<Record<string, number>>): Promise<Server> {
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  return startServer(resolve('dist/sandbox/bin.js'), args);
}
