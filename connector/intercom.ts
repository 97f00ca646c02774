// The tap's connection to a connector's workspace, and the end of all that goes over it.
import { setMaxListeners } from 'node:events';
import type { Log } from '../core/log.ts';
import type { TapIntercomConfig } from '../schemas/config/tap-intercom.types.ts';
import type { IntercomApi } from '../taps/intercom/api.ts';
import { tapIntercom } from '../taps/intercom/index.ts';

/** A connection that is open. Needs `close`. */
export interface IntercomConnection {
  api: IntercomApi;
  /** Aborted once it is closed, or by the signal that it was opened with. */
  signal: AbortSignal;
  /** What is still read or waited for is given up: it would be for nobody. */
  close: () => Promise<void>;
}

/** Opens the connection. @throws ExpectedError where Intercom refuses, or cannot be reached */
export async function openIntercom(
  config: TapIntercomConfig,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<IntercomConnection> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  // Every request under way listens to it.
  setMaxListeners(0, either);
  const api = await tapIntercom.open(config, log, either);
  const close = (): Promise<void> => {
    over.abort();
    return api.close();
  };
  return { api, signal: either, close };
}
