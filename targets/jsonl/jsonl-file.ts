// One file of JSON lines: rows gathered into large writes, in order, synced to disk on demand.
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip as compress } from 'node:zlib';
import { ExpectedError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { mendGzip, mendLines } from './mend.ts';

const CHUNK = 256 * 1024;
const gzipped = promisify(compress);

/** Appends rows to a file, which is made with the first of them. A failure stays: every later call throws it again. */
export class JsonlFile {
  readonly path: string;
  readonly #gzip: boolean;
  readonly #log: Log;
  #handle: FileHandle | undefined;
  #rows: string[] = [];
  #length = 0;
  #synced = true;
  #work: Promise<void> = Promise.resolve();

  constructor(path: string, { gzip, log }: { gzip: boolean; log: Log }) {
    this.path = path;
    this.#gzip = gzip;
    this.#log = log;
  }

  /** Takes a row as JSON text. A promise means: wait, the disk is behind. */
  append(json: string): Promise<void> | void {
    this.#rows.push(json);
    this.#length += json.length + 1;
    if (this.#length < CHUNK) return;
    const previous = this.#work;
    this.#write();
    // One chunk may be under way while the next one fills.
    return previous;
  }

  /** Resolves once every row appended before is on the disk. @throws ExpectedError */
  sync(): Promise<void> {
    if (this.#rows.length > 0) this.#write();
    this.#then(async () => {
      if (!this.#synced) await this.#handle?.datasync();
      this.#synced = true;
    });
    return this.#work;
  }

  /** Closes the file; rows that were not synced may be lost. */
  async close(): Promise<void> {
    await this.#work.catch(() => {});
    await this.#handle?.close();
  }

  #write(): void {
    const text = `${this.#rows.join('\n')}\n`;
    this.#rows = [];
    this.#length = 0;
    this.#then(async () => {
      this.#handle ??= await this.#open();
      this.#synced = false;
      // Each chunk is a gzip member of its own: together they are one legal file, readable up to wherever a run is killed.
      await this.#handle.appendFile(this.#gzip ? await gzipped(text) : text);
    });
  }

  async #open(): Promise<FileHandle> {
    const handle = await open(this.path, 'a+');
    await (this.#gzip ? mendGzip : mendLines)(handle, () => {
      this.#log.warn(
        `${this.path}: the end, half written by an earlier run, is cut off; those rows come again`,
      );
    });
    return handle;
  }

  #then(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch((cause: unknown) => {
      if (cause instanceof ExpectedError) throw cause;
      const { code, message } = cause as NodeJS.ErrnoException;
      throw new ExpectedError(`${this.path}: cannot be written (${code ?? message})`, { cause });
    });
    // Whoever waits next hears of it; until then nobody may be listening.
    this.#work.catch(() => {});
  }
}
