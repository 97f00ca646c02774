// One companies scroll at a time among the processes of this machine: a lock file with a heartbeat.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError, messageOf } from '../../core/errors.ts';
import { sleep } from '../../core/http/retry.ts';
import { isLocked, takeLockFile } from '../../core/lock-file.ts';
import type { IntercomApi } from './api.ts';

const LOOK_MS = 1000;
const STALE_MS = 20_000;
const BEAT_MS = 5000;

/**
 * Waits for the lock; the result gives it back. A holder that died is noticed by its heartbeat
 * within 20 s. Where no lock can be made, the scroll goes without.
 * @throws ApiError when it is held for longer than our patience
 */
export async function takeScrollLock(api: IntercomApi): Promise<() => Promise<void>> {
  const deadline = Date.now() + api.scrollWaitMs;
  const path = join(tmpdir(), `intercom-scroll-${api.workspaceKey}`);
  for (let told = false; ; told = true) {
    try {
      return await takeLockFile(path, {
        stale: STALE_MS,
        update: BEAT_MS,
        onLost: ({ message }) => api.log.warn(`companies: the lock of the scroll was lost: ${message}`),
        onUnreleased: (error) => api.log.debug(`companies: ${messageOf(error)}`),
      });
    } catch (error) {
      if (!isLocked(error)) {
        api.log.warn(`companies: no lock can be made in ${tmpdir()} (${messageOf(error)}); reading without`);
        return () => Promise.resolve();
      }
      const left = deadline - Date.now();
      if (left <= 0) {
        const waited = `waited ${api.scrollWaitMs / 1000} s ("scroll_wait_seconds")`;
        const text = `another process on this machine reads this workspace's companies (lock ${path}.lock); ${waited}`;
        throw new ApiError(text, { status: 200, retryable: false }, { cause: error });
      }
      if (!told) api.log.info("another process on this machine reads this workspace's companies: waiting");
      await api.waitFor('another process that reads companies', sleep(Math.min(LOOK_MS, left), api.signal));
    }
  }
}
