// One sync or drain of a connector at a time, across processes: a lock file with a heartbeat, and who holds it.
import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { sleep } from '../core/http/retry.ts';
import { isLocked, takeLockFile } from '../core/lock-file.ts';
import type { Connector } from './connector.ts';
import { BusyError } from './errors.ts';

/** What a caller wants of the lock. */
export interface LockOptions {
  /** Wait until it is free, in the place of refusing. */
  wait?: boolean;
  /** It takes a minute at most: whoever wants the lock meanwhile waits, in the place of refusing. */
  short?: boolean;
  signal?: AbortSignal;
}

/** Who is at work on a connector. */
export interface Holder {
  pid: number;
  host: string;
  started_at: string;
  short: boolean;
}

/** A holder whose heart has not beaten for so long, in milliseconds, counts as gone whatever else is known of it. */
const STALE_MS = 60_000;
/** The same for a process that this machine says is no more; proper-lockfile takes no less. */
const STALE_DEAD_MS = 2000;
const BEAT_MS = 1000;
const LOOK_MS = 250;
/** Brevo counts requests by the second, and a process knows of its own alone: the next one lets the last one's second pass. */
const HANDOVER_MS = 1100;

/**
 * Does `work` while no other process syncs or drains the connector. What a dead process left is taken over within seconds.
 * @throws BusyError naming the process that holds the lock, unless that is to be waited for; the signal's reason
 */
export async function withLock<T>(
  connector: Connector,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  makeFolder(connector);
  const release = await take(connector, options);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** The process that holds the connector's lock; undefined where none is at work. */
export function holderOf({ files: { lock: file } }: Pick<Connector, 'files'>): Holder | undefined {
  const holder = existsSync(`${file}.lock`) ? readHolder(file) : undefined;
  return holder && isAlive(holder) ? holder : undefined;
}

/** Makes the connector's folder, for its owner alone. */
export function makeFolder({ folder }: Pick<Connector, 'folder'>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

async function take(
  connector: Connector,
  { wait = false, short = false, signal }: LockOptions,
): Promise<() => Promise<void>> {
  const { lock: file } = connector.files;
  for (;;) {
    const holder = readHolder(file);
    const isDead = holder !== undefined && !isAlive(holder);
    try {
      // Lost on a machine that slept: the replica has a lock of its own, which no second process gets past.
      const release = await takeLockFile(file, { stale: isDead ? STALE_DEAD_MS : STALE_MS, update: BEAT_MS });
      return await begin(file, release, { short, ...(signal && { signal }) });
    } catch (error) {
      if (!isLocked(error)) throw error;
      // Whoever has just taken it may not have said so yet.
      const now = readHolder(file);
      if (!wait && now !== undefined && !now.short && isAlive(now)) throw busy(connector, now);
    }
    await sleep(LOOK_MS, signal);
  }
}

/** Says who holds the lock, and lets the last holder's requests be a second old. Gives what ends it. */
async function begin(
  file: string,
  release: () => Promise<void>,
  { short = false, signal }: LockOptions,
): Promise<() => Promise<void>> {
  const holder: Holder = { pid: process.pid, host: hostname(), started_at: new Date().toISOString(), short };
  try {
    const usedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    writeFileSync(file, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    await sleep(Math.max(0, Math.min(HANDOVER_MS, usedAt + HANDOVER_MS - Date.now())), signal);
  } catch (error) {
    // On a full disk: nobody could tell who holds it.
    await release();
    throw error;
  }
  return async () => {
    touch(file);
    await release();
  };
}

// The time of the file is what the next holder goes by.
function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Whoever took it away has nothing to wait for.
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host }: Holder): boolean {
  // Of another machine's processes only the heartbeat tells.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function busy({ name }: Connector, { pid, host, started_at: since }: Holder): BusyError {
  const where = host === hostname() ? '' : ` on ${host}`;
  return new BusyError(
    `${name}: process ${pid}${where} has been at work on it since ${since}; one at a time`,
  );
}
