// A notification as Intercom sends it, and the objects that it names.
import { digest } from '../../core/digest.ts';
import { ConfigError } from '../../core/errors.ts';
import { isRow, type Row } from '../../core/protocol/messages.ts';
import { epochSeconds } from '../../core/time.ts';
import { topicOf, type Reaction, type Subject } from './topics.ts';

/** A body that is no notification: mend the sender. */
export class MalformedError extends ConfigError {}

/** https://developers.intercom.com/docs/references/2.11/webhooks/webhook-models */
export interface Notification {
  /** The same when it is sent again. */
  id: string;
  topic: string;
  /** Epoch seconds, by Intercom's clock. */
  createdAt: number;
  /** The workspace that it is of, where it says so. */
  appId?: string;
  /** It did not say when it was made: `createdAt` is when it came. */
  undated?: boolean;
  /** What it is about, as it was then. */
  item: Row;
}

/** One object that a notification is about. */
export interface Mention {
  subject: Subject;
  /** Intercom's id; of tags `*`. */
  id: string;
  /** `check`: it is gone where Intercom has it no more, since nobody knows when its end was told of. */
  reaction: Reaction | 'check';
  /** Where it was `merged`: the contact that went into it. */
  mergedFrom?: string;
}

/** Objects by subject, each with the time of the newest notification about it, in epoch seconds; of tags `*` for all. */
export type Objects = Map<Subject, Map<string, number>>;

/** Adds an object; whether it was not there yet. */
export function put(objects: Objects, subject: Subject, id: string, at: number): boolean {
  const some = objects.get(subject) ?? new Map<string, number>();
  const before = some.get(id);
  some.set(id, Math.max(at, before ?? at));
  objects.set(subject, some);
  return before === undefined;
}

/** @throws MalformedError in one line */
export function parseNotification(body: Buffer): Notification {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch (cause) {
    throw new MalformedError('the body is not JSON', { cause });
  }
  // What has no id of its own is told apart by what it says.
  return notificationOf(value, () => digest(body.toString()));
}

/** The notification that a parsed body is; `ownId` is for one that has none. @throws MalformedError in one line */
export function notificationOf(body: unknown, ownId: () => string): Notification {
  if (!isRow(body)) throw new MalformedError('the body is no JSON object');
  const { topic, id, data, created_at: createdAt, app_id: appId } = body;
  if (typeof topic !== 'string' || topic === '') throw new MalformedError('the body has no "topic"');
  const item = isRow(data) ? data['item'] : undefined;
  return notification({
    id: typeof id === 'string' && id !== '' ? id : ownId(),
    topic,
    createdAt,
    appId,
    item,
  });
}

/** A notification from its parts; one without a time counts as made now. */
export function notification(parts: {
  id: string;
  topic: string;
  createdAt?: unknown;
  appId?: unknown;
  item: unknown;
}): Notification {
  const { id, topic, createdAt, appId, item } = parts;
  const seconds = epochSeconds(createdAt);
  const time = Number.isNaN(seconds)
    ? { createdAt: Math.floor(Date.now() / 1000), undated: true }
    : { createdAt: seconds };
  return {
    id,
    topic,
    ...time,
    ...(typeof appId === 'string' && { appId }),
    item: isRow(item) ? item : {},
  };
}

// What the API calls an object of each kind, by itself and inside of another.
const NAMES: Record<Exclude<Subject, 'tags'>, readonly string[]> = {
  contacts: ['contact', 'user', 'lead'],
  conversations: ['conversation'],
  companies: ['company'],
};

/** What the notification is about; nothing where its topic is unknown, or it names no object. */
export function mentionsIn({
  topic: name,
  item,
  undated = false,
}: Pick<Notification, 'topic' | 'item' | 'undated'>): Mention[] {
  const topic = topicOf(name);
  if (!topic) return [];
  const { about } = topic;
  const reaction = topic.reaction === 'gone' && undated ? 'check' : topic.reaction;
  const mentions = about.flatMap((subject): Mention[] => {
    if (subject === 'tags') return [{ subject, id: '*', reaction: 'read' }];
    const id = idOf(item, NAMES[subject]);
    if (id === undefined) return [];
    const mergedFrom = reaction === 'merged' ? textOf(rowOf(item, 'merged_from')['id']) : undefined;
    if (mergedFrom === undefined)
      return [{ subject, id, reaction: reaction === 'merged' ? 'read' : reaction }];
    return [{ subject, id, reaction, mergedFrom }];
  });
  return mentions.some(({ subject }) => subject !== 'tags') ? mentions : [];
}

/** The id of the item, where it is of that kind, else of the object in it; an item that does not say what it is is taken for one. */
function idOf(item: Row, names: readonly string[]): string | undefined {
  const { type } = item;
  if (names.includes(String(type))) return textOf(item['id']);
  const inside = names.map((name) => textOf(rowOf(item, name)['id'])).find((id) => id !== undefined);
  return inside ?? (type === undefined ? textOf(item['id']) : undefined);
}

function rowOf(item: Row, name: string): Row {
  const value = item[name];
  return isRow(value) ? value : {};
}

// The ids of the API are words; anything else would be put into the path of a request.
function textOf(id: unknown): string | undefined {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && /^[\w-]{1,100}$/.test(text) ? text : undefined;
}
