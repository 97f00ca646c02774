// Sends custom events of contacts that are at Brevo, each once; more often only where an answer was lost.
import { ApiError } from '../../../core/errors.ts';
import { RETRY, retryWait, sleep } from '../../../core/http/retry.ts';
import type { Log } from '../../../core/log.ts';
import { isoMicroseconds } from '../../../core/time.ts';
import type { BrevoAccount } from '../account/account.ts';
import type { Reject } from '../model.ts';
import { standInOf } from '../plan/standing.ts';
import { mainContact } from '../person/conversation-row.ts';
import type { Rejects } from '../rejects.ts';
import type { Replica } from '../replica/replica.ts';
import type { EventCounts } from './counts.ts';
import { batchesOf, eventBody, type OutgoingEvent } from './event-batch.ts';
import { rejectOf, refusal } from './refusals.ts';

/** The call that events need. */
export type EventCalls = Pick<BrevoAccount, 'sendEvents'>;

/** What sending events works with. */
export interface EventDeps {
  account: EventCalls;
  replica: Replica;
  rejects: Rejects;
  log: Log;
  /** Aborted: what is under way is finished, nothing is begun. */
  signal: AbortSignal;
}

/**
 * Sends every pending event whose contact has been delivered, in the order in which they were found, and counts
 * them as it goes.
 * @throws AuthError, ApiError and ExpectedError
 */
export async function sendEvents(deps: EventDeps, counts: EventCounts): Promise<void> {
  for (const batch of batchesOf(outgoing(deps.replica, counts))) {
    if (deps.signal.aborted) return;
    mark(deps.replica, batch);
    await deliver(deps, counts, batch);
  }
}

function* outgoing(replica: Replica, counts: EventCounts): Generator<OutgoingEvent> {
  for (const { key, name, contact, at, properties, parent } of replica.pendingEvents()) {
    const row = parent && replica.row(parent.stream, parent.key);
    const whose = (row && mainContact(row)) ?? contact;
    const owner = whose === undefined ? undefined : ownerOf(replica, whose);
    if (owner === undefined) counts.waiting += 1;
    else {
      const event = { key, name, contact: owner.id, date: isoMicroseconds(at) ?? String(at), properties };
      yield { event, stream: parent?.stream ?? 'events', body: eventBody(event, owner.extId) };
    }
  }
}

/** Whoever stands for the contact at Brevo, else the contact itself, if it is there. */
function ownerOf(replica: Replica, contact: string): { id: string; extId: string } | undefined {
  for (const id of [standInOf(contact, replica), contact]) {
    const confirmed = replica.confirmed(id);
    // One that is unsure may not be there, and Brevo takes an event of nobody without a word.
    if (confirmed && confirmed.unsure !== true) return { id, extId: confirmed.extId };
  }
  return undefined;
}

/** Sends a batch; one that is refused as a whole is halved until the guilty events are alone. */
async function deliver(deps: EventDeps, counts: EventCounts, batch: OutgoingEvent[]): Promise<void> {
  try {
    const reasons = new Map((await send(deps, counts, batch)).map(({ index, message }) => [index, message]));
    const failed = batch.flatMap((one, n) => {
      const reason = reasons.get(n);
      return reason === undefined ? [] : [rejected(one, reason)];
    });
    await settle(
      deps,
      counts,
      batch.filter((_, n) => !reasons.has(n)),
      failed,
    );
  } catch (error) {
    const failure = refusal(error);
    const [first] = batch;
    if (batch.length === 1 && first)
      return settle(
        deps,
        counts,
        [],
        [{ ...rejectOf(nameOf(first), failure, { ...first.body }), hint: HINT }],
      );
    const half = batch.length >> 1;
    await deliver(deps, counts, batch.slice(0, half));
    await deliver(deps, counts, batch.slice(half));
  }
}

/** Which events of the batch failed. A lost answer says nothing of them, so the batch is sent again. */
async function send(
  { account, log, signal }: EventDeps,
  counts: EventCounts,
  batch: OutgoingEvent[],
): Promise<{ index: number; message: string }[]> {
  const bodies = batch.map(({ body }) => body);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await account.sendEvents(bodies, { repeat: false })).failed;
    } catch (error) {
      if (!(error instanceof ApiError && error.ambiguous) || attempt >= RETRY.attempts || signal.aborted)
        throw error;
      // Counted once, however often it comes again.
      if (attempt === 1) counts.repeated += batch.length;
      log.warn(`${error.message}; ${batch.length} events are sent again, and may be at Brevo twice`);
      await sleep(retryWait(attempt, error.retryAfter));
    }
  }
}

async function settle(
  { replica, rejects }: EventDeps,
  counts: EventCounts,
  sent: OutgoingEvent[],
  failed: Reject[],
): Promise<void> {
  // Not settled before it is on the disk.
  if (failed.length > 0) await rejects.add(failed);
  replica.begin();
  replica.setEvents(
    sent.map(({ event }) => event.key),
    'sent',
  );
  replica.setEvents(
    failed.map(({ key }) => key),
    'rejected',
  );
  replica.commit();
  for (const one of sent) {
    rejects.settle(nameOf(one));
    const { event_name: name } = one.body;
    counts.names[name] = (counts.names[name] ?? 0) + 1;
  }
  counts.sent += sent.length;
  counts.rejected += failed.length;
}

function mark(replica: Replica, batch: OutgoingEvent[]): void {
  replica.begin();
  replica.setEvents(
    batch.map(({ event }) => event.key),
    'under_way',
  );
  replica.commit();
}

const nameOf = ({ stream, event }: OutgoingEvent): { stream: string; key: string } => ({
  stream,
  key: event.key,
});

const HINT =
  'Correct the event at its source, then replay the rejects: an event does not come again by itself.';

const rejected = (one: OutgoingEvent, reason: string): Reject => ({
  ...nameOf(one),
  reason,
  hint: HINT,
  payload: { ...one.body },
});
