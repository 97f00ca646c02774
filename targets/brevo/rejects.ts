// The rejects file: JSON lines of what Brevo refused, on the disk before anything after it counts as delivered.
import { appendFile, open, readFile, rename, rm, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError, ExpectedError } from '../../core/errors.ts';
import { withoutSecrets } from '../../core/log.ts';
import type { Reject } from './model.ts';

/** What identifies the record of a reject. */
type RejectKey = Pick<Reject, 'stream' | 'key'>;

const MODE = 0o600;

/** Records that were refused and have not been delivered since, one line each. Calls may overlap; writes go one after the other. */
export class Rejects {
  readonly path: string;
  readonly #max: number;
  readonly #waiting: Set<string>;
  /** Lines that no longer count: what came after them was delivered, or refused anew. */
  #stale = false;
  readonly #new = new Set<string>();
  #handle: FileHandle | undefined;
  #work: Promise<void> = Promise.resolve();

  private constructor(path: string, max: number, waiting: Set<string>) {
    this.path = path;
    this.#max = max;
    this.#waiting = waiting;
  }

  /**
   * Reads which rejects wait in the file; it need not exist, and is made with the first reject. `max` is how
   * many may wait. A last line that a killed run left half written is cut off: its record comes again.
   * @throws ConfigError naming the line that is no reject
   */
  static async open(path: string, max: number): Promise<Rejects> {
    const waiting = new Set<string>();
    for (const reject of await readRejects(path)) waiting.add(nameOf(reject));
    return new Rejects(path, max, waiting);
  }

  /** How many records wait in the file. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** How many records were refused in this run. */
  get added(): number {
    return this.#new.size;
  }

  /** The rejects that wait, the newest line of each record. */
  async read(): Promise<Reject[]> {
    await this.#work;
    return this.#newest();
  }

  /** Resolves once the rejects are on the disk: only then may they be settled. @throws ExpectedError */
  add(rejects: readonly Reject[]): Promise<void> {
    const lines = rejects.map(lineOf).join('');
    return this.#then(async () => {
      this.#handle ??= await openSynced(this.path);
      await this.#handle.appendFile(lines);
      await this.#handle.datasync();
      for (const reject of rejects) {
        if (this.#waiting.has(nameOf(reject))) this.#stale = true;
        this.#waiting.add(nameOf(reject));
        this.#new.add(nameOf(reject));
      }
    });
  }

  /** Whether the record was refused in this run. */
  isNew(record: RejectKey): boolean {
    return this.#new.has(nameOf(record));
  }

  /** The record was delivered, or has nothing left to deliver: its lines go when the file is closed. */
  settle(record: RejectKey): void {
    if (this.#waiting.delete(nameOf(record))) this.#stale = true;
  }

  /** Whether more rejects wait than are allowed. */
  get exceeded(): boolean {
    return this.waiting > this.#max;
  }

  /** @throws ExpectedError in one line where more rejects wait than are allowed */
  check(): void {
    if (!this.exceeded) return;
    const records = this.waiting === 1 ? '1 record was' : `${this.waiting} records were`;
    throw new ExpectedError(
      `${records} refused and kept in ${this.path}, more than max_rejects (${this.#max}): ` +
        'mend them and replay the rejects, or raise max_rejects',
    );
  }

  /** Takes out the lines that are settled, and closes the file. @throws ExpectedError */
  async close(): Promise<void> {
    try {
      await this.#then(async () => {
        if (this.#stale) await this.#rewrite();
        this.#stale = false;
      });
    } finally {
      await this.#handle?.close();
      this.#handle = undefined;
    }
  }

  async #newest(): Promise<Reject[]> {
    return newestOf(await readRejects(this.path)).filter((reject) => this.#waiting.has(nameOf(reject)));
  }

  async #rewrite(): Promise<void> {
    const waiting = await this.#newest();
    if (waiting.length === 0) return rm(this.path, { force: true });
    // In its place at once: a run that is killed meanwhile leaves the old file or the new one.
    const draft = `${this.path}.new`;
    const handle = await open(draft, 'w', MODE);
    try {
      await handle.writeFile(waiting.map(lineOf).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, this.path);
  }

  #then(step: () => Promise<void>): Promise<void> {
    const done = this.#work.then(step).catch((cause: unknown) => {
      if (cause instanceof ExpectedError) throw cause;
      const { code, message } = cause as NodeJS.ErrnoException;
      throw new ExpectedError(`rejects_path: ${this.path} cannot be written (${code ?? message})`, { cause });
    });
    this.#work = done.catch(() => undefined);
    return done;
  }
}

/** The rejects in a file that a run may be writing: the newest whole line of each record. @throws ConfigError */
export async function rejectsIn(path: string): Promise<Reject[]> {
  const text = await readText(path);
  return newestOf(parseLines(text.slice(0, text.lastIndexOf('\n') + 1), path));
}

function newestOf(rejects: readonly Reject[]): Reject[] {
  return [...new Map(rejects.map((reject) => [nameOf(reject), reject])).values()];
}

const nameOf = ({ stream, key }: RejectKey): string => JSON.stringify([stream, key]);

function lineOf(reject: Reject): string {
  const text = JSON.stringify(reject, (_name, value: unknown) =>
    typeof value === 'string' ? withoutSecrets(value) : value,
  );
  return `${text}\n`;
}

async function openSynced(path: string): Promise<FileHandle> {
  const handle = await open(path, 'a', MODE);
  // The name of a new file is not on the disk before its folder is.
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return handle;
}

async function readRejects(path: string): Promise<Reject[]> {
  return parseLines(await mendedText(path), path);
}

function parseLines(text: string, path: string): Reject[] {
  return text
    .split('\n')
    .flatMap((line, n) => (line.trim() === '' ? [] : [parseReject(line, `${path}:${n + 1}`)]));
}

/** The text of the file, which then ends with a whole line. */
async function mendedText(path: string): Promise<string> {
  const text = await readText(path);
  const end = text.lastIndexOf('\n') + 1;
  const rest = text.slice(end);
  if (rest === '') return text;
  if (isJson(rest)) {
    await appendFile(path, '\n');
    return `${text}\n`;
  }
  await truncate(path, Buffer.byteLength(text.slice(0, end)));
  return text.slice(0, end);
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new ConfigError(`rejects_path: ${path} cannot be read (${code})`, { cause });
  }
}

function parseReject(line: string, place: string): Reject {
  try {
    const reject = JSON.parse(line) as Reject;
    if (typeof reject.stream === 'string' && typeof reject.key === 'string') return reject;
  } catch {
    // Told below, like a line of another kind.
  }
  throw new ConfigError(`rejects_path: ${place} is no reject: one JSON object with stream and key is needed`);
}
