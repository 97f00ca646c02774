// The sandbox: a stand-in for Intercom and for Brevo that holds state, counts requests and fails on demand.
import { brevoApp } from './brevo/app.ts';
import { intercomApp } from './intercom/app.ts';
import { Workspace } from './intercom/workspace.ts';
import { listen } from './listen.ts';
import { checkOptions, defaultOptions, type SandboxOptions } from './options.ts';
import { Traffic, type Exchange } from './traffic/exchange.ts';

export type { Exchange } from './traffic/exchange.ts';
export type { FaultRule } from './traffic/fault-rules.ts';
export type { RequestReport } from './traffic/request-log.ts';
export type { SandboxOptions } from './options.ts';

/** A running sandbox. The tokens are `sandbox-token` (Intercom) and `sandbox-key` (Brevo). */
export interface Sandbox {
  /** Base URL of the Intercom half, `http://127.0.0.1:port`. */
  intercom: string;
  /** URL of the Brevo half, without the `/v3` its API begins with. */
  brevo: string;
  /** Called with every request that a vendor itself answered, `side` says which; set it any time. */
  onExchange: ((exchange: Exchange) => void) | undefined;
  close(): Promise<void>;
}

/** Starts both halves. Throws OptionError for an option out of range. */
export async function startSandbox(given: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const options = { ...defaultOptions(), ...given };
  checkOptions(options);
  const halves = {
    intercom: new Traffic('intercom', options.latencyMs, options.faults),
    brevo: new Traffic('brevo', options.latencyMs, options.brevoFaults),
  };
  const intercom = await listen(intercomApp(new Workspace(options), halves.intercom), options.intercomPort);
  const brevo = await listen(brevoApp(options, halves.brevo), options.brevoPort).catch(
    async (error: unknown) => {
      await intercom.close();
      throw error;
    },
  );
  return {
    intercom: intercom.url,
    brevo: brevo.url,
    get onExchange() {
      return halves.intercom.onExchange;
    },
    set onExchange(hook) {
      for (const half of Object.values(halves)) half.onExchange = hook;
    },
    close: async () => {
      await Promise.all([intercom.close(), brevo.close()]);
    },
  };
}
