// Counts what a round is going to do, as it is planned.
import { BATCH } from '../../../vendors/brevo.ts';
import type { Change } from '../model.ts';
import type { Problem } from '../person/problem.ts';

/** What a round is going to do. Plain data: it is printed, and stands in the file of a plan. */
export interface PlanSummary {
  /** Contacts that were looked at. */
  contacts: number;
  creates: number;
  updates: number;
  /** Contacts that are gone at the source, by what is done about them. */
  removals: { unlist: number; blocklist: number; delete: number };
  unchanged: number;
  /** People who enter each list, by its id. */
  joins: Record<number, number>;
  leaves: Record<number, number>;
  /** Values of each attribute that are set or cleared, by its name. */
  attributes: Record<string, number>;
  /** E-mails that change at Brevo: each is read first. */
  emailChanges: number;
  /** Requests that the changes of contacts and lists need, as far as can be said before. */
  requests: number;
  /** Contacts whose e-mail belongs to another contact, which is sent in their place. */
  shared: number;
  /** Contacts that cannot be sent for want of an e-mail, by their role. */
  skipped: Record<string, number>;
  /** What could not be used, by kind. */
  problems: Partial<Record<Problem['kind'], number>>;
  /** A few of the shared e-mails and problems in words. */
  examples: string[];
  /** Events that wait to be sent. */
  events: number;
}

const EXAMPLES_PER_KIND = 3;
const SKIPPED = 'skipped ';
const PROBLEM = 'problem ';

/** The counts that changes alone make up. */
type ChangeCounts = Pick<
  PlanSummary,
  'creates' | 'updates' | 'removals' | 'joins' | 'leaves' | 'attributes' | 'emailChanges'
>;

/** The counts of one round while they grow. */
export class Tally {
  /** Contacts that need a request of their own, and the reads before some of them. */
  #single = 0;
  #listOnly = 0;
  /** Contacts that only enter or leave a list, by the list and the direction. */
  readonly #moves: Record<string, number> = {};
  /** What is counted beside changes: `unchanged`, `shared`, `skipped lead`, `problem phone`. */
  readonly #counts: Record<string, number> = {};
  /** The names of what was counted of a contact, one a line. */
  readonly #noted = new Map<string, string>();
  readonly #examples: string[] = [];
  readonly #changes: ChangeCounts = {
    creates: 0,
    updates: 0,
    removals: { unlist: 0, blocklist: 0, delete: 0 },
    joins: {},
    leaves: {},
    attributes: {},
    emailChanges: 0,
  };

  change(change: Change): void {
    this.#count(change, 1);
  }

  /** The change will not be made after all. */
  takeBack(change: Change): void {
    this.#count(change, -1);
  }

  /** The contact is planned again: what was counted of it beside its change was too early. */
  again(id: string): void {
    for (const name of this.#noted.get(id)?.split('\n') ?? []) add(this.#counts, name, -1);
    this.#noted.delete(id);
  }

  unchanged(id: string): undefined {
    this.#note(id, 'unchanged');
  }

  shared(id: string, owner: string): undefined {
    const nth = this.#note(id, 'shared');
    this.#example(nth, `contact ${id} has the e-mail of contact ${owner}, which is sent in its place`);
  }

  skipped(id: string, role: string): undefined {
    this.#note(id, `${SKIPPED}${role}`);
  }

  problem(id: string, { kind, text }: Problem): void {
    this.#example(this.#note(id, `${PROBLEM}${kind}`), `contact ${id}: ${text}`);
  }

  /** The counts when all is planned. */
  end(): PlanSummary {
    const { creates, updates, removals } = this.#changes;
    const { unchanged = 0, shared = 0 } = this.#counts;
    const skipped = this.#under(SKIPPED);
    const changes = creates + updates + sum(removals);
    const calls = Object.values(this.#moves).map((people) => Math.ceil(people / BATCH.listMembers));
    return {
      ...this.#changes,
      contacts: changes + unchanged + shared + sum(skipped),
      unchanged,
      requests: this.#single + Math.min(sum(calls), this.#listOnly),
      shared,
      skipped,
      problems: this.#under(PROBLEM),
      examples: this.#examples,
      events: 0,
    };
  }

  #count(change: Change, by: 1 | -1): void {
    const counts = this.#changes;
    if (change.kind === 'create') counts.creates += by;
    else if (change.kind === 'update') counts.updates += by;
    else counts.removals[change.kind] += by;
    for (const list of change.addLists) add(counts.joins, list, by);
    for (const list of change.removeLists) add(counts.leaves, list, by);
    for (const name of Object.keys(change.attributes)) add(counts.attributes, name, by);
    if (change.emailChanged) counts.emailChanges += by;
    if (isAboutListsAlone(change)) {
      this.#listOnly += by;
      for (const list of change.addLists) add(this.#moves, `join ${list}`, by);
      for (const list of change.removeLists) add(this.#moves, `leave ${list}`, by);
    } else this.#single += change.emailChanged ? 2 * by : by;
  }

  #note(id: string, name: string): number {
    const noted = this.#noted.get(id);
    this.#noted.set(id, noted === undefined ? name : `${noted}\n${name}`);
    return add(this.#counts, name, 1);
  }

  #under(prefix: string): Record<string, number> {
    const found = Object.entries(this.#counts).filter(([name, n]) => n > 0 && name.startsWith(prefix));
    return Object.fromEntries(found.map(([name, n]) => [name.slice(prefix.length), n]));
  }

  #example(nth: number, text: string): void {
    if (nth <= EXAMPLES_PER_KIND && !this.#examples.includes(text)) this.#examples.push(text);
  }
}

/** Whether a change could as well be made by calls about lists. */
export function isAboutListsAlone(change: Change): boolean {
  return (
    (change.kind === 'update' || change.kind === 'unlist') &&
    change.after.extId === change.extId &&
    change.email === undefined &&
    change.sms === undefined &&
    change.emailBlacklisted === undefined &&
    change.smsBlacklisted === undefined &&
    Object.keys(change.attributes).length === 0
  );
}

function add<K extends string | number>(counts: Partial<Record<K, number>>, key: K, by: number): number {
  const now = (counts[key] ?? 0) + by;
  counts[key] = now;
  return now;
}

function sum(counts: Record<string, number> | readonly number[]): number {
  return Object.values<number>(counts).reduce((total, n) => total + n, 0);
}
