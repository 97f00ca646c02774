// Standard output by a thread of its own: encoding and writing cost as much as a tenth of what a tap does otherwise.
import { Worker } from 'node:worker_threads';
import { outputError, type Output, type WriteFailure } from './output.ts';

// A page of rows: it does not wait for the thread, and the next one is not made long before it is wanted.
const MOST_UNDER_WAY = 12;
// It holds a chunk at a time, and would grow with whatever it is allowed.
const YOUNG_MB = 8;

/** What both threads see, without a message for each chunk: how many were written, and whether somebody waits for that. */
export const SHARED = { written: 0, isAwaited: 1, length: 2 } as const;

/** Standard output. Whoever uses it leaves `process.stdout` alone, and calls `end`. */
export class Stdout implements Output {
  readonly #closed = new AbortController();
  readonly #shared = new Int32Array(new SharedArrayBuffer(SHARED.length * Int32Array.BYTES_PER_ELEMENT));
  #thread: Worker | undefined;
  #sent = 0;
  #goOn: () => void = () => undefined;

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  async write(texts: readonly string[]): Promise<void> {
    this.closed.throwIfAborted();
    this.#thread ??= this.#start();
    this.#thread.postMessage(texts);
    this.#sent += 1;
    await this.#until(MOST_UNDER_WAY - 1);
  }

  async end(): Promise<void> {
    await this.#until(0);
    this.#thread?.unref();
  }

  async #until(underWay: number): Promise<void> {
    while (!this.closed.aborted) {
      // First said, then looked: what is written in between is told of once more, and nothing is missed.
      if (this.#underWay > underWay) Atomics.store(this.#shared, SHARED.isAwaited, 1);
      if (this.#underWay <= underWay) return;
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
    }
    this.closed.throwIfAborted();
  }

  get #underWay(): number {
    return this.#sent - Atomics.load(this.#shared, SHARED.written);
  }

  #start(): Worker {
    const thread = new Worker(new URL('stdout-thread.js', import.meta.url), {
      execArgv: [],
      workerData: this.#shared,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    thread.on('message', (failure: WriteFailure | null) => (failure ? this.#fail(failure) : this.#goOn()));
    thread.on('error', (error) => this.#fail(error));
    return thread;
  }

  #fail(failure: WriteFailure): void {
    this.#closed.abort(outputError(failure));
    this.#thread?.unref();
    this.#goOn();
  }
}
