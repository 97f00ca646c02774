// Keeps the inbox empty: delivers soon after something has come in, and again later where that failed.
import { ExpectedError } from '../../core/errors.ts';
import { sleep } from '../../core/http/retry.ts';
import type { Connector } from '../connector.ts';
import { partialStreams } from '../whole.ts';
import { drain, type DrainContext } from './drain.ts';
import type { Inbox } from './inbox.ts';
import type { Drained } from './received.ts';

/** A storm is gathered this long, in milliseconds: what is about one object is then read once. */
const GATHER_MS = 1000;

/** How often the inbox is looked at without being told, in milliseconds: for what was postponed, or waits for a first sync. */
const LOOK_MS = 10_000;

/** Waits after failures in a row, in milliseconds. */
const BACKOFF_MS = [5000, 15_000, 60_000, 300_000];

/** Drains an inbox until it is stopped. */
export class Worker {
  readonly #connector: Connector;
  readonly #inbox: Inbox;
  readonly #context: DrainContext;
  #wake = new AbortController();
  /** What is told that notifications wait for. */
  #waitsFor: string | undefined;

  constructor(connector: Connector, inbox: Inbox, context: DrainContext) {
    this.#connector = connector;
    this.#inbox = inbox;
    this.#context = context;
  }

  /** There is something new in the inbox. */
  wake(): void {
    this.#wake.abort();
  }

  /** Resolves when the context's signal has aborted, and what was under way is finished. */
  async run(): Promise<void> {
    const { signal } = this.#context;
    let failures = 0;
    while (!signal.aborted) {
      failures = (await this.#drain()) ? 0 : failures + 1;
      if (failures > 0) await pause(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? 0, signal);
      else if (await pause(LOOK_MS, AbortSignal.any([signal, this.#wake.signal])))
        await pause(GATHER_MS, signal);
      this.#wake = new AbortController();
    }
  }

  /** Whether it went well. */
  async #drain(): Promise<boolean> {
    const { log, signal } = this.#context;
    try {
      const drained = await drain(this.#connector, this.#inbox, this.#context);
      const missing = syncMissing(this.#connector, drained);
      if (missing !== undefined && missing !== this.#waitsFor)
        log.warn(
          `webhooks: notifications wait for ${missing}: run "intercom-brevo sync ${this.#connector.name}"`,
        );
      this.#waitsFor = missing;
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      if (!isOutside(error)) throw error;
      log.error(`webhooks: ${error.message}; the notifications stay in the inbox`);
      return false;
    }
  }
}

/** The sync that has to come first; undefined where none has to. */
function syncMissing(connector: Connector, drained: Drained): string | undefined {
  if (drained === 'no sync yet') return 'the first sync';
  if (drained !== 'not whole yet') return undefined;
  return `a sync that reads ${partialStreams(connector).join(', ')} to their end`;
}

/** Whether it is no fault of ours: what has a code comes from the system, as of a full disk, and may be over later. */
function isOutside(error: unknown): error is Error {
  return error instanceof ExpectedError || (error instanceof Error && 'code' in error);
}

/** Waits; whether it was ended by the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, signal);
    return false;
  } catch {
    return true;
  }
}
