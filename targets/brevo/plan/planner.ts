// Plans a round: from dirty contacts to the changes that have to be sent, all of them before the first.
import { setImmediate } from 'node:timers/promises';
import type { Row } from '../../../core/protocol/messages.ts';
import type { IdentityMapping } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';
import type { Change, Wanted } from '../model.ts';
import type { Identity } from '../person/identity.ts';
import type { Problem } from '../person/problem.ts';
import { textOf } from '../person/text.ts';
import { ownerOf } from '../person/winners.ts';
import { diff, withoutLapsedBlocks, type DiffOptions } from './diff.ts';
import {
  identify,
  type Identified,
  type IdentityRules,
  type IdentityStore,
  type StoredContact,
} from './identify.ts';
import { voidPlans } from './plan-file.ts';
import { overtaken, removal, type OnDelete } from './removal.ts';
import { inheritances } from './standing.ts';
import { Tally, type PlanSummary } from './tally.ts';

/** What a round is planned in; the replica is it. */
export interface PlanStore extends IdentityStore {
  begin(): void;
  commit(): void;
  contact(id: string): StoredContact | undefined;
  dirty(limit?: number): Iterable<string>;
  dirtyCount(): number;
  clearDirty(id: string, upTo: number): void;
  sequence(): number;
  moveConfirmed(from: string, to: string): void;
  clearPlan(): void;
  addChange(change: Change): void;
  /** Takes the changes of these contacts out of the plan. */
  dropChanges(ids: Iterable<string>): Iterable<Change>;
  setMeta(name: string, value: string): void;
}

/** The setting `contacts_without_email`: what else may identify a contact at Brevo. */
export type WithoutEmail = 'skip' | 'phone' | 'ext_id';

/** How contacts are planned. */
export interface PlanRules extends IdentityRules, DiffOptions {
  withoutEmail: WithoutEmail;
  onDelete: OnDelete;
  /**
   * What the rows make of a contact; `identity` is as `identityOf` reads it from `row`, where that was done already.
   * `alone`: nobody else has its e-mail or its phone.
   */
  wantedOf(
    id: string,
    row: Row,
    identity?: Identity,
    alone?: boolean,
  ): { wanted: Wanted; problems: readonly Problem[] };
  /** Identities are settled now: whatever `wantedOf` remembers of who owns what is void. */
  identified?(): void;
}

/** A round that is planned. */
export interface PlannedRound {
  summary: PlanSummary;
  /** Up to which change of a row it goes: a contact that is sent is clean up to here (`clearDirty`). */
  upTo: number;
}

/** Contacts between two moments in which signals, timers and new rows are heard. */
const BREATH = 2000;

/** Contacts between two commits: each writes all pages of the indexes that it has touched, which soon are most of them. */
const COMMIT_EVERY = 20_000;

/**
 * Fills the replica's table of changes. Contacts without a difference are clean afterwards, those with one stay dirty
 * until it is sent. Once `signal` is aborted the plan is as far as it got.
 */
export async function planAll(
  replica: PlanStore,
  rules: PlanRules,
  signal?: AbortSignal,
): Promise<PlannedRound> {
  const round = new Round(replica, rules, signal);
  replica.commit();
  replica.begin();
  const upTo = replica.sequence();
  replica.clearPlan();
  voidPlans(replica);
  await round.each(replica.dirty(replica.dirtyCount()), (id) => round.planAlone(id, upTo));
  await round.planTogether();
  replica.commit();
  return { summary: round.tally.end(), upTo };
}

/**
 * Most contacts share nothing with others, and are planned as they are read. The rest comes afterwards, when
 * everybody's identity is known; what was planned for them too early is taken back.
 */
class Round {
  readonly tally = new Tally();
  readonly #replica: PlanStore;
  readonly #rules: PlanRules;
  readonly #signal: AbortSignal | undefined;
  readonly #later = new Set<string>();

  constructor(replica: PlanStore, rules: PlanRules, signal: AbortSignal | undefined) {
    this.#replica = replica;
    this.#rules = rules;
    this.#signal = signal;
  }

  async each(ids: Iterable<string>, step: (id: string) => void): Promise<void> {
    let looked = 0;
    for (const id of ids) {
      if (this.#signal?.aborted === true) return;
      step(id);
      looked += 1;
      if (looked % BREATH > 0) continue;
      if (looked % COMMIT_EVERY === 0) this.#replica.commit();
      await setImmediate();
      this.#replica.begin();
    }
  }

  planAlone(id: string, upTo: number): void {
    const contact = this.#replica.contact(id);
    if (!contact) return this.#replica.clearDirty(id, upTo);
    const identified = identify(id, contact, this.#replica, this.#rules, this.#later);
    if (identified) this.#plan(id, contact.row, identified, upTo);
  }

  async planTogether(): Promise<void> {
    if (this.#signal?.aborted === true || this.#later.size === 0) return;
    const replica = this.#replica;
    for (const { from, to } of inheritances(this.#later, replica)) {
      replica.moveConfirmed(from, to);
      replica.markDirty([from, to]);
      this.#later.add(to);
    }
    for (const change of replica.dropChanges(this.#later)) this.tally.takeBack(change);
    const upTo = replica.sequence();
    this.#rules.identified?.();
    await this.each(this.#later, (id) => {
      this.tally.again(id);
      const contact = replica.contact(id);
      const identity = replica.identity(id);
      if (!contact || !identity) return replica.clearDirty(id, upTo);
      const { email } = identity;
      const owner = email === undefined ? id : (ownerOf(replica.claimants('email', email)) ?? id);
      this.#plan(id, contact.row, { identity, owner }, upTo);
    });
  }

  #plan(id: string, row: Row, identified: Identified, upTo: number): void {
    const change = this.#changeOf(id, row, identified);
    if (!change) return this.#replica.clearDirty(id, upTo);
    this.#replica.addChange(change);
    this.tally.change(change);
  }

  #changeOf(id: string, row: Row, { identity, owner, read, alone }: Identified): Change | undefined {
    const { tally } = this;
    const replica = this.#replica;
    const rules = this.#rules;
    const confirmed = replica.confirmed(id);
    if (identity.deleted || identity.mergedInto !== undefined) {
      // A contact that was merged away is no deleted person: the survivor is at Brevo too.
      const how = identity.mergedInto === undefined ? rules.onDelete : 'unlist';
      const change = confirmed && removal(id, confirmed, how, rules.managed);
      return change ?? tally.unchanged(id);
    }
    if (owner !== id) return overtaken(id, owner, replica, rules.managed) ?? tally.shared(id, owner);

    const isNameless = identity.email === undefined && !confirmed;
    if (isNameless && rules.withoutEmail === 'skip') return this.#skip(id, row);
    const { wanted, problems } = rules.wantedOf(id, row, read, alone);
    if (isNameless && rules.withoutEmail === 'phone' && wanted.sms === undefined) return this.#skip(id, row);
    for (const problem of problems) tally.problem(id, problem);

    const change = diff(id, wanted, confirmed, rules);
    if (change) return change;
    const lapsed = confirmed && withoutLapsedBlocks(wanted, confirmed);
    if (lapsed) replica.setConfirmed(id, lapsed);
    return tally.unchanged(id);
  }

  #skip(id: string, row: Row): undefined {
    const { role }: IdentityMapping = this.#rules.mapping.identity;
    return this.tally.skipped(id, (role && textOf(readPath(row, role))) ?? 'contact');
  }
}
