// Plans a round: from dirty contacts to the changes that have to be sent, all of them before the first.
import { setImmediate } from 'node:timers/promises';
import type { Row } from '../../../core/protocol/messages.ts';
import type { IdentityMapping } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';
import type { Change, Wanted } from '../model.ts';
import type { Problem } from '../person/problem.ts';
import { textOf } from '../person/text.ts';
import { ownerOf } from '../person/winners.ts';
import { diff, withoutLapsedBlocks, type DiffOptions } from './diff.ts';
import { identifyAll, type IdentityRules, type IdentityStore } from './identify.ts';
import { voidPlans } from './plan-file.ts';
import { removal, type OnDelete } from './removal.ts';
import type { StoredIdentity } from './standing.ts';
import { Tally, type PlanSummary } from './tally.ts';

/** What a round is planned in; the replica is it. */
export interface PlanStore extends IdentityStore {
  begin(): void;
  commit(): void;
  dirtyCount(): number;
  clearDirty(id: string, upTo: number): void;
  sequence(): number;
  clearPlan(): void;
  addChange(change: Change): void;
  setMeta(name: string, value: string): void;
}

/** The setting `contacts_without_email`: what else may identify a contact at Brevo. */
export type WithoutEmail = 'skip' | 'phone' | 'ext_id';

/** How contacts are planned. */
export interface PlanRules extends IdentityRules, DiffOptions {
  withoutEmail: WithoutEmail;
  onDelete: OnDelete;
  /** What the rows make of a contact. */
  wantedOf(id: string, row: Row): { wanted: Wanted; problems: readonly Problem[] };
}

/** A round that is planned. */
export interface PlannedRound {
  summary: PlanSummary;
  /** Up to which change of a row it goes: a contact that is sent is clean up to here (`clearDirty`). */
  upTo: number;
}

/** Contacts between two moments in which signals and timers are heard. */
const BREATH = 2000;

/**
 * Fills the replica's table of changes. Contacts without a difference are clean afterwards, those with one stay dirty
 * until it is sent. Once `signal` is aborted the plan is as far as it got.
 */
export async function planAll(
  replica: PlanStore,
  rules: PlanRules,
  signal?: AbortSignal,
): Promise<PlannedRound> {
  replica.commit();
  replica.begin();
  identifyAll(replica, rules);
  // After those whose turn came by it: they are looked at in this round too.
  const upTo = replica.sequence();
  replica.clearPlan();
  voidPlans(replica);
  replica.commit();

  const tally = new Tally();
  const owners = new Owners(replica);
  let looked = 0;
  replica.begin();
  for (const id of replica.dirty(replica.dirtyCount())) {
    if (signal?.aborted === true) break;
    const change = changeOf(id, replica, rules, owners, tally);
    if (change) {
      replica.addChange(change);
      tally.change(change);
    } else replica.clearDirty(id, upTo);
    looked += 1;
    if (looked % BREATH > 0) continue;
    replica.commit();
    await setImmediate();
    replica.begin();
  }
  replica.commit();
  return { summary: tally.end(looked), upTo };
}

function changeOf(
  id: string,
  replica: PlanStore,
  rules: PlanRules,
  owners: Owners,
  tally: Tally,
): Change | undefined {
  const identity = replica.identity(id);
  if (!identity) return undefined;
  if (identity.deleted || identity.mergedInto !== undefined)
    return removalOf(id, identity, replica, rules, tally);
  const owner = identity.email === undefined ? id : owners.of(identity.email);
  if (owner !== undefined && owner !== id) {
    tally.shared(id, owner);
    return undefined;
  }

  const row = replica.row(rules.stream, id);
  if (!row) return undefined;
  const confirmed = replica.confirmed(id);
  const isNameless = identity.email === undefined && !confirmed;
  if (isNameless && rules.withoutEmail === 'skip') return skip(row, rules.mapping.identity, tally);
  const { wanted, problems } = rules.wantedOf(id, row);
  for (const problem of problems) tally.problem(id, problem);
  if (isNameless && rules.withoutEmail === 'phone' && wanted.sms === undefined)
    return skip(row, rules.mapping.identity, tally);

  const change = diff(id, wanted, confirmed, rules);
  if (change) return change;
  tally.summary.unchanged += 1;
  const lapsed = confirmed && withoutLapsedBlocks(wanted, confirmed);
  if (lapsed) replica.setConfirmed(id, lapsed);
  return undefined;
}

function removalOf(
  id: string,
  { mergedInto }: StoredIdentity,
  replica: PlanStore,
  { onDelete, managed }: PlanRules,
  tally: Tally,
): Change | undefined {
  const confirmed = replica.confirmed(id);
  if (!confirmed) return undefined;
  // A contact that was merged away is no deleted person: the survivor is at Brevo too.
  const change = removal(id, confirmed, mergedInto === undefined ? onDelete : 'unlist', managed);
  if (!change) tally.summary.unchanged += 1;
  return change;
}

function skip(row: Row, { role }: IdentityMapping, tally: Tally): undefined {
  tally.skipped((role && textOf(readPath(row, role))) ?? 'contact');
}

/** Who owns each e-mail; remembers the last ones, since those who share one are often neighbours. */
class Owners {
  readonly #replica: PlanStore;
  #email = '';
  #owner: string | undefined;

  constructor(replica: PlanStore) {
    this.#replica = replica;
  }

  of(email: string): string | undefined {
    if (email !== this.#email) {
      this.#email = email;
      this.#owner = ownerOf(this.#replica.claimants('email', email));
    }
    return this.#owner;
  }
}
