// Takes notifications in one commit per turn of the event loop: a disk syncs once for all that have come meanwhile.
import type { Inbox } from './inbox.ts';
import type { Notification } from './notification.ts';
import type { Taken } from './received.ts';

interface Arrival {
  notification: Notification;
  done: (taken: Taken) => void;
  failed: (error: unknown) => void;
}

/** The inbox, shared by requests that come at the same time. */
export class Accepting {
  readonly #inbox: Inbox;
  #arrivals: Arrival[] = [];

  constructor(inbox: Inbox) {
    this.#inbox = inbox;
  }

  /** Resolves once the notification is on the disk. @throws InboxError */
  take(notification: Notification): Promise<Taken> {
    return new Promise((done, failed) => {
      if (this.#arrivals.length === 0) setImmediate(() => this.#commit());
      this.#arrivals.push({ notification, done, failed });
    });
  }

  #commit(): void {
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    try {
      const taken = this.#inbox.add(arrivals.map(({ notification }) => notification));
      for (const [n, { done }] of arrivals.entries()) done(taken[n] ?? 'stored');
    } catch (error) {
      for (const { failed } of arrivals) failed(error);
    }
  }
}
