// Brings the identity of a dirty contact up to date, and finds those who can only be planned once all identities are.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Confirmed } from '../model.ts';
import { identityOf, type Identity } from '../person/identity.ts';
import { ownerOf } from '../person/winners.ts';
import type { Identities, StoredIdentity } from './standing.ts';

/** What identities are made of and kept in; the replica is it. */
export interface IdentityStore extends Identities {
  /** Those who share the old or the new e-mail or phone; nobody where nothing changed. */
  setIdentity(id: string, identity: StoredIdentity): string[];
  setConfirmed(id: string, confirmed: Confirmed | undefined): void;
  markDirty(ids: Iterable<string>): void;
}

/** What identities are read by. */
export interface IdentityRules {
  /** The stream of the contacts. */
  stream: string;
  mapping: Pick<Mapping, 'identity' | 'deleted' | 'mergedFrom' | 'consent'>;
}

/** A contact as its stream has it. */
export interface StoredContact {
  row: Row;
  /** The source says that it is gone. */
  deleted: boolean;
}

/** Who a contact is, and the owner of its e-mail. */
export interface Identified {
  identity: StoredIdentity;
  owner: string;
  /** As its row has it. */
  read?: Identity;
  /** Nobody else has its e-mail or its phone. */
  alone?: boolean;
}

// A loop of merges in the source must not hang the run.
const MAX_MERGES = 100;

/**
 * Reads who a contact is. Undefined where it shares something with others, or their record at Brevo may pass to it or its
 * own to them: then it and they are in `later`, and they are dirty.
 */
export function identify(
  id: string,
  { row, deleted }: StoredContact,
  replica: IdentityStore,
  { mapping }: IdentityRules,
  later: Set<string>,
): Identified | undefined {
  const read = identityOf(row, mapping, id);
  const { email, phone, rank, mergedFrom, noEmail, noSms } = read;
  const known = replica.identity(id);
  const mergedInto = known?.mergedInto;
  const isGone = read.deleted || deleted;
  const identity: StoredIdentity = { email, phone, rank, deleted: isGone, mergedInto, noEmail, noSms };
  const isNew = !known || !isSameClaim(known, identity) || !isSameConsent(known, identity);
  if (isNew) note(id, identity, replica, later);
  for (const source of mergedFrom) absorb(source, id, replica, later);
  if (mergedFrom.length > 0) later.add(id);
  const isOut = identity.deleted || mergedInto !== undefined;
  if (isOut && replica.confirmed(id)) later.add(id);
  if (later.has(id)) return undefined;
  // Nobody came up who shares the e-mail, so nobody does.
  const owner = isNew || isOut || email === undefined ? id : ownerOf(replica.claimants('email', email));
  if (owner === undefined || owner === id || !replica.confirmed(id))
    return { identity, owner: owner ?? id, read, alone: isNew };
  later.add(id);
  return undefined;
}

function note(id: string, identity: StoredIdentity, replica: IdentityStore, later: Set<string>): void {
  const known = replica.identity(id);
  const peers = replica.setIdentity(id, identity);
  if (peers.length === 0) return;
  replica.markDirty(peers);
  later.add(id);
  for (const peer of peers) {
    later.add(peer);
    // An identifier that it shares has changed hands.
    if (!known || !isSameClaim(known, identity)) withoutRefusals(peer, replica);
  }
}

/** Lets what Brevo refused of a contact be tried again: it may be free now. */
export function withoutRefusals(
  id: string,
  replica: Pick<IdentityStore, 'confirmed' | 'setConfirmed'>,
): void {
  const confirmed = replica.confirmed(id);
  if (!confirmed?.refused) return;
  const { refused: _, ...rest } = confirmed;
  replica.setConfirmed(id, rest);
}

/** Notes that `source` was merged into `id`. */
function absorb(source: string, id: string, replica: IdentityStore, later: Set<string>): void {
  const known = replica.identity(source);
  if (known?.mergedInto === id || leadsTo(id, source, replica)) return;
  note(source, { ...(known ?? { rank: '', deleted: true }), mergedInto: id }, replica, later);
  replica.markDirty([source]);
  later.add(source);
}

/** Whether `id` was itself merged into `other`: two contacts that name each other must not both be gone. */
function leadsTo(id: string, other: string, replica: IdentityStore): boolean {
  let at = replica.identity(id)?.mergedInto;
  for (let steps = 0; at !== undefined && steps < MAX_MERGES; steps += 1) {
    if (at === other) return true;
    at = replica.identity(at)?.mergedInto;
  }
  return false;
}

function isSameClaim(one: StoredIdentity, other: StoredIdentity): boolean {
  return (
    one.email === other.email &&
    one.phone === other.phone &&
    one.rank === other.rank &&
    one.deleted === other.deleted &&
    one.mergedInto === other.mergedInto
  );
}

function isSameConsent(one: StoredIdentity, other: StoredIdentity): boolean {
  return one.noEmail === other.noEmail && one.noSms === other.noSms;
}
