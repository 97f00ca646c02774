// Sends what a round has planned: contacts first, then their events.
import { sendContacts, type ContactCounts, type ContactDeps } from './waves.ts';
import { sendEvents, type EventCalls, type EventCounts } from './events.ts';

/** What sending works with. */
export interface SendDeps extends ContactDeps {
  account: ContactDeps['account'] & EventCalls;
}

/** What became of a round. */
export interface Counts {
  contacts: ContactCounts;
  events: EventCounts;
  /** False where the signal stopped it: what was not sent is still planned or pending. */
  complete: boolean;
}

/**
 * Sends every change in the plan and every event that is due. Each outcome is in the replica, and each reject on
 * the disk, when it resolves; what was under way is finished also when it throws.
 * @throws AuthError, ApiError and ExpectedError
 */
export async function sendAll(deps: SendDeps): Promise<Counts> {
  const contacts = await sendContacts(deps);
  const events = await sendEvents(deps);
  return { contacts, events, complete: !deps.signal.aborted };
}
