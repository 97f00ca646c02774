// One companies scroll at a time among the processes of this machine: a lock file with a heartbeat.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError, messageOf } from '../../core/errors.ts';
import { sleep } from '../../core/http/retry.ts';
import type { IntercomApi } from './api.ts';

const LOOK_MS = 1000;

/**
 * Waits for the lock until `deadline` (epoch milliseconds); the result gives it back. A holder that
 * died is noticed by its heartbeat within 20 s. Where no lock can be made, the scroll goes without.
 * @throws ApiError when the deadline passes
 */
export async function takeScrollLock(api: IntercomApi, deadline: number): Promise<() => Promise<void>> {
  const path = join(tmpdir(), `intercom-scroll-${api.workspaceKey}`);
  for (let told = false; ; told = true) {
    try {
      return await lockOnce(api, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
        api.log.warn(`companies: no lock can be made in ${tmpdir()} (${messageOf(error)}); reading without`);
        return () => Promise.resolve();
      }
      if (Date.now() + LOOK_MS > deadline) {
        const waited = `waited ${api.scrollWaitMs / 1000} s ("scroll_wait_seconds")`;
        const text = `another process on this machine reads this workspace's companies (lock ${path}.lock); ${waited}`;
        throw new ApiError(text, { status: 200, retryable: false }, { cause: error });
      }
      if (!told) api.log.info("another process on this machine reads this workspace's companies: waiting");
      await api.waitFor('another process that reads companies', sleep(LOOK_MS, api.signal));
    }
  }
}

async function lockOnce(api: IntercomApi, path: string): Promise<() => Promise<void>> {
  // Loaded late: discovery runs before every sync and does without.
  const { lock } = await import('proper-lockfile');
  let lost = false;
  const release = await lock(path, {
    realpath: false,
    stale: 20_000,
    update: 5000,
    onCompromised: (error) => {
      lost = true;
      api.log.warn(`companies: the lock of the scroll was lost: ${error.message}`);
    },
  });
  return async () => {
    if (!lost) await release().catch((error: unknown) => api.log.debug(`companies: ${messageOf(error)}`));
  };
}
