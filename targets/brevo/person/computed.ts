// Figures about one contact that are made of several rows.
import type { Row } from '../../../core/protocol/messages.ts';
import type { ComputedName } from '../mapping/sources.ts';
import { aiOutcome, type AiOutcome } from './ai-outcomes.ts';
import { ratingOf, type Rating } from './conversation-row.ts';
import type { Person } from './person.ts';
import type { TagNames } from './tags.ts';
import { property, textOf, timeOf } from './text.ts';

/**
 * Each figure by the name that a mapping gives it. Null means that there is nothing to say: a contact without any
 * conversation has no count either, since its conversations may only not have come yet. Undefined means that what is
 * there cannot be told yet.
 */
export const computed: Record<ComputedName, (person: Person) => unknown> = {
  'conversations.count': ({ conversations }) => conversations.length || null,
  /** Snoozed ones are open, as Intercom's `open` has it. */
  'conversations.open_count': ({ conversations }) =>
    conversations.length === 0 ? null : conversations.filter(isOpen).length,
  'conversations.last_at': (person) => last(person)?.['created_at'] ?? null,
  'conversations.last_state': (person) => {
    const conversation = last(person);
    return conversation === undefined ? null : (textOf(conversation['state']) ?? stateByFlag(conversation));
  },
  'conversations.last_rating': (person) => lastRating(person)?.score ?? null,
  'conversations.last_rating_remark': (person) => lastRating(person)?.remark ?? null,
  'conversations.tags': ({ conversationTags }) => known(conversationTags),
  /** From its creation to the first reply of a teammate, in the last conversation. */
  'conversations.first_response_seconds': (person) => {
    const conversation = last(person);
    const created = timeOf(conversation?.['created_at']);
    const replied = timeOf(property(conversation?.['statistics'], 'first_admin_reply_at'));
    return created === undefined || replied === undefined ? null : Math.max(0, replied - created);
  },
  'ai.last_outcome': (person) => lastAiOutcome(person)?.outcome ?? null,
  'ai.last_rating': ({ conversations }) =>
    latest(conversations, (row) => numberOf(property(row['ai_agent'], 'rating'))) ?? null,
  'tags.names': ({ tags }) => known(tags),
};

/** How the AI agent left the last conversation that it took part in. */
export function lastAiOutcome({ conversations }: Person): AiOutcome | undefined {
  return latest(conversations, (row) => aiOutcome(property(row['ai_agent'], 'resolution_state')));
}

/** The rating that was given last; in a conversation of several contacts it is the one's who gave it. */
function lastRating({ id, conversations }: Person): Rating | undefined {
  let found: Rating | undefined;
  for (const row of conversations) {
    const rating = ratingOf(row);
    if (rating === undefined || (rating.contact ?? id) !== id) continue;
    if (found === undefined || (rating.at ?? 0) >= (found.at ?? 0)) found = rating;
  }
  return found;
}

function latest<T>(conversations: readonly Row[], read: (row: Row) => T | undefined): T | undefined {
  for (let place = conversations.length - 1; place >= 0; place--) {
    const value = read(conversations[place] ?? {});
    if (value !== undefined) return value;
  }
  return undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Null for no tags; undefined where tags are there and none has a name yet. */
function known({ names, unknown }: TagNames): string[] | null | undefined {
  if (names.length > 0) return names.toSorted();
  return unknown.length > 0 ? undefined : null;
}

function last({ conversations }: Person): Row | undefined {
  return conversations.at(-1);
}

function isOpen({ open, state }: Row): boolean {
  return typeof open === 'boolean' ? open : state === 'open' || state === 'snoozed';
}

function stateByFlag({ open }: Row): string | null {
  return typeof open === 'boolean' ? (open ? 'open' : 'closed') : null;
}
