// Text to a stream, and Singer messages to an output: lines of JSON in chunks of about 32 KB.
import type { Writable } from 'node:stream';
import type { Message } from './messages.ts';
import { outputError, type Output } from './output.ts';

// A pipe holds 64 KB: half of it lets both ends work at once, where larger writes make them take turns.
const CHUNK = 32 * 1024;

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

/** Writes Singer messages to an output. */
export class MessageWriter {
  readonly #out: Output;
  readonly #prefixes = new Map<string, string>();
  #texts: string[] = [];
  #length = 0;

  constructor(out: Output) {
    this.#out = out;
  }

  /** Aborts, with an OutputClosedError as its reason, once nobody reads any more. */
  get closed(): AbortSignal {
    return this.#out.closed;
  }

  /**
   * Writes the messages and waits while the reader is behind.
   * @throws OutputClosedError
   */
  async write(messages: readonly Message[]): Promise<void> {
    for (const message of messages) {
      this.#format(message);
      if (this.#length >= CHUNK) await this.#send();
    }
    if (this.#length > 0) await this.#send();
  }

  /** Waits until all that was written has left the process. @throws OutputClosedError */
  end(): Promise<void> {
    return this.#out.end();
  }

  #send(): Promise<void> {
    const texts = this.#texts;
    this.#texts = [];
    this.#length = 0;
    return this.#out.write(texts);
  }

  #format(message: Message): void {
    if (message.type !== 'RECORD') return this.#add(`${JSON.stringify(message)}\n`);
    const { stream, record, time_extracted: time, version } = message;
    let prefix = this.#prefixes.get(stream);
    if (prefix === undefined) {
      prefix = `{"type":"RECORD","stream":${JSON.stringify(stream)},"record":`;
      this.#prefixes.set(stream, prefix);
    }
    const extracted = time === undefined ? '' : `,"time_extracted":"${time}"`;
    const versioned = version === undefined ? '' : `,"version":${version}`;
    this.#add(prefix);
    this.#add(JSON.stringify(record));
    this.#add(`${extracted}${versioned}}\n`);
  }

  #add(text: string): void {
    this.#texts.push(text);
    this.#length += text.length;
  }
}
