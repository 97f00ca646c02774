// Sends what a round has planned: contacts first, by import where that is asked for, then their events.
import type { Change } from '../model.ts';
import { countSent, noCounts, type Counts } from './counts.ts';
import { awaitEarlierImport, type EarlierImportDeps } from './earlier-import.ts';
import { sendEvents, type EventCalls } from './events.ts';
import { importPlanned, type ImportDeps } from './import.ts';
import { sendContacts, type ContactDeps } from './waves.ts';

/** What sending works with. */
export interface SendDeps extends Omit<ContactDeps, 'counts' | 'delivered'>, EarlierImportDeps {
  account: ContactDeps['account'] & ImportDeps['account'] & EventCalls;
  /** Load many contacts by import; `types` are those of the account's attributes. */
  imports?: Pick<ImportDeps, 'types'>;
}

/**
 * Sends every change in the plan and every event that is due, once no import of an earlier run is under way. Each
 * outcome is in the replica, and each reject on the disk, when it resolves; what was under way is finished, and
 * `counts` tells of it, also when it throws.
 * @throws AuthError, ApiError, ExpectedError, and the reason where the run is told to stop while an import runs
 */
export async function sendAll(deps: SendDeps, counts: Counts = noCounts()): Promise<Counts> {
  const { imports } = deps;
  const { contacts, events } = counts;
  await awaitEarlierImport(deps);
  const delivered = new Set<string>();
  const onArrived = (change: Change): void => {
    delivered.add(change.id);
    counts.imported += 1;
    countSent(contacts, change);
  };
  if (imports) await importPlanned({ ...deps, ...imports, onArrived });
  await sendContacts({ ...deps, counts: contacts, delivered });
  await sendEvents(deps, events);
  counts.complete = !deps.signal.aborted;
  return counts;
}
