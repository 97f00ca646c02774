// What happened to a conversation, by its row or by one of its parts.
import type { Row } from '../../../core/protocol/messages.ts';
import type { ConversationEvent } from '../mapping/mapping.ts';
import { aiOutcome } from './ai-outcomes.ts';
import { ratingOf } from './conversation-row.ts';
import { property, textOf, timeOf } from './text.ts';

/** Something that happened to a conversation. */
export interface Happening {
  event: ConversationEvent;
  /** With the conversation's id and the event it is the key. */
  mark?: string | number;
  at: number | undefined;
  /** `at` is not of the transition itself: it moves when the conversation changes. */
  moving?: true;
  /** Whose it is, where that is not whose the conversation is. */
  contact?: string;
  /** A word of the source that nobody has heard before. */
  unknown?: string;
  properties: Row;
}

/** Parts that tell of a transition, by `part_type`. */
const PART_EVENTS: Readonly<Record<string, ConversationEvent>> = {
  close: 'conversation_closed',
  snoozed: 'conversation_snoozed',
};

/** What a conversation's row tells; with `parts`, what its parts tell better is left to them. */
export function happeningsOf(row: Row, parts: boolean): Happening[] {
  const found = [created(row), aiEnd(row), rated(row), ...(parts ? [] : [closed(row), snoozed(row)])];
  return found.filter((happening) => happening !== undefined);
}

/** What a part's row tells. */
export function happeningOf(part: Row): Happening | undefined {
  const type = textOf(part['part_type']) ?? '';
  const event = Object.hasOwn(PART_EVENTS, type) ? PART_EVENTS[type] : undefined;
  const at = timeOf(part['created_at']);
  if (event === undefined || at === undefined) return undefined;
  const by = textOf(property(part['author'], 'id'));
  const properties = event === 'conversation_closed' ? { closed_by_id: by } : { snoozed_by_id: by };
  return { event, mark: at, at, properties };
}

function created(row: Row): Happening {
  const source = row['source'];
  return {
    event: 'conversation_created',
    at: timeOf(row['created_at']),
    properties: {
      title: row['title'],
      source_type: property(source, 'type'),
      delivered_as: property(source, 'delivered_as'),
    },
  };
}

/** An outcome that comes back in the same conversation counts once: Intercom does not date outcomes. */
function aiEnd(row: Row): Happening | undefined {
  const agent = row['ai_agent'];
  const end = aiOutcome(property(agent, 'resolution_state'));
  if (end === undefined) return undefined;
  const { outcome, known } = end;
  return {
    event: 'ai_agent_outcome',
    mark: outcome,
    ...(!known && { unknown: outcome }),
    at: timeOf(row['updated_at']) ?? timeOf(row['created_at']),
    moving: true,
    properties: {
      outcome,
      rating: property(agent, 'rating'),
      source_type: property(agent, 'source_type'),
      source_title: property(agent, 'source_title'),
      last_answer_type: property(agent, 'last_answer_type'),
    },
  };
}

/** One per request to rate: a score that is changed later is not added again. */
function rated(row: Row): Happening | undefined {
  const rating = ratingOf(row);
  if (rating === undefined) return undefined;
  return {
    event: 'conversation_rating_added',
    ...(rating.requestedAt !== undefined && { mark: rating.requestedAt }),
    at: rating.at ?? timeOf(row['updated_at']),
    moving: true,
    ...(rating.contact !== undefined && { contact: rating.contact }),
    properties: { rating: rating.score, remark: rating.remark, teammate_id: rating.teammate },
  };
}

function closed(row: Row): Happening | undefined {
  const at = timeOf(property(row['statistics'], 'last_close_at'));
  if (at === undefined) return undefined;
  const by = textOf(property(row['statistics'], 'last_closed_by_id'));
  return { event: 'conversation_closed', mark: at, at, properties: { closed_by_id: by } };
}

/** Dated by the last change before it was seen: when the snooze began is told by parts alone. */
function snoozed(row: Row): Happening | undefined {
  const until = timeOf(row['snoozed_until']);
  if (row['state'] !== 'snoozed' || until === undefined) return undefined;
  return {
    event: 'conversation_snoozed',
    mark: `until-${until}`,
    at: timeOf(row['updated_at']),
    moving: true,
    properties: { snoozed_until: row['snoozed_until'] },
  };
}
