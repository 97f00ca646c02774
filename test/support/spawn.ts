// Runs the built binaries as a shell would, and collects what they say.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** How a process ended, and what it wrote. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A process under way. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
}

/** Arguments of `node` for a binary, for example `bin('taps/intercom')`. */
export function bin(folder: string): string[] {
  return [process.execPath, resolve('dist', folder, 'bin.js')];
}

/** What a process gets beside its command; `detached` makes it the first of a process group of its own. */
interface StartOptions {
  input?: string;
  kept?: boolean;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  detached?: boolean;
}

/** Starts a command; `input` is written to its standard input, which is closed then unless it is `kept` open. */
export function start(command: string[], options: StartOptions = {}): Running {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: { ...process.env, LOGLEVEL: 'info', ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
    detached: options.detached ?? false,
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A process that ends without reading its input is no failure of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.write(options.input ?? '');
  if (!options.kept) child.stdin.end();
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => {
      done({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
  return { child, ended };
}

/** Runs a command to its end. */
export function run(
  command: string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ended> {
  return start(command, options).ended;
}

/** A folder of the test's own. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'intercom-brevo-'));
}

/** Writes a JSON file into a folder of its own; the result is its path. */
export function jsonFile(value: unknown, name = 'file.json'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}
