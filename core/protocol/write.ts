// Messages to standard output: in chunks of about 32 KB, never faster than the reader, ending cleanly when it goes.
import type { Writable } from 'node:stream';
import { OutputClosedError } from '../errors.ts';
import type { Message } from './messages.ts';

// A pipe holds 64 KB: half of it lets both ends work at once, where larger writes make them take turns.
const CHUNK = 32 * 1024;
const CAPACITY = 2 * CHUNK;
// UTF-8 takes at most three bytes for each unit of a JavaScript string.
const BYTES_PER_UNIT = 3;

function outputError(cause: NodeJS.ErrnoException): OutputClosedError {
  const reason =
    cause.code === 'EPIPE' ? 'the reader of our output has gone' : `cannot write: ${cause.message}`;
  return new OutputClosedError(`${reason}; stopped`, { cause });
}

/**
 * Writes text and waits until it has left the process.
 * @throws OutputClosedError
 */
export async function writeText(out: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // Stays on after the write: a broken pipe is reported twice, and an unheard report ends the process.
    if (out.listenerCount('error') === 0) out.on('error', () => undefined);
    out.write(text, (cause) => (cause ? reject(outputError(cause)) : resolve()));
  });
}

/** Writes Singer messages to a stream. */
export class MessageWriter {
  readonly #out: Writable;
  readonly #closed = new AbortController();
  readonly #prefixes = new Map<string, string>();
  #chunk = Buffer.allocUnsafeSlow(CAPACITY);
  #used = 0;
  #goOn: () => void = () => undefined;

  constructor(out: Writable) {
    this.#out = out;
    out.on('drain', () => this.#goOn());
    out.on('error', (cause: NodeJS.ErrnoException) => {
      this.#closed.abort(outputError(cause));
      this.#goOn();
    });
  }

  /** Aborts, with an OutputClosedError as its reason, once nobody reads any more. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /**
   * Writes the messages and waits while the reader is behind.
   * @throws OutputClosedError
   */
  async write(messages: readonly Message[]): Promise<void> {
    for (const message of messages) {
      this.#format(message);
      if (this.#used >= CHUNK) await this.#send();
    }
    if (this.#used > 0) await this.#send();
  }

  /** Waits until all that was written has left the process. */
  async end(): Promise<void> {
    this.#closed.signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      this.#out.write('', () => resolve());
    });
    this.#closed.signal.throwIfAborted();
  }

  async #send(): Promise<void> {
    this.#closed.signal.throwIfAborted();
    const more = this.#out.write(this.#chunk.subarray(0, this.#used));
    this.#chunk = Buffer.allocUnsafeSlow(CAPACITY);
    this.#used = 0;
    if (more) return;
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    this.#closed.signal.throwIfAborted();
  }

  #format(message: Message): void {
    if (message.type !== 'RECORD') return this.#append(`${JSON.stringify(message)}\n`);
    const { stream, record, time_extracted: time, version } = message;
    let prefix = this.#prefixes.get(stream);
    if (prefix === undefined) {
      prefix = `{"type":"RECORD","stream":${JSON.stringify(stream)},"record":`;
      this.#prefixes.set(stream, prefix);
    }
    const extracted = time === undefined ? '' : `,"time_extracted":"${time}"`;
    const versioned = version === undefined ? '' : `,"version":${version}`;
    this.#append(prefix);
    this.#append(JSON.stringify(record));
    this.#append(`${extracted}${versioned}}\n`);
  }

  // Each text by itself: joined first, one name outside Latin-1 would double the width of the whole chunk.
  #append(text: string): void {
    const room = text.length * BYTES_PER_UNIT;
    if (room > this.#chunk.length - this.#used) {
      const grown = Buffer.allocUnsafeSlow(this.#used + room + CAPACITY);
      this.#chunk.copy(grown, 0, 0, this.#used);
      this.#chunk = grown;
    }
    this.#used += this.#chunk.write(text, this.#used);
  }
}
