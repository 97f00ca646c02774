// Events that a row tells of: each transition once, under a key that is the same whenever the row is seen again.
import { isRow, type Row } from '../../../core/protocol/messages.ts';
import { STREAM, type EventRules, type StreamPlan } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';
import { happeningOf, happeningsOf, type Happening } from './conversation-events.ts';
import { mainContact } from './conversation-row.ts';
import { eventName, eventProperties } from './event-words.ts';
import { knownPath } from './known-path.ts';
import { textOf, timeOf } from './text.ts';

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
  /** An AI outcome that no API version known here has: to be counted. */
  unknown?: string;
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

/** The events that `row` tells of, in order of time. One without a time or without a contact is none. */
export function transitions(stream: string, row: Row, rules: TransitionRules): EventCandidate[] {
  const plan = rules.streams.get(stream);
  const candidates =
    stream === STREAM.conversations
      ? ofConversation(row, rules)
      : stream === STREAM.parts
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
  return happeningsOf(row, rules.parts).flatMap((happening) =>
    candidate(id, { contact, ...happening }, rules),
  );
}

function ofPart(row: Row, rules: TransitionRules): EventCandidate[] {
  const id = textOf(row['conversation_id']);
  const happening = happeningOf(row);
  return id === undefined || happening === undefined ? [] : candidate(id, happening, rules);
}

function candidate(id: string, happening: Happening, { events, since }: TransitionRules): EventCandidate[] {
  const { event, mark, at, moving, contact, unknown, properties } = happening;
  const name = events.conversations[event];
  if (name === undefined || at === undefined) return [];
  const early = isBefore(at, since);
  if (early && !moving) return [];
  const key = [event, id, ...(mark === undefined ? [] : [mark])].join(':');
  return [
    {
      key,
      name,
      ...(contact === undefined ? { parent: { stream: STREAM.conversations, key: id } } : { contact }),
      at,
      ...(early && { early }),
      ...(unknown !== undefined && { unknown }),
      properties: eventProperties(properties, { conversation_id: id, intercom_event_id: key }),
    },
  ];
}

/** A row that is an event itself: its key is the stream's. */
function ofEventRow(row: Row, plan: StreamPlan, { since }: TransitionRules): EventCandidate[] {
  const { event, contacts } = plan;
  if (event === undefined || contacts === undefined) return [];
  const name = eventName(textOf(readPath(row, knownPath(event.name))) ?? '');
  const at = timeOf(readPath(row, knownPath(event.at)));
  const contact = [readPath(row, knownPath(contacts))]
    .flat()
    .map(textOf)
    .find((key) => key !== undefined);
  if (name === undefined || at === undefined || contact === undefined || isBefore(at, since)) return [];
  const key = [plan.name, ...plan.key.map((field) => keyPart(row[field]))].join(':');
  const found = event.properties === undefined ? {} : readPath(row, knownPath(event.properties));
  const properties = isRow(found) ? found : {};
  return [{ key, name, contact, at, properties: eventProperties(properties, { intercom_event_id: key }) }];
}

function isBefore(at: number, since: number | undefined): boolean {
  return since !== undefined && at < since;
}

function keyPart(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
