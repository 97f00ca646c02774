// A lock among processes: a file with a heartbeat.

/** How long a lock counts, in milliseconds, and who hears what happens to it. */
export interface LockFileOptions {
  /** A holder whose heart has not beaten for so long is gone. */
  stale: number;
  /** Between two beats. */
  update: number;
  /** It was taken from us: the machine slept, or somebody removed the file. */
  onLost?: (error: Error) => void;
  onUnreleased?: (error: unknown) => void;
}

/**
 * Takes the lock `path`.lock, once and without waiting; what it gives gives it back, and does not throw.
 * @throws Error with the code ELOCKED while another process holds it, or what the file system says
 */
export async function takeLockFile(
  path: string,
  { stale, update, onLost, onUnreleased }: LockFileOptions,
): Promise<() => Promise<void>> {
  // Loaded late: discovery runs before every sync and does without.
  const { lock } = await import('proper-lockfile');
  let lost = false;
  const onCompromised = (error: Error): void => {
    lost = true;
    onLost?.(error);
  };
  const release = await lock(path, { realpath: false, stale, update, onCompromised });
  return async () => {
    if (!lost) await release().catch((error: unknown) => onUnreleased?.(error));
  };
}

/** Whether taking a lock failed because another process holds it. */
export function isLocked(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ELOCKED';
}
