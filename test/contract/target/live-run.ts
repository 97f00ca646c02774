// A target under way, fed bit by bit.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Row } from '../../../core/protocol/messages.ts';
import type { Ended } from '../../support/spawn.ts';

/** A running target whose standard input stays open until `end`. */
export class LiveRun {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';
  #seen = 0;

  constructor([program = '', ...args]: readonly string[]) {
    this.child = spawn(program, args, { env: { ...process.env, LOGLEVEL: 'info' } });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    // It may end before it has read everything.
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** Resolves once the operating system has taken the lines. */
  send(lines: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      this.child.stdin.write(lines.map((line) => `${line}\n`).join(''), () => resolve());
    });
  }

  /** The next STATE that it prints. */
  async nextState(): Promise<Row> {
    while (this.#stdout.split('\n').length - 1 <= this.#seen) await once(this.child.stdout, 'data');
    this.#seen += 1;
    return JSON.parse(this.#stdout.split('\n')[this.#seen - 1] ?? '') as Row;
  }

  /** Ends its standard input and waits for it. */
  end(): Promise<Ended> {
    this.child.stdin.end();
    return this.ended;
  }
}
