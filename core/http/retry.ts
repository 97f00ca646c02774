// How long to wait before trying again: the server's wait is the floor, our cap the ceiling, full jitter between.
import { setTimeout as delay } from 'node:timers/promises';

/** How often and how patiently a failed request is tried again. Times in milliseconds. */
export interface RetryPolicy {
  attempts: number;
  baseMs: number;
  capMs: number;
  /** Longest wait a server may ask for; its header is untrusted input. */
  serverCapMs: number;
}

/** About two minutes of patience with a vendor that is down. */
export const RETRY: RetryPolicy = { attempts: 8, baseMs: 500, capMs: 60_000, serverCapMs: 300_000 };

const PASSING = new Set([408, 425, 429]);
// What a server does not know it will not learn meanwhile.
const LASTING = new Set([501, 505]);

/** Whether a failure with this status may be over at the next try: networks in between have many of their own from 500 on. */
export function mayPass(status: number): boolean {
  return PASSING.has(status) || (status >= 500 && !LASTING.has(status));
}

/** Milliseconds before try number `attempt + 1`. `serverSeconds` is what the server asked for, if it did. */
export function retryWait(
  attempt: number,
  serverSeconds: number | undefined,
  policy: RetryPolicy = RETRY,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
  const jittered = random() * ceiling;
  const floor = Math.min(policy.serverCapMs, Math.max(0, serverSeconds ?? 0) * 1000);
  return floor === 0 ? jittered : floor + Math.min(jittered, policy.baseMs);
}

/** Seconds in a Retry-After header, given as seconds or as a date; undefined where it says nothing usable. */
export function retryAfterSeconds(header: string | undefined, now: number = Date.now()): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** Waits; rejects with the signal's reason when it aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw (signal?.reason as Error | undefined) ?? cause;
  }
}
