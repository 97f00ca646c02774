// Events that a row tells of: each transition once, under a key that is the same whenever the row is seen again.
import type { Row } from '../../../core/protocol/messages.ts';
import type { ConversationEvent, EventRules, StreamPlan } from '../mapping/mapping.ts';
import { parsePath, readPath } from '../mapping/path.ts';
import { aiOutcome } from './ai-outcomes.ts';
import { mainContact, ratingOf } from './conversation-row.ts';
import { eventName, eventProperties } from './event-words.ts';
import { property, textOf, timeOf } from './text.ts';

/** An event that may have to be sent. */
export interface EventCandidate {
  /** Stands for the transition. */
  key: string;
  /** At Brevo. */
  name: string;
  /** Key of the contact; absent where only the `parent` row tells it. */
  contact?: string;
  /** The row whose contact it is, to be asked when the event is sent. */
  parent?: { stream: string; key: string };
  /** Epoch seconds, by the source's clock. */
  at: number;
  /** Before `since`: to be remembered and not sent, since a later sighting would date it anew. */
  early?: true;
  properties: Row;
}

/** What decides which events a row tells of. */
export interface TransitionRules {
  events: EventRules;
  /** The plans of the streams, by name. */
  streams: ReadonlyMap<string, StreamPlan>;
  /** Epoch seconds: what happened before is not sent. */
  since?: number | undefined;
  /** Parts are replicated: they date each close and each snooze, which a conversation does of the last one alone. */
  parts: boolean;
}

interface Happening {
  event: ConversationEvent;
  /** With the conversation's id and the event it is the key. */
  mark?: string | number;
  at: number | undefined;
  /** `at` is not of the transition itself: it moves when the conversation changes. */
  moving?: true;
  contact?: string | undefined;
  properties: Row;
}

const CONVERSATIONS = 'conversations';
const PARTS = 'conversation_parts';

/** Parts that tell of a transition, by `part_type`. */
const PART_EVENTS: Readonly<Record<string, ConversationEvent>> = {
  close: 'conversation_closed',
  snoozed: 'conversation_snoozed',
};

/** The events that `row` tells of, in order of time. One without a time or without a contact is none. */
export function transitions(stream: string, row: Row, rules: TransitionRules): EventCandidate[] {
  const plan = rules.streams.get(stream);
  const candidates =
    stream === CONVERSATIONS
      ? ofConversation(row, rules)
      : stream === PARTS
        ? ofPart(row, rules)
        : plan?.sink === 'events' && rules.events.streams
          ? ofEventRow(row, plan, rules)
          : [];
  return candidates.toSorted((a, b) => a.at - b.at);
}

function ofConversation(row: Row, rules: TransitionRules): EventCandidate[] {
  const id = textOf(row['id']);
  const contact = mainContact(row);
  if (id === undefined || contact === undefined) return [];
  const happenings = [
    created(row),
    aiEnd(row),
    rated(row),
    ...(rules.parts ? [] : [closed(row), snoozed(row)]),
  ];
  return happenings.flatMap((happening) =>
    happening === undefined
      ? []
      : candidate(id, { ...happening, contact: happening.contact ?? contact }, rules),
  );
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
  const outcome = aiOutcome(property(agent, 'resolution_state'))?.outcome;
  if (outcome === undefined) return undefined;
  return {
    event: 'ai_agent_outcome',
    mark: outcome,
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
    contact: rating.contact,
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

function ofPart(row: Row, rules: TransitionRules): EventCandidate[] {
  const type = textOf(row['part_type']) ?? '';
  const event = Object.hasOwn(PART_EVENTS, type) ? PART_EVENTS[type] : undefined;
  const id = textOf(row['conversation_id']);
  const at = timeOf(row['created_at']);
  if (event === undefined || id === undefined || at === undefined) return [];
  const by = textOf(property(row['author'], 'id'));
  const properties = event === 'conversation_closed' ? { closed_by_id: by } : { snoozed_by_id: by };
  return candidate(id, { event, mark: at, at, properties }, rules);
}

function candidate(id: string, happening: Happening, { events, since }: TransitionRules): EventCandidate[] {
  const { event, mark, at, moving, contact, properties } = happening;
  const name = events.conversations[event];
  if (name === undefined || at === undefined) return [];
  const early = isBefore(at, since);
  if (early && !moving) return [];
  const key = [event, id, ...(mark === undefined ? [] : [mark])].join(':');
  return [
    {
      key,
      name,
      ...(contact === undefined ? { parent: { stream: CONVERSATIONS, key: id } } : { contact }),
      at,
      ...(early && { early }),
      properties: eventProperties(properties, { conversation_id: id, intercom_event_id: key }),
    },
  ];
}

/** A row that is an event itself: its key is the stream's. */
function ofEventRow(row: Row, plan: StreamPlan, { since }: TransitionRules): EventCandidate[] {
  const { event, contacts } = plan;
  if (event === undefined || contacts === undefined) return [];
  const name = eventName(textOf(readPath(row, parsePath(event.name))) ?? '');
  const at = timeOf(readPath(row, parsePath(event.at)));
  const contact = [readPath(row, parsePath(contacts))]
    .flat()
    .map(textOf)
    .find((key) => key !== undefined);
  if (name === undefined || at === undefined || contact === undefined || isBefore(at, since)) return [];
  const key = [plan.name, ...plan.key.map((field) => keyPart(row[field]))].join(':');
  const found = event.properties === undefined ? {} : readPath(row, parsePath(event.properties));
  const properties = typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
  return [
    { key, name, contact, at, properties: eventProperties(properties as Row, { intercom_event_id: key }) },
  ];
}

function isBefore(at: number, since: number | undefined): boolean {
  return since !== undefined && at < since;
}

function keyPart(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
