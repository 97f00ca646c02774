// Reads back what was sent: Brevo drops attributes it does not know, or whose value it does not like, with a success code.
import { sleep } from '../../../core/http/retry.ts';
import type { Log } from '../../../core/log.ts';
import type { BrevoAccount, ContactOnAccount } from '../account/account.ts';
import type { AttributeValue } from '../model.ts';
import { sameValue } from '../plan/diff.ts';
import type { Replica } from '../replica/replica.ts';

/** The setting `verify`. */
export type VerifyMode = 'off' | 'sample' | 'all';

/** What reading back works with. */
export interface VerifyDeps {
  account: Pick<BrevoAccount, 'contacts' | 'getContact'>;
  replica: Replica;
  log: Log;
  signal: AbortSignal;
  mode: VerifyMode;
  /** When sending began, in epoch milliseconds. */
  since: number;
  /** How long to wait before each look, in milliseconds; reads lag behind writes. */
  waits?: readonly number[];
}

/** What reading back found. */
export interface Verified {
  checked: number;
  /** Contacts that were not as they were sent, by the attribute that was dropped; `""` for contacts that were not found. */
  dropped: Map<string, string[]>;
}

/** Together more than the 30 seconds by which reads lag. */
const WAITS = [0, 2000, 5000, 10_000, 20_000];
const SAMPLE = 20;
/** Clocks differ, and a contact that is read once too often does no harm. */
const MARGIN_MS = 120_000;
/** So many contacts are named for each attribute. */
const NAMED = 3;

/** Compares what the plan's contacts have at Brevo with what is confirmed, and reports what is missing. @throws AuthError, ApiError */
export async function verify(deps: VerifyDeps): Promise<Verified> {
  const { replica, signal, mode, waits = WAITS } = deps;
  const open = delivered(replica, mode);
  const checked = open.size;
  for (const wait of waits) {
    if (open.size === 0 || signal.aborted) break;
    await sleep(wait);
    await look(deps, open);
  }
  const dropped = new Map<string, string[]>();
  for (const [id, names] of open)
    for (const name of names) dropped.set(name, [...(dropped.get(name) ?? []), id]);
  report(deps.log, { checked, dropped });
  return { checked, dropped };
}

/** Contacts by their id, with the attributes that were not seen yet; `""` as long as the contact was not. */
function delivered(replica: Replica, mode: VerifyMode): Map<string, string[]> {
  const open = new Map<string, string[]>();
  if (mode === 'off') return open;
  for (const { id, kind } of replica.changes()) {
    if (mode === 'sample' && open.size === SAMPLE) break;
    if ((kind === 'create' || kind === 'update') && isDelivered(replica, id)) open.set(id, ['']);
  }
  return open;
}

// A change that was refused, or not sent, has nothing to show.
function isDelivered(replica: Replica, id: string): boolean {
  const confirmed = replica.confirmed(id);
  return confirmed?.extId === id && confirmed.unsure !== true;
}

async function look(
  { account, mode, since, replica }: VerifyDeps,
  open: Map<string, string[]>,
): Promise<void> {
  const see = (contact: ContactOnAccount, id: string): void => {
    const missing = missingIn(contact, replica.confirmed(id)?.attributes ?? {});
    if (missing.length === 0) open.delete(id);
    else open.set(id, missing);
  };
  if (mode === 'sample') {
    for (const id of open.keys()) {
      const contact = await account.getContact(id);
      if (contact) see(contact, id);
    }
    return;
  }
  const modifiedSince = new Date(since - MARGIN_MS).toISOString();
  for await (const contact of account.contacts({ modifiedSince })) {
    const id = contact.attributes['EXT_ID'];
    if (typeof id === 'string' && open.has(id)) see(contact, id);
  }
}

/** The attributes that the contact does not have as they were sent. */
export function missingIn(
  contact: Pick<ContactOnAccount, 'attributes'>,
  sent: Readonly<Record<string, AttributeValue>>,
): string[] {
  return Object.keys(sent).filter((name) => !isKept(contact.attributes[name], sent[name]));
}

function isKept(kept: unknown, sent: AttributeValue | undefined): boolean {
  if (sent === undefined || kept === undefined || kept === null || kept === '') return sent === undefined;
  // A category answers with the number of the option that was sent by its label.
  if (typeof kept !== typeof sent) return typeof kept === 'number' && typeof sent === 'string';
  if (typeof kept === 'string' && typeof sent === 'string') return kept.trim() === sent.trim();
  return sameValue(kept as AttributeValue, sent);
}

function report(log: Log, { checked, dropped }: Verified): void {
  for (const [name, ids] of dropped) {
    const who = ids.slice(0, NAMED).join(', ') + (ids.length > NAMED ? ', …' : '');
    if (name === '')
      log.warn(`verify: ${ids.length} of ${checked} contacts were not found at Brevo (${who})`);
    else log.warn(`verify: Brevo dropped ${name} of ${ids.length} of ${checked} contacts (${who})`);
  }
  if (checked > 0 && dropped.size === 0) log.info(`verify: ${checked} contacts are as they were sent`);
}
