// Brings the identities of dirty contacts up to date, and passes records at Brevo on to whom they belong now.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Confirmed } from '../model.ts';
import { identityOf } from '../person/identity.ts';
import { inheritances, type Identities, type StoredIdentity } from './standing.ts';

/** What identities are made of and kept in; the replica is it. */
export interface IdentityStore extends Identities {
  row(stream: string, key: string): Row | undefined;
  /** Whether the source says that the contact is gone. */
  isDeleted(contact: string): boolean;
  /** Those who share the old or the new e-mail or phone; nobody where nothing changed. */
  setIdentity(id: string, identity: StoredIdentity): string[];
  setConfirmed(id: string, confirmed: Confirmed | undefined): void;
  moveConfirmed(from: string, to: string): void;
  dirty(limit?: number): Iterable<string>;
  markDirty(ids: Iterable<string>): void;
}

/** What identities are read by. */
export interface IdentityRules {
  /** The stream of the contacts. */
  stream: string;
  mapping: Pick<Mapping, 'identity' | 'deleted' | 'mergedFrom'>;
}

/**
 * Reads who each dirty contact is. Whoever gains or loses by it becomes dirty too; a contact without a record at Brevo
 * that stands for one with a record gets that. To be done in one transaction: what changes is told once.
 */
export function identifyAll(replica: IdentityStore, rules: IdentityRules): void {
  const candidates = new Set<string>();
  for (const id of replica.dirty()) {
    const row = replica.row(rules.stream, id);
    if (row) identify(id, row, replica, rules, candidates);
  }
  for (const { from, to } of inheritances(candidates, replica)) {
    replica.moveConfirmed(from, to);
    replica.markDirty([from, to]);
  }
}

function identify(
  id: string,
  row: Row,
  replica: IdentityStore,
  { mapping }: IdentityRules,
  candidates: Set<string>,
): void {
  const { email, phone, rank, deleted, mergedFrom } = identityOf(row, mapping, id);
  const mergedInto = replica.identity(id)?.mergedInto;
  const identity: StoredIdentity = {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    rank,
    deleted: deleted || replica.isDeleted(id),
    ...(mergedInto !== undefined && { mergedInto }),
  };
  const note = (whose: string, what: StoredIdentity): void => {
    const peers = replica.setIdentity(whose, what);
    if (peers.length > 0) {
      replica.markDirty(peers);
      // An identifier that changes hands may be free at Brevo now.
      for (const peer of peers) withoutRefusals(peer, replica);
      for (const one of [whose, ...peers]) candidates.add(one);
    }
    if (what.deleted || what.mergedInto !== undefined) candidates.add(whose);
  };
  note(id, identity);
  for (const source of mergedFrom) {
    const known = replica.identity(source);
    if (known?.mergedInto === id || !isOlder(source, id, replica)) continue;
    note(source, { ...(known ?? { rank: '', deleted: true }), mergedInto: id });
    replica.markDirty([source]);
  }
}

// Two contacts that each name the other as merged would both be gone.
function isOlder(source: string, into: string, replica: IdentityStore): boolean {
  for (let at = replica.identity(into)?.mergedInto, steps = 0; at !== undefined && steps < 100; steps += 1) {
    if (at === source) return false;
    at = replica.identity(at)?.mergedInto;
  }
  return true;
}

function withoutRefusals(id: string, replica: IdentityStore): void {
  const confirmed = replica.confirmed(id);
  if (!confirmed?.refused) return;
  const { refused: _, ...rest } = confirmed;
  replica.setConfirmed(id, rest);
}
