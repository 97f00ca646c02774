// Async iteration with several things under way at once, bounded, in order or as they come.

/**
 * Applies `work` to up to `width` items at once and yields the results in the order of the source. What
 * fails, source or work, is thrown in its turn: after the results of the items before it.
 */
export async function* orderedMap<A, B>(
  source: AsyncIterable<A>,
  work: (item: A) => Promise<B>,
  width: number,
): AsyncGenerator<B> {
  const iterator = source[Symbol.asyncIterator]();
  const queue: Promise<{ value: B } | undefined>[] = [];
  let left = false;
  let asked: Promise<IteratorResult<A> | undefined> = Promise.resolve(undefined);
  const pull = async (): Promise<{ value: B } | undefined> => {
    // One after the other, so that the source stops at once when the reader leaves.
    asked = asked.then(() => (left ? undefined : iterator.next()));
    const next = await asked;
    return !next || next.done ? undefined : { value: await work(next.value) };
  };
  const fill = (): void => {
    while (queue.length < width) {
      const result = pull();
      // It is awaited in its turn; until then a failure must not count as unhandled.
      result.catch(() => undefined);
      queue.push(result);
    }
  };
  try {
    for (;;) {
      fill();
      const first = await queue[0];
      if (!first) return;
      void queue.shift();
      fill();
      yield first.value;
    }
  } finally {
    left = true;
    await iterator.return?.();
  }
}

/** Lets the source run `count` items ahead of whoever reads the result. */
export function readAhead<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  return orderedMap(source, async (item) => item, count);
}

interface Offer<T> {
  value: T;
  taken: () => void;
}

/** Reads many sources at once and yields their items as they come; sources may be added while it runs. */
export class Merger<T> {
  readonly #offers: Offer<T>[] = [];
  readonly #stopped = new AbortController();
  #running = 0;
  #failure: { error: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** Starts to read `source`. Each source waits until its item has been dealt with before it goes on. */
  add(source: AsyncIterable<T>): void {
    this.#running += 1;
    void this.#run(source);
  }

  /** How many sources have not ended. */
  get running(): number {
    return this.#running;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        const offer = this.#offers.shift();
        if (offer) {
          try {
            yield offer.value;
          } finally {
            offer.taken();
          }
        } else if (this.#failure) {
          throw this.#failure.error;
        } else if (this.#running === 0) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      this.#stopped.abort();
      for (const offer of this.#offers) offer.taken();
    }
  }

  async #run(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const value of source) {
        if (this.#stopped.signal.aborted) return;
        await new Promise<void>((taken) => {
          this.#offers.push({ value, taken });
          this.#wake();
        });
        if (this.#stopped.signal.aborted) return;
      }
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#running -= 1;
      this.#wake();
    }
  }
}
