// Sends what a round has planned: contacts first, by import where that is asked for, then events and companies; then reads back.
import type { Log } from '../../../core/log.ts';
import type { BrevoAccount } from '../account/account.ts';
import type { Rejects } from '../rejects.ts';
import type { Replica } from '../replica/replica.ts';
import { sendCompanies, type CompanyCounts } from './companies.ts';
import { sendEvents, type EventCounts } from './events.ts';
import type { Types } from './import-rows.ts';
import { importPlanned } from './import.ts';
import { verify, type Verified, type VerifyMode } from './verify.ts';
import { sendContacts, type ContactCounts } from './waves.ts';

/** What sending works with. */
export interface SendDeps {
  account: BrevoAccount;
  replica: Replica;
  rejects: Rejects;
  log: Log;
  /** Aborted: what is under way is finished, nothing is begun. */
  signal: AbortSignal;
  /** Stream of the contacts. */
  stream: string;
  /** The replica's sequence when the plan was made: who changed since then stays dirty. */
  sequence: number;
  /** Load many contacts by import; `types` are those of the account's attributes. */
  imports?: { types: Types; pollSeconds: number };
  /** Stream of the companies, where they go into the CRM. */
  companies?: string;
  verify?: VerifyMode;
}

/** What became of a round. */
export interface Counts {
  contacts: ContactCounts;
  /** How many of the contacts came by import. */
  imported: number;
  events: EventCounts;
  companies: CompanyCounts | undefined;
  verified: Verified | undefined;
  /** False where the signal stopped it: what was not sent is still planned or pending. */
  complete: boolean;
}

/**
 * Sends every change in the plan and every event that is due. Each outcome is in the replica, and each reject on
 * the disk, when it resolves; what was under way is finished also when it throws.
 * @throws AuthError, ApiError and ExpectedError
 */
export async function sendAll(deps: SendDeps): Promise<Counts> {
  const { imports, companies: stream, verify: mode = 'off' } = deps;
  const since = Date.now();
  const delivered = imports ? await importPlanned({ ...deps, ...imports }) : new Set<string>();
  const contacts = await sendContacts({ ...deps, delivered });
  const events = await sendEvents(deps);
  const companies = stream === undefined ? undefined : await sendCompanies({ ...deps, stream });
  const verified = mode === 'off' ? undefined : await verify({ ...deps, mode, since });
  const complete = !deps.signal.aborted;
  return { contacts, imported: delivered.size, events, companies, verified, complete };
}
