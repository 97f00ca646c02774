// Who stands for whom at Brevo: merged contacts, shared e-mails, and whose record passes to whom.
import type { Confirmed } from '../model.ts';
import type { Reader } from '../person/reader.ts';
import { ownerOf, survivorOf } from '../person/winners.ts';

/** A contact's identity, as the replica keeps it. */
export interface StoredIdentity {
  email?: string | undefined;
  phone?: string | undefined;
  rank: string;
  deleted: boolean;
  mergedInto?: string | undefined;
  noEmail?: true | undefined;
  noSms?: true | undefined;
}

/** What this file reads of the replica. */
export interface Identities extends Pick<Reader, 'claimants' | 'isUnsubscribed'> {
  identity(id: string): StoredIdentity | undefined;
  confirmed(id: string): Confirmed | undefined;
}

/**
 * The contact whose record at Brevo is also this one's: the survivor of a merge, then the owner of its e-mail.
 * A contact that stands for itself, a deleted one included, is its own.
 */
export function standInOf(id: string, replica: Identities): string {
  const survivor = survivorOf(id, (key) => replica.identity(key)?.mergedInto);
  const identity = replica.identity(survivor);
  if (identity?.email === undefined || identity.deleted) return survivor;
  return ownerOf(replica.claimants('email', identity.email)) ?? survivor;
}

/** One record that passes from a contact to another. */
export interface Inheritance {
  from: string;
  to: string;
}

/**
 * Which of these contacts leave their record at Brevo to another, who has none yet: those that were merged away, that
 * lost their e-mail to somebody, or that are gone while somebody else has the e-mail now. One heir gets one record,
 * the one with its e-mail first: two are never merged.
 */
export function inheritances(candidates: Iterable<string>, replica: Identities): Inheritance[] {
  const byEmail: Inheritance[] = [];
  const others: Inheritance[] = [];
  for (const from of candidates) {
    const confirmed = replica.confirmed(from);
    const to = confirmed && heirOf(from, confirmed, replica);
    if (to === undefined || replica.confirmed(to)) continue;
    const sameEmail = confirmed?.email !== undefined && confirmed.email === replica.identity(to)?.email;
    (sameEmail ? byEmail : others).push({ from, to });
  }
  const heirs = new Set<string>();
  return [...byEmail, ...others].filter(({ to }) => !heirs.has(to) && heirs.add(to));
}

function heirOf(id: string, { email }: Confirmed, replica: Identities): string | undefined {
  const standIn = standInOf(id, replica);
  if (standIn !== id) return replica.identity(standIn)?.deleted === false ? standIn : undefined;
  const identity = replica.identity(id);
  const givesUp = identity !== undefined && (identity.deleted || identity.email === undefined);
  if (!givesUp || email === undefined) return undefined;
  const owner = ownerOf(replica.claimants('email', email));
  return owner === id ? undefined : owner;
}
