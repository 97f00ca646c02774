// Empties the inbox into Brevo, batch by batch, by the same target that a sync uses.
import { sleep } from '../../core/http/retry.ts';
import type { Log } from '../../core/log.ts';
import type { Row } from '../../core/protocol/messages.ts';
import type { Receipt } from '../../core/tap/receipt.ts';
import { tapIntercom } from '../../taps/intercom/index.ts';
import { catalogOf } from '../catalog.ts';
import type { Connector } from '../connector.ts';
import { Delivery } from '../delivery.ts';
import { openIntercom, type IntercomConnection } from '../intercom.ts';
import { deliver, incoming } from '../join.ts';
import { withLock } from '../lock.ts';
import { stateOf } from '../state-file.ts';
import { requireToken } from '../sync.ts';
import { claimWorkspace } from '../workspace.ts';
import { partialStreams } from '../whole.ts';
import { nextBatch, type Batch } from './batch.ts';
import type { Inbox } from './inbox.ts';
import { messagesOf } from './messages.ts';
import type { Objects } from './notification.ts';
import type { Figure } from './thread.ts';
import type { Drained } from './received.ts';

/** What an inbox is emptied with. */
export interface DrainContext {
  log: Log;
  /** Of tap and target. */
  inner: Log;
  /** Aborted: what is under way is finished, and the rest stays in the inbox. */
  signal: AbortSignal;
  /** Hears of requests and deliveries. */
  tell?: (figure: Figure) => void;
}

/** What needs a permission or a vendor's mending is tried again this much later, in milliseconds. */
const LATER_MS = 300_000;

/** Between batches a sync that waits gets its turn, in milliseconds. */
const TURN_MS = 600;

/**
 * Delivers what waits and may be tried now, in turn with syncs of the connector. A notification leaves the inbox once what it
 * is about is delivered, or refused and in the rejects file; what could not be read stays for later.
 * @throws ExpectedError; all that was not delivered by then is still in the inbox
 */
export async function drain(connector: Connector, inbox: Inbox, context: DrainContext): Promise<Drained> {
  const { inner, signal, tell } = context;
  requireToken(connector);
  let intercom: IntercomConnection | undefined;
  const one = async (): Promise<Drained | undefined> => {
    const state = stateOf(connector);
    if (!state) return 'no sync yet';
    if (partialStreams(connector).length > 0) return 'not whole yet';
    const batch = nextBatch(inbox, connector.resources);
    if (batch.read.size + batch.gone.size === 0) {
      // All of it is about what is switched off.
      inbox.settle([...batch.notifications.keys()]);
      return undefined;
    }
    if (!intercom) {
      intercom = await openIntercom(connector.intercom, { log: inner, signal });
      const { api } = intercom;
      api.observe(({ status }) =>
        tell?.({ kind: 'exchange', vendor: 'intercom', status, used: api.budgetUsed() }),
      );
      await claimWorkspace(connector, api);
    }
    // A sync may have had its turn since.
    intercom.api.client.relearn();
    await deliverBatch(connector, inbox, batch, { ...context, ...intercom, state });
    return undefined;
  };
  try {
    for (;;) {
      if (signal.aborted) return 'interrupted';
      inbox.tidy();
      if (!inbox.isDue()) return 'empty';
      const ended = await withLock(connector, one, { wait: true, short: true, signal });
      if (ended) return ended;
      await sleep(TURN_MS, signal);
    }
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'interrupted';
    throw error;
  } finally {
    await intercom?.close();
  }
}

async function deliverBatch(
  connector: Connector,
  inbox: Inbox,
  batch: Batch,
  { log, inner, signal, tell, api, state }: DrainContext & IntercomConnection & { state: Row },
): Promise<void> {
  const startedAt = Date.now();
  const receipts = new Map<string, Receipt>();
  const found: Objects = new Map();
  const failed: Objects = new Map();
  const catalog = catalogOf(connector.resources);
  const messages = messagesOf(batch, {
    connector,
    catalog,
    api,
    lives: inbox.lives,
    state,
    receipts,
    found,
    failed,
    log: inner,
    signal,
  });
  const delivery = new Delivery((account) => {
    account.client.onExchange = ({ status }) =>
      tell?.({ kind: 'exchange', vendor: 'brevo', status, used: account.budgetUsed });
  });
  await deliver(connector, incoming(messages), { log: inner, signal, delivery });
  if (signal.aborted) return;
  const [done, left] = split(batch, receipts, failed);
  inbox.sawAlive(found);
  inbox.settle(done);
  if (left.length > 0) inbox.postpone(left, LATER_MS);
  tell?.({ kind: 'drained', seconds: (Date.now() - startedAt) / 1000 });
  log.info(
    `webhooks: ${done.length} notifications delivered${left.length > 0 ? `, ${left.length} left for later` : ''}`,
  );
}

/** The numbers of the notifications that are dealt with, and of those about what could not be read: an object, or a whole stream. */
function split(
  { notifications }: Batch,
  receipts: ReadonlyMap<string, Receipt>,
  failed: Objects,
): [done: number[], left: number[]] {
  const isRead = new Map<string, boolean>();
  for (const [stream, { complete }] of receipts) {
    const subject = subjectOf(stream);
    isRead.set(subject, complete && isRead.get(subject) !== false);
  }
  const all = [...notifications];
  const isDone = ([, about]: (typeof all)[number]): boolean =>
    about.every(([subject, id]) => isRead.get(subject) === true && failed.get(subject)?.has(id) !== true);
  const numbers = (some: typeof all): number[] => some.map(([num]) => num);
  return [numbers(all.filter(isDone)), numbers(all.filter((one) => !isDone(one)))];
}

/** Whose objects a stream is of: its own, or its parent's. */
function subjectOf(name: string): string {
  const stream = tapIntercom.streams.find((one) => one.name === name);
  return stream && 'parent' in stream ? stream.parent : name;
}
