// What waits in the inbox as one piece of work: each object once, however many notifications are about it.
import type { Resource } from '../connector.ts';
import type { Inbox } from './inbox.ts';
import { mentionsIn } from './notification.ts';
import type { Subject } from './topics.ts';

/** Some of what waits. */
export interface Batch {
  /** Numbers of the notifications, and what each is about. */
  notifications: Map<number, ReadonlySet<Subject>>;
  /** Ids to read again, and ids that are gone, by subject; of tags `*` for all. */
  read: Map<Subject, Set<string>>;
  gone: Map<Subject, Set<string>>;
}

/** So many objects are delivered at a time: a sync that waits for its turn waits a minute, not an hour. */
const MOST_OBJECTS = 500;

/** The oldest notifications that wait, as far as they are about something that is switched on; the others go along. */
export function nextBatch(inbox: Inbox, resources: ReadonlySet<Resource>, most = MOST_OBJECTS): Batch {
  const batch: Batch = { notifications: new Map(), read: new Map(), gone: new Map() };
  for (const { num, notification } of inbox.waiting()) {
    const mentions = mentionsIn(notification).filter(({ subject }) => resources.has(subject));
    for (const { subject, id } of mentions) addObject(batch, inbox, subject, id);
    batch.notifications.set(num, new Set(mentions.map(({ subject }) => subject)));
    if (sizeOf(batch.read) + sizeOf(batch.gone) >= most) break;
  }
  return batch;
}

// What the newest notification of an object says holds, whichever came first.
function addObject({ read, gone }: Batch, { lives }: Inbox, subject: Subject, id: string): void {
  const left = subject === 'contacts' ? lives.survivorOf(id) : id;
  const into = lives.isGone(subject, left) ? gone : read;
  into.set(subject, (into.get(subject) ?? new Set()).add(left));
}

function sizeOf(objects: Batch['read']): number {
  let size = 0;
  for (const ids of objects.values()) size += ids.size;
  return size;
}
