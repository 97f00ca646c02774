// Random changes to a workspace, each an ordinary edit: rows get a new version and a new updated_at.
import { Dice } from '../dice.ts';
import { conversationId, KIND } from './ids.ts';
import { STATUS, type Row, type Table } from './table.ts';
import type { AddedPart, ContactRow, ConversationRow, Workspace } from './workspace.ts';

/** One change that was made. */
export interface Change {
  kind: string;
  stream: 'contacts' | 'companies' | 'conversations';
  id: string;
  updated_at: number;
  /** The contact that went into this one. */
  merged_from?: string;
}

/** How many changes, drawn from which kinds (`contact.tagged`, or `contact` for all of its kinds). */
export interface MutationRequest {
  n?: number;
  seed?: number;
  kinds?: string[];
}

/** A request for changes cannot be read. */
export class MutationError extends Error {}

type Mutation = (workspace: Workspace, dice: Dice, now: number) => Change | undefined;

let runs = 0;

/** Makes the changes now and lists them. Throws MutationError for an unknown kind. */
export function mutate(workspace: Workspace, { n = 1, seed, kinds = [] }: MutationRequest): Change[] {
  if (!Array.isArray(kinds) || !Number.isInteger(n))
    throw new MutationError('n must be a whole number, kinds a list');
  runs += 1;
  const dice = new Dice(workspace.seed, KIND.mutation, seed ?? runs);
  const names = Object.keys(MUTATIONS);
  const chosen =
    kinds.length === 0
      ? names
      : names.filter((name) => kinds.some((kind) => name === kind || name.startsWith(`${kind}.`)));
  if (chosen.length === 0) throw new MutationError(`kinds must be among ${names.join(', ')}`);
  const changes: Change[] = [];
  for (let attempt = 0; changes.length < n && attempt < n * 20; attempt++) {
    const change = MUTATIONS[dice.pick(chosen)]?.(workspace, dice, Math.floor(Date.now() / 1000));
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

/** An active row somewhere in the table, or -1. */
function anyActive(table: Table<string>, dice: Dice): number {
  for (let attempt = 0; attempt < 50 && table.size > 0; attempt++) {
    const index = dice.int(0, table.size - 1);
    if (table.row(index).status === STATUS.active) return index;
  }
  return -1;
}

function edited<R extends Row<never>>(row: R, now: number, change: Partial<R> = {}): R {
  return { ...row, ...change, version: row.version + 1, updated_at: Math.max(now, row.updated_at) };
}

function contact(kind: string, change: (row: ContactRow) => Partial<ContactRow> | undefined): Mutation {
  return (workspace, dice, now) => {
    const index = anyActive(workspace.contacts, dice);
    const row = index < 0 ? undefined : workspace.contacts.row(index);
    const changed = row === undefined ? undefined : change(row);
    if (row === undefined || changed === undefined) return undefined;
    const next = edited(row, now, changed);
    workspace.contacts.put(index, next, now);
    return { kind, stream: 'contacts', id: workspace.contactId(index), updated_at: next.updated_at };
  };
}

function conversation(
  kind: string,
  change: (row: ConversationRow, dice: Dice) => Partial<ConversationRow>,
  part?: string,
): Mutation {
  return (workspace, dice, now) => {
    const index = anyActive(workspace.conversations, dice);
    if (index < 0) return undefined;
    const row = workspace.conversations.row(index);
    const next = edited(row, now, {
      ...change(row, dice),
      ...(part !== undefined && { parts: row.parts + 1 }),
    });
    if (part !== undefined) addPart(workspace, index, { at: next.updated_at, type: part });
    workspace.conversations.put(index, next, now);
    return { kind, stream: 'conversations', id: conversationId(index), updated_at: next.updated_at };
  };
}

function addPart(workspace: Workspace, index: number, part: AddedPart): void {
  const parts = workspace.addedParts.get(index) ?? [];
  workspace.addedParts.set(index, [...parts, part]);
}

const MUTATIONS: Record<string, Mutation> = {
  'contact.updated': contact('contact.updated', () => ({})),
  'contact.tagged': contact('contact.tagged', (row) =>
    row.tags < 25 ? { tags: row.tags < 10 ? 12 : row.tags + 1 } : undefined,
  ),
  'contact.untagged': contact('contact.untagged', (row) =>
    row.tags > 0 ? { tags: row.tags - 1 } : undefined,
  ),
  'contact.noted': contact('contact.noted', (row) => (row.notes < 99 ? { notes: row.notes + 1 } : undefined)),
  'contact.archived': contact('contact.archived', () => ({ status: STATUS.archived })),
  'contact.deleted': contact('contact.deleted', () => ({ status: STATUS.deleted })),
  'contact.merged': (workspace, dice, now) => {
    const into = anyActive(workspace.contacts, dice);
    const from = anyActive(workspace.contacts, dice);
    if (into < 0 || into === from) return undefined;
    workspace.contacts.put(
      from,
      edited(workspace.contacts.row(from), now, { status: STATUS.merged, into }),
      now,
    );
    const target = edited(workspace.contacts.row(into), now);
    workspace.contacts.put(into, target, now);
    return {
      kind: 'contact.merged',
      stream: 'contacts',
      id: workspace.contactId(into),
      updated_at: target.updated_at,
      merged_from: workspace.contactId(from),
    };
  },
  'contact.created': (workspace, dice, now) => {
    const row = {
      created_at: now,
      updated_at: now,
      version: 0,
      status: STATUS.active,
      tags: dice.int(0, 2),
      companies: 0,
      notes: 0,
      into: 0,
    };
    const index = workspace.contacts.add(row, now);
    return { kind: 'contact.created', stream: 'contacts', id: workspace.contactId(index), updated_at: now };
  },
  'company.updated': (workspace, dice, now) => {
    const index = anyActive(workspace.companies, dice);
    if (index < 0) return undefined;
    const next = edited(workspace.companies.row(index), now);
    workspace.companies.put(index, next, now);
    return {
      kind: 'company.updated',
      stream: 'companies',
      id: workspace.companyId(index),
      updated_at: next.updated_at,
    };
  },
  'company.created': (workspace, _dice, now) => {
    const index = workspace.companies.add(
      { created_at: now, updated_at: now, version: 0, status: STATUS.active },
      now,
    );
    return { kind: 'company.created', stream: 'companies', id: workspace.companyId(index), updated_at: now };
  },
  'conversation.replied': conversation('conversation.replied', () => ({ state: 0 }), 'comment'),
  'conversation.closed': conversation('conversation.closed', () => ({ state: 1 }), 'close'),
  'conversation.snoozed': conversation('conversation.snoozed', () => ({ state: 2 }), 'snoozed'),
  'conversation.rated': conversation('conversation.rated', (_row, dice) => ({ rating: dice.int(1, 5) })),
  'conversation.deleted': conversation('conversation.deleted', () => ({ status: STATUS.deleted })),
  'conversation.created': (workspace, _dice, now) => {
    const row = {
      created_at: now,
      updated_at: now,
      version: 0,
      status: STATUS.active,
      state: 0,
      parts: 0,
      rating: 0,
    };
    const index = workspace.conversations.add(row, now);
    return {
      kind: 'conversation.created',
      stream: 'conversations',
      id: conversationId(index),
      updated_at: now,
    };
  },
};
