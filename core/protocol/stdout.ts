// Standard output by a thread of its own: encoding and writing cost as much as a tenth of what a tap does otherwise.
import { Worker } from 'node:worker_threads';
import { outputError, type Output, type WriteFailure } from './output.ts';

// Enough to keep the thread busy while the next page is parsed, and little to lose time over when the reader goes.
const MOST_UNDER_WAY = 8;
// It holds a chunk at a time, and would grow with whatever it is allowed.
const YOUNG_MB = 8;

/** Standard output. Whoever uses it leaves `process.stdout` alone. */
export class Stdout implements Output {
  readonly #closed = new AbortController();
  #thread: Worker | undefined;
  #underWay = 0;
  #goOn: () => void = () => undefined;

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  async write(texts: readonly string[]): Promise<void> {
    this.closed.throwIfAborted();
    this.#thread ??= this.#start();
    this.#thread.postMessage(texts);
    this.#underWay += 1;
    // What is under way keeps the process alive, an idle thread does not.
    this.#thread.ref();
    await this.#until(MOST_UNDER_WAY - 1);
  }

  end(): Promise<void> {
    return this.#until(0);
  }

  async #until(underWay: number): Promise<void> {
    while (this.#underWay > underWay && !this.closed.aborted) {
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
    }
    this.closed.throwIfAborted();
  }

  #start(): Worker {
    const thread = new Worker(new URL('stdout-thread.js', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    thread.on('message', (failure: WriteFailure | null) => (failure ? this.#fail(failure) : this.#taken()));
    thread.on('error', (error) => this.#fail(error));
    return thread;
  }

  #taken(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#thread?.unref();
    this.#goOn();
  }

  #fail(failure: WriteFailure): void {
    this.#closed.abort(outputError(failure));
    this.#thread?.unref();
    this.#goOn();
  }
}
