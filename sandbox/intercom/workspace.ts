// The workspace: a table per kind of record, and what is fixed about the rest of it.
import { Dice } from '../dice.ts';
import type { SandboxOptions } from '../options.ts';
import directory from './data/directory.json' with { type: 'json' };
import { conversationIndex, hexId, hexIndex, KIND } from './ids.ts';
import { STATUS, Table, type Row } from './table.ts';

/** `tags`, `companies`, `notes` are how many the contact has; `into` is the index it was merged into. */
export type ContactRow = Row<'tags' | 'companies' | 'notes' | 'into'>;
export type CompanyRow = Row<never>;
/** `state` indexes STATES; `rating` 0 is none; `parts` counts all parts ever. */
export type ConversationRow = Row<'state' | 'parts' | 'rating'>;

export const STATES = ['open', 'closed', 'snoozed'] as const;

/** A part that a change added, on top of the generated ones. */
export interface AddedPart {
  at: number;
  type: string;
}

const THREE_YEARS = 3 * 365 * 86_400;
const BULK_EDIT_EVERY = 1_234_567;
const HIDDEN_CONTACT_EVERY = 33;
const UNLISTED_COMPANY_EVERY = 20;

/** Everything the Intercom half knows. Records themselves are made on demand from these numbers. */
export class Workspace {
  readonly options: SandboxOptions;
  readonly seed: number;
  readonly contacts: Table<'tags' | 'companies' | 'notes' | 'into'>;
  readonly companies: Table<never>;
  readonly conversations: Table<'state' | 'parts' | 'rating'>;
  /** Conversation index -> parts added by changes. */
  readonly addedParts = new Map<number, AddedPart[]>();
  /** Names of custom data attributes that were archived, as `contact.plan_tier`. */
  readonly archivedAttributes = new Set<string>();
  /** How many contacts there were at the start, hidden ones included; relations refer to these. */
  readonly firstContacts: number;

  constructor(options: SandboxOptions) {
    this.options = options;
    this.seed = options.seed;
    this.firstContacts = options.contacts + Math.floor(options.contacts / (HIDDEN_CONTACT_EVERY - 1));
    const companies = options.companies + Math.floor(options.companies / (UNLISTED_COMPANY_EVERY - 1));
    const lag = options.indexLagSeconds;
    this.contacts = new Table(['tags', 'companies', 'notes', 'into'], this.firstContacts, lag, (i) =>
      this.#contactRow(i),
    );
    this.companies = new Table([], companies, lag, (i) => this.#companyRow(i, companies));
    this.conversations = new Table(['state', 'parts', 'rating'], options.conversations, lag, (i) =>
      this.firstConversationRow(i),
    );
  }

  /** Repeatable chance for a record. */
  dice(kind: number, index: number, version = 0): Dice {
    return new Dice(this.seed, kind, index, version);
  }

  /** Lets the search index follow the clock. */
  catchUp(now?: number): void {
    for (const table of [this.contacts, this.companies, this.conversations]) table.catchUp(now);
  }

  contactId(index: number): string {
    return hexId(KIND.contact, this.contacts.createdAt(index), index);
  }

  companyId(index: number): string {
    return hexId(KIND.company, this.companies.createdAt(index), index);
  }

  /** The index of a contact id, or -1. */
  contactIndex(id: string): number {
    const index = hexIndex(id);
    return index >= 0 && index < this.contacts.size && this.contactId(index) === id ? index : -1;
  }

  /** The index of a company id, or -1. */
  companyIndex(id: string): number {
    const index = hexIndex(id);
    return index >= 0 && index < this.companies.size && this.companyId(index) === id ? index : -1;
  }

  /** The index of a conversation id, or -1. */
  conversationIndex(id: string): number {
    const index = conversationIndex(id);
    return index < this.conversations.size ? index : -1;
  }

  /** The index of the nth company that the scroll listed at the start. */
  listedCompany(n: number): number {
    return n + Math.floor(n / (UNLISTED_COMPANY_EVERY - 1));
  }

  #times(dice: Dice, index: number, total: number): { created_at: number; updated_at: number } {
    const { until } = this.options;
    const created_at =
      until - THREE_YEARS + Math.floor(((index + dice.next()) / total) * THREE_YEARS * 0.995);
    const bulkEdits = Math.floor((until - created_at) / BULK_EDIT_EVERY);
    if (bulkEdits > 0 && dice.chance(0.15))
      return { created_at, updated_at: until - BULK_EDIT_EVERY * dice.int(0, bulkEdits) };
    return { created_at, updated_at: created_at + Math.floor(dice.next() * (until - created_at)) };
  }

  #contactRow(index: number): ContactRow {
    const dice = this.dice(KIND.contact, index);
    const times = this.#times(dice, index, this.firstContacts);
    const hidden = index % HIDDEN_CONTACT_EVERY === HIDDEN_CONTACT_EVERY - 1;
    const status = hidden
      ? ([STATUS.archived, STATUS.deleted, STATUS.merged][dice.int(0, 2)] ?? 0)
      : STATUS.active;
    return {
      created_at: times.created_at,
      updated_at: times.updated_at,
      version: 0,
      status,
      tags: several(dice, directory.tags.length),
      companies: several(dice, this.options.companies),
      notes: several(dice, 99),
      into: hidden ? index - 1 : 0,
    };
  }

  #companyRow(index: number, total: number): CompanyRow {
    const unlisted = index % UNLISTED_COMPANY_EVERY === UNLISTED_COMPANY_EVERY - 1;
    const times = this.#times(this.dice(KIND.company, index), index, total);
    return {
      created_at: times.created_at,
      updated_at: times.updated_at,
      version: 0,
      status: unlisted ? STATUS.unlisted : STATUS.active,
    };
  }

  /** The row a conversation starts with; one that a change created starts empty. */
  firstConversationRow(index: number): ConversationRow {
    if (index >= this.options.conversations) return { ...this.conversations.row(index), parts: 0 };
    const dice = this.dice(KIND.conversation, index);
    const times = this.#times(dice, index, this.options.conversations);
    const mean = this.options.parts;
    const parts = Math.round(dice.next() * 2 * mean);
    return {
      created_at: times.created_at,
      updated_at: times.updated_at,
      version: 0,
      status: STATUS.active,
      state: dice.pick([0, 0, 1, 1, 1, 2]),
      parts: index === 3 && mean > 0 ? 620 : parts,
      rating: dice.chance(0.25) ? dice.int(1, 5) : 0,
    };
  }
}

/** Mostly none to three, now and then more than the ten that inline lists show. */
function several(dice: Dice, most: number): number {
  const count = dice.chance(0.04) ? dice.int(10, 25) : Math.max(0, dice.int(-2, 3));
  return Math.min(count, most);
}
