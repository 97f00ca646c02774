// Learns from the account whom it knows by our ext_ids already, where the replica cannot tell.
import type { Log } from '../../../core/log.ts';
import { isoMicroseconds } from '../../../core/time.ts';
import type { BrevoAccount, ContactOnAccount } from '../account/account.ts';
import type { Confirmed } from '../model.ts';
import type { Replica } from '../replica/replica.ts';

/** What recognising works with. */
export interface RecogniseDeps {
  account: Pick<BrevoAccount, 'contacts' | 'events'>;
  replica: Replica;
  log: Log;
}

const NOTE = 'recognised';

/**
 * Reads the account's contacts, once in the life of a replica: whoever has an ext_id counts as known by it, with its
 * e-mail and nothing else: what somebody else may have set is not this target's. Were they unknown, an e-mail that moved from one of them to somebody else
 * while the replica was lost would take the record with it. A thousand contacts take a request.
 * @throws AuthError, ApiError
 */
export async function recognise({ account, replica, log }: RecogniseDeps): Promise<void> {
  if (replica.meta(NOTE) !== undefined) return;
  let known = 0;
  replica.commit();
  replica.begin();
  for await (const contact of account.contacts()) {
    const confirmed = confirmedOf(contact);
    if (confirmed === undefined || replica.confirmed(confirmed.extId)) continue;
    replica.setConfirmed(confirmed.extId, confirmed);
    known += 1;
  }
  if (known > 0) await recogniseEvents(account, replica);
  replica.setMeta(NOTE, String(known));
  replica.commit();
  if (known > 0) log.info(`${known} contacts at Brevo are known by their ext_id`);
}

/** Events that an earlier replica has sent are not sent again: each has its key among its properties. */
async function recogniseEvents(account: RecogniseDeps['account'], replica: Replica): Promise<void> {
  let oldest = Infinity;
  for (const { at } of replica.pendingEvents()) oldest = Math.min(oldest, at);
  const since = isoMicroseconds(oldest);
  if (since === undefined) return;
  for await (const { event_properties: properties } of account.events(since)) {
    const key = properties?.['intercom_event_id'];
    if (typeof key === 'string') replica.setEvents([key], 'sent');
  }
}

function confirmedOf({ email, attributes }: ContactOnAccount): Confirmed | undefined {
  const { EXT_ID: extId } = attributes;
  if (typeof extId !== 'string' || extId === '') return undefined;
  return {
    extId,
    ...(email !== undefined && { email: email.toLowerCase() }),
    attributes: {},
    lists: [],
  };
}
