// Work on many things, some at once, that ends in good order.

/**
 * Does `work` for each item, up to `width` at once. After a failure, or once `signal` is aborted, no further
 * item is begun; what is under way is waited for. Whether all items were done.
 * @throws the first failure
 */
export async function atOnce<T>(
  items: Iterable<T>,
  width: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<boolean> {
  const iterator = items[Symbol.iterator]();
  let failure: { error: unknown } | undefined;
  const isStopped = (): boolean => failure !== undefined || signal.aborted;
  const worker = async (): Promise<void> => {
    while (!isStopped()) {
      const next = iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failure) throw failure.error;
  return !signal.aborted;
}
