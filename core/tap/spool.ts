// A queue without end between a producer that must not wait and a slow consumer; what does not fit in memory goes to disk.
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, messageOf } from '../errors.ts';
import { randomUUID } from 'node:crypto';

type Slot<T> = { item: T } | { at: number; length: number };

/**
 * Reads `source` as fast as it comes and yields its items (JSON values) in order. Up to `inMemory`
 * items are held; the rest waits in a nameless temporary file that only this process can read.
 */
export async function* spool<T>(source: AsyncIterable<T>, inMemory: number): AsyncGenerator<T> {
  const queue = new Queue<T>(inMemory);
  const filling = queue.fill(source);
  filling.catch(() => undefined);
  try {
    for (;;) {
      const next = await queue.take();
      if (!next) break;
      yield next.item;
    }
    await filling;
  } finally {
    await queue.close();
  }
}

class Queue<T> {
  readonly #slots: Slot<T>[] = [];
  readonly #inMemory: number;
  #file: FileHandle | undefined;
  #size = 0;
  #ended = false;
  #closed = false;
  #wake: () => void = () => undefined;

  constructor(inMemory: number) {
    this.#inMemory = inMemory;
  }

  async fill(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        if (this.#closed) return;
        this.#slots.push(this.#slots.length < this.#inMemory ? { item } : await this.#store(item));
        this.#wake();
      }
    } finally {
      this.#ended = true;
      this.#wake();
      if (this.#closed) await this.#file?.close();
    }
  }

  async take(): Promise<{ item: T } | undefined> {
    while (this.#slots.length === 0) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const slot = this.#slots.shift();
    if (!slot || 'item' in slot) return slot;
    return { item: JSON.parse((await this.#load(slot.at, slot.length)).toString()) as T };
  }

  async close(): Promise<void> {
    this.#closed = true;
    // A write may be under way while the source is still read: whoever leaves last closes the file.
    if (this.#ended) await this.#file?.close();
  }

  async #store(item: T): Promise<Slot<T>> {
    const bytes = Buffer.from(JSON.stringify(item));
    const at = this.#size;
    this.#size += bytes.length;
    try {
      this.#file ??= await openNameless();
      await this.#file.appendFile(bytes);
    } catch (cause) {
      const text = `cannot write the temporary file in ${tmpdir()} (${messageOf(cause)}); free space there, or name another folder in TMPDIR`;
      throw new ConfigError(text, { cause });
    }
    return { at, length: bytes.length };
  }

  async #load(at: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    for (let read = 0; read < length;) {
      const { bytesRead = 0 } = (await this.#file?.read(bytes, read, length - read, at + read)) ?? {};
      if (bytesRead === 0) throw new Error('the spool file ends before what was written to it');
      read += bytesRead;
    }
    return bytes;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `spool-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
