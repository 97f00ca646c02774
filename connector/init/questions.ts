// Asks at a terminal, or of whatever standard input is.
import { createInterface, type Interface } from 'node:readline';
import { ConfigError } from '../../core/errors.ts';
import { writeText } from '../../core/protocol/write.ts';
import type { Ask } from './interview.ts';

/** Puts questions on standard output and reads answers from standard input. Needs `close`. */
export class Questions {
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  constructor(signal: AbortSignal) {
    // The terminal does the editing: Ctrl-C stays a signal, and answers from a pipe wait until they are asked for.
    this.#lines = createInterface({ input: process.stdin, terminal: false, signal });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** @throws ConfigError where the input ends before the answer */
  readonly ask: Ask = async (question, usual, read) => {
    for (;;) {
      await writeText(process.stdout, `${question} [${usual}] `);
      const { value, done } = await this.#answers.next();
      if (done)
        throw new ConfigError('the input ended before all was answered; "--yes" takes the usual answers');
      try {
        return read(value.trim() || usual);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        await writeText(process.stdout, `${error.message}\n`);
      }
    }
  };

  close(): void {
    this.#lines.close();
  }
}

/** Takes every usual answer without asking. */
export const takeUsual: Ask = (_question, usual, read) => Promise.resolve(read(usual));
