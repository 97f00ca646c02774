// When STATE is printed: every few seconds at most while records come, and at the end.
import type { Watermark } from '../protocol/settle.ts';

/** Prints one STATE, given as JSON text; resolves once it is out. */
export type PrintState = (text: string) => Promise<void> | void;

/** Milliseconds between flushes: orchestrators store each STATE, some of them over the network. */
const EVERY_MS = 5000;

/** Settles what a STATE waits for, and prints it. Needs `end`. */
export class Checkpoint {
  readonly #watermark: Watermark;
  readonly #flush: () => Promise<void>;
  readonly #print: PrintState;
  readonly #interval: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(
    watermark: Watermark,
    flush: () => Promise<void>,
    print: PrintState,
    everyMs: number = EVERY_MS,
  ) {
    this.#watermark = watermark;
    this.#flush = flush;
    this.#print = print;
    this.#interval = setInterval(() => this.#tick(), everyMs).unref();
  }

  /** @throws what went wrong since the last call, while nobody was waiting */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /**
   * Flushes and prints a last time.
   * @throws what the flush threw, after what is due all the same was printed
   */
  async end(): Promise<void> {
    clearInterval(this.#interval);
    await this.#running;
    try {
      await this.#flush();
    } finally {
      await this.#printDue();
    }
    this.throwIfFailed();
  }

  #tick(): void {
    // A slow sink settles by and by: what is due meanwhile does not wait for its flush.
    if (this.#running) void this.#guard(this.#printDue());
    else this.#running = this.#guard(this.#flushAndPrint()).finally(() => (this.#running = undefined));
  }

  async #flushAndPrint(): Promise<void> {
    if (this.#watermark.waiting) await this.#flush();
    await this.#printDue();
  }

  #guard(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  async #printDue(): Promise<void> {
    const text = this.#watermark.due();
    if (text !== undefined) await this.#print(text);
  }
}
