// A notification as another server hands it on, and what becomes of it.

/**
 * What became of a notification that came in. `foreign`: it is of another workspace. `unknown`: nobody here knows its topic.
 * `no_object`: it does not name what its topic is about.
 */
export type Taken = 'stored' | 'foreign' | 'unknown' | 'no_object' | 'duplicate';

/**
 * How the emptying of an inbox ended. Joins and counts need all rows, which only syncs bring: with `no sync yet` there was
 * none, and with `not whole yet` they have not read every stream that is switched on to its end.
 */
export type Drained = 'empty' | 'interrupted' | 'no sync yet' | 'not whole yet';

/**
 * The part of a notification that says what happened. Hand on the others too: `id` lets a repetition be known as such, and
 * by `created_at` the newest holds; without it whoever is archived or deleted is gone only where Intercom has them no more.
 */
export interface ReceivedNotification {
  topic: string;
  /** As Intercom sent it: `{ item }`, or the item itself. */
  data: unknown;
  id?: string;
  /** Epoch seconds. */
  created_at?: number;
  /** The workspace it is of. */
  app_id?: string;
}

/** What became of it, and of the inbox. */
export interface Handled {
  taken: Taken;
  drained: Drained;
  /** The streams to be read, where it is `not whole yet`. */
  missing?: string[];
}
