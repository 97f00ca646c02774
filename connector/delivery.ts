// What one run of target-brevo does, counted while it goes on.
import type { BrevoAccount } from '../targets/brevo/account/account.ts';
import type { DeliveryObserver } from '../targets/brevo/destination.ts';
import type { Change, Confirmed } from '../targets/brevo/model.ts';
import { fieldChanges } from '../targets/brevo/plan/fields.ts';
import { standingOf, type Standing } from '../targets/brevo/replica/figures.ts';
import type { ReadyRound, RoundOutcome } from '../targets/brevo/round.ts';
import type { Session } from '../targets/brevo/session.ts';
import type { BrevoResult, ContactChange, ListMoves } from './sync-result.ts';

/** So many changes are kept for people to look at; the others are only counted. */
const CHANGES = 1000;

/** The counts of a run: give it to `deliver`, and look at it any time. */
export class Delivery implements DeliveryObserver {
  readonly changes: ContactChange[] = [];
  /** The account, once it is open. */
  account: BrevoAccount | undefined;
  /** Requests that the rounds so far were planned to take. */
  requestsPlanned = 0;
  /** Hears of the account as soon as it is open. */
  readonly #onAccount: (account: BrevoAccount) => void;
  readonly #counts = {
    contacts: 0,
    created: 0,
    updated: 0,
    removed: 0,
    rejected: 0,
  };
  readonly #looksAtAll: boolean;
  #standing: Standing = { atBrevo: 0, leftOut: 0 };
  readonly #events: Record<string, number> = {};
  readonly #lists = new Map<number, ListMoves>();
  #listNames: ReadonlyMap<number, string> = new Map();

  /** Where it `looksAtAll`, contacts that the run had nothing to send of are counted too, which takes a look at each. */
  constructor(
    onAccount: (account: BrevoAccount) => void,
    { looksAtAll = false }: { looksAtAll?: boolean } = {},
  ) {
    this.#onAccount = onAccount;
    this.#looksAtAll = looksAtAll;
  }

  readonly opened = ({ account }: Session): void => {
    this.account = account;
    this.#onAccount(account);
  };

  readonly planned = ({ replica }: Session, { summary, listNames }: ReadyRound): void => {
    this.requestsPlanned += summary.requests;
    this.#counts.contacts += summary.contacts;
    this.#listNames = listNames;
    for (const change of replica.changes()) {
      if (this.changes.length >= CHANGES) return;
      this.changes.push(shown(change, replica.confirmed(change.id)));
    }
  };

  readonly sent = ({ contacts, events }: RoundOutcome): void => {
    for (const change of this.changes) if (contacts.anew.has(change.id)) change.kind = 'create';
    this.#counts.created += contacts.created;
    this.#counts.updated += contacts.updated;
    this.#counts.removed += contacts.removed;
    this.#counts.rejected += contacts.rejected + events.rejected;
    for (const [list, n] of Object.entries(contacts.joins)) this.#moves(Number(list)).joins += n;
    for (const [list, n] of Object.entries(contacts.leaves)) this.#moves(Number(list)).leaves += n;
    for (const [name, n] of Object.entries(events.names)) this.#events[name] = (this.#events[name] ?? 0) + n;
  };

  readonly ended = ({ replica }: Session): void => {
    if (this.#looksAtAll) this.#standing = standingOf(replica);
  };

  /** The counts by now; `rejects_waiting` is for the caller to say. */
  result(rejectsWaiting: number): BrevoResult {
    const { created, updated } = this.#counts;
    return {
      ...this.#counts,
      unchanged: Math.max(0, this.#standing.atBrevo - created - updated),
      skipped: this.#standing.leftOut,
      rejects_waiting: rejectsWaiting,
      lists: [...this.#lists.values()].toSorted((a, b) => a.list - b.list),
      events: { ...this.#events },
    };
  }

  #moves(list: number): ListMoves {
    const name = this.#listNames.get(list);
    const moves = this.#lists.get(list) ?? { list, ...(name !== undefined && { name }), joins: 0, leaves: 0 };
    this.#lists.set(list, moves);
    return moves;
  }
}

function shown(change: Change, before: Confirmed | undefined): ContactChange {
  const { id, kind, addLists, removeLists, after } = change;
  const email = after.email ?? change.email;
  return {
    id,
    ...(email !== undefined && { email }),
    kind,
    fields: fieldChanges(change, before),
    joins: addLists,
    leaves: removeLists,
  };
}
