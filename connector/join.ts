// Brings messages into target-brevo within this process: no pipe, and no JSON between.
import type { Log } from '../core/log.ts';
import type { Flags } from '../core/cli/flags.ts';
import type { Incoming } from '../core/protocol/incoming.ts';
import type { Message } from '../core/protocol/messages.ts';
import type { OpenDestination } from '../core/sink.ts';
import { runTarget } from '../core/target.ts';
import { delivering, openBrevo } from '../targets/brevo/destination.ts';
import { openPlanning } from '../targets/brevo/planning.ts';
import type { BrevoSettings } from '../targets/brevo/settings.ts';
import type { Connector } from './connector.ts';
import type { Delivery } from './delivery.ts';
import { replaceFile } from './state-file.ts';

/** What a delivery works with beside the connector. */
export interface DeliverContext {
  log: Log;
  /** Aborted: what was taken is still sent for a while, then it stops. */
  signal: AbortSignal;
  /** Counts what is done; the caller looks at it during the run and after it, whether that failed or not. */
  delivery: Delivery;
  /** Flags of target-brevo: with `plan` it prints what it would send, and sends nothing. */
  flags?: Flags;
}

/**
 * Has target-brevo take the messages, and resolves once all of them are delivered, or refused and in the rejects file. Each
 * STATE goes into `files.state` when everything before it is settled. To be called under the connector's lock.
 * @throws ExpectedError
 */
export async function deliver(
  connector: Connector,
  messages: AsyncIterable<Iterable<Incoming>>,
  { log, signal, delivery, flags = {} }: DeliverContext,
): Promise<void> {
  const open: OpenDestination<BrevoSettings> = (context) =>
    flags['plan'] ? openPlanning(context, { sums: true }) : openBrevo(context, delivering(delivery));
  const context = { config: connector.brevo, flags, log, signal };
  await runTarget({ open }, context, messages, (text) => replaceFile(connector.files.state, `${text}\n`));
}

/** Messages as a tap emits them, as a target takes them. */
export async function* incoming(batches: AsyncIterable<readonly Message[]>): AsyncGenerator<Incoming[]> {
  for await (const batch of batches) yield batch.map((message) => ({ message }));
}
