// Runs the tap into target-jsonl as a shell's pipe would.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Prints one line for the person who watches. */
export const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** How a pipe ended. */
export interface Piped {
  /** Exit codes of tap and target. */
  codes: (number | null)[];
  /** What both logged. */
  lines: string[];
  /** The last STATE that the target printed; empty where it printed none. */
  state: string;
}

/** A pipe to run. */
export interface Pipe {
  /** The settings go by the environment, so that no secret is in a command line. */
  settings: NodeJS.ProcessEnv;
  /** Log lines to show beside warnings and errors. */
  show: RegExp;
}

/** Runs it to its end. */
export async function pipe({ settings, show }: Pipe): Promise<Piped> {
  const env = { ...process.env, LOGLEVEL: 'info', ...settings };
  const start = (bin: string): ChildProcess =>
    spawn(process.execPath, [binary(bin), '--config', 'ENV'], { env });
  const tap = start('taps/intercom');
  const target = start('targets/jsonl');
  const lines: string[] = [];
  for (const { stderr } of [tap, target]) {
    if (!stderr) continue;
    createInterface({ input: stderr }).on('line', (line) => {
      lines.push(line);
      if (/^(WARNING|ERROR|CRITICAL) /.test(line) || show.test(line)) say(line);
    });
  }
  let states = '';
  target.stdout?.on('data', (chunk: Buffer) => (states += chunk.toString()));
  // A target that ends early says why itself; the tap then meets the closed pipe.
  target.stdin?.on('error', () => tap.stdout?.destroy());
  if (target.stdin) tap.stdout?.pipe(target.stdin);
  const ended = await Promise.all([once(tap, 'close'), once(target, 'close')]);
  const codes = ended.map(([code]) => code as number | null);
  return { codes, lines, state: states.trim().split('\n').at(-1) ?? '' };
}

function binary(folder: string): string {
  return fileURLToPath(new URL(`../../${folder}/bin.js`, import.meta.url));
}
