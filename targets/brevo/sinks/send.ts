// Sends what a round has planned: contacts first, by import where that is asked for, then their events.
import { awaitEarlierImport, type EarlierImportDeps } from './earlier-import.ts';
import { sendEvents, type EventCalls, type EventCounts } from './events.ts';
import { importPlanned, type ImportDeps } from './import.ts';
import { sendContacts, type ContactCounts, type ContactDeps } from './waves.ts';

/** What sending works with. */
export interface SendDeps extends Omit<ContactDeps, 'delivered'>, EarlierImportDeps {
  account: ContactDeps['account'] & ImportDeps['account'] & EventCalls;
  /** Load many contacts by import; `types` are those of the account's attributes. */
  imports?: Pick<ImportDeps, 'types'>;
}

/** What became of a round. */
export interface Counts {
  contacts: ContactCounts;
  /** How many of the contacts came by import. */
  imported: number;
  events: EventCounts;
  /** False where the signal stopped it: what was not sent is still planned or pending. */
  complete: boolean;
}

/**
 * Sends every change in the plan and every event that is due, once no import of an earlier run is under way. Each
 * outcome is in the replica, and each reject on the disk, when it resolves; what was under way is finished also when it throws.
 * @throws AuthError, ApiError, ExpectedError, and the reason where the run is told to stop while an import runs
 */
export async function sendAll(deps: SendDeps): Promise<Counts> {
  const { imports } = deps;
  await awaitEarlierImport(deps);
  const delivered = imports ? await importPlanned({ ...deps, ...imports }) : new Set<string>();
  const contacts = await sendContacts({ ...deps, delivered });
  const events = await sendEvents(deps);
  return { contacts, imported: delivered.size, events, complete: !deps.signal.aborted };
}
