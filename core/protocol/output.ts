// Where the text of messages goes: in order, never faster than it is taken, ending cleanly when nobody takes it any more.
import type { Writable } from 'node:stream';
import { OutputClosedError } from '../errors.ts';

/** Takes the text of messages. */
export interface Output {
  /** Aborts, with an OutputClosedError as its reason, once nobody reads any more. */
  readonly closed: AbortSignal;
  /** Hands texts on as one chunk, and waits while the reader is behind. @throws OutputClosedError */
  write(texts: readonly string[]): Promise<void>;
  /** Waits until all that was written has left the process. @throws OutputClosedError */
  end(): Promise<void>;
}

/** What a write that failed tells. */
export type WriteFailure = Pick<NodeJS.ErrnoException, 'code' | 'message'>;

/** The failure in one line. */
export function outputError(failure: WriteFailure): OutputClosedError {
  const reason =
    failure.code === 'EPIPE' ? 'the reader of our output has gone' : `cannot write: ${failure.message}`;
  return new OutputClosedError(`${reason}; stopped`, { cause: failure });
}

/** Any stream as an output. */
export class StreamOutput implements Output {
  readonly #out: Writable;
  readonly #closed = new AbortController();
  #goOn: () => void = () => undefined;

  constructor(out: Writable) {
    this.#out = out;
    out.on('drain', () => this.#goOn());
    out.on('error', (cause: NodeJS.ErrnoException) => {
      this.#closed.abort(outputError(cause));
      this.#goOn();
    });
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  async write(texts: readonly string[]): Promise<void> {
    this.closed.throwIfAborted();
    if (this.#out.write(Buffer.from(texts.join('')))) return;
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    this.closed.throwIfAborted();
  }

  async end(): Promise<void> {
    this.closed.throwIfAborted();
    await new Promise<void>((resolve) => {
      this.#out.write('', () => resolve());
    });
    this.closed.throwIfAborted();
  }
}
