// What waits in the inbox as one piece of work: each object once, however many notifications are about it.
import type { Resource } from '../connector.ts';
import type { Inbox } from './inbox.ts';
import { mentionsIn, put, type Mention, type Objects } from './notification.ts';
import type { Subject } from './topics.ts';

/** Some of what waits. */
export interface Batch {
  /** Numbers of the notifications, and what each is about. */
  notifications: Map<number, readonly [Subject, id: string][]>;
  /** Objects to read again, and objects that are gone. */
  read: Objects;
  gone: Objects;
  /** Those to read that are gone where Intercom has them no more: of their end was told, and of more since. */
  unsure: Objects;
}

/** So many objects are delivered at a time: a sync that waits for its turn waits a minute, not an hour. */
const MOST_OBJECTS = 500;

/** The oldest notifications that wait, as far as they are about something that is switched on; the others go along. */
export function nextBatch(inbox: Inbox, resources: ReadonlySet<Resource>, most = MOST_OBJECTS): Batch {
  const notifications: Batch['notifications'] = new Map();
  const objects: Objects = new Map();
  const checks: Objects = new Map();
  let size = 0;
  for (const { num, notification } of inbox.waiting()) {
    const about: [Subject, string][] = [];
    for (const mention of mentionsIn(notification)) {
      const { subject, reaction } = mention;
      if (!resources.has(subject)) continue;
      const id = leftOf(mention, inbox);
      about.push([subject, id]);
      if (put(objects, subject, id, notification.createdAt)) size += 1;
      if (reaction === 'check') put(checks, subject, id, notification.createdAt);
    }
    notifications.set(num, about);
    if (size >= most) break;
  }
  return { notifications, ...sorted(objects, checks, inbox) };
}

function leftOf({ subject, id }: Mention, { lives }: Inbox): string {
  return subject === 'contacts' ? lives.survivorOf(id) : id;
}

// What the newest notification of an object says holds, whichever came first.
function sorted(objects: Objects, checks: Objects, { lives }: Inbox): Omit<Batch, 'notifications'> {
  const batch: Record<'read' | 'gone' | 'unsure', Objects> = {
    read: new Map(),
    gone: new Map(),
    unsure: new Map(),
  };
  for (const [subject, some] of objects) {
    for (const [id, at] of some) {
      const goneAt = lives.goneAt(subject, id);
      const isGone = goneAt !== undefined && at <= goneAt;
      put(isGone ? batch.gone : batch.read, subject, id, at);
      const isUnsure = goneAt !== undefined || checks.get(subject)?.has(id) === true;
      if (isUnsure && !isGone) put(batch.unsure, subject, id, at);
    }
  }
  return batch;
}
