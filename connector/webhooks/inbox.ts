// The inbox: notifications on the disk from the moment they are answered until they are delivered, in one SQLite file.
import { existsSync } from 'node:fs';
import type { Database, Statement } from 'better-sqlite3';
import { ExpectedError, messageOf } from '../../core/errors.ts';
import { openInboxFile } from './inbox-file.ts';
import { Lives } from './lives.ts';
import { mentionsIn, type Notification, type Objects } from './notification.ts';
import type { Taken } from './received.ts';
import { topicOf } from './topics.ts';

/** One that waits. */
export interface Waiting {
  num: number;
  notification: Notification;
}

/** How much waits. Times are epoch milliseconds. */
export interface InboxFacts {
  waiting: number;
  /** When the oldest that waits came in. */
  oldest?: number;
  /** When the newest came in, delivered or not. */
  newest?: number;
  /** How many came in, repetitions included, by topic. */
  topics: { topic: string; received: number; newest: number }[];
}

/** The inbox has no room, or its disk fails: Intercom is to send it again. */
export class InboxError extends ExpectedError {}

/** More than this would take hours to deliver; Intercom's repetition and the next sync do for the rest. */
const MOST_WAITING = 100_000;

/** How long what is done is known by its id, in milliseconds: Intercom repeats within minutes, and at most hours. */
const REMEMBERED_MS = 24 * 3_600_000;

interface Row {
  num: number;
  notification: string;
}

/** What an inbox is opened for. */
export interface InboxOptions {
  /** How many may wait. */
  most?: number;
  /** A commit is never to wait for the file to be tidied up: somebody else calls `tidy`. */
  inHaste?: boolean;
  /** Which notifications are of another workspace; by default none. */
  isForeign?: (notification: Notification) => boolean;
}

/** Every call is synchronous. @throws InboxError where the file fails */
export class Inbox {
  readonly lives: Lives;
  readonly #db: Database;
  readonly #path: string;
  readonly #most: number;
  readonly #isForeign: (notification: Notification) => boolean;
  readonly #add: Statement<[string, string, string | null, number, number | null]>;
  readonly #seen: Statement<[string, number]>;
  readonly #open: Statement<[number], Row>;
  readonly #due: Statement<[number], number>;
  readonly #settle: Statement<[number, string]>;
  readonly #postpone: Statement<[number, string]>;
  #waiting: number;

  /** Opens the inbox at `path`, or makes it, readable by its owner only. @throws ConfigError where it cannot be used */
  static async open(
    path: string,
    { most = MOST_WAITING, inHaste = false, isForeign = () => false }: InboxOptions = {},
  ): Promise<Inbox> {
    const db = await openInboxFile(path);
    if (inHaste) db.pragma('wal_autocheckpoint = 0');
    return new Inbox(db, path, { most, isForeign });
  }

  /** How much waits in the inbox at `path`, beside whoever writes it; undefined where nothing ever came. @throws ConfigError */
  static async factsOf(path: string): Promise<InboxFacts | undefined> {
    if (!existsSync(path)) return undefined;
    const inbox = await Inbox.open(path);
    try {
      return inbox.facts();
    } finally {
      inbox.close();
    }
  }

  private constructor(
    db: Database,
    path: string,
    { most, isForeign }: Required<Omit<InboxOptions, 'inHaste'>>,
  ) {
    this.#db = db;
    this.#path = path;
    this.#most = most;
    this.#isForeign = isForeign;
    this.lives = new Lives(db);
    this.#add = db.prepare(
      `INSERT INTO notifications (id, topic, notification, received_at, settled_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
    );
    this.#seen = db.prepare(
      `INSERT INTO topics (topic, received, newest) VALUES (?, 1, ?)
       ON CONFLICT (topic) DO UPDATE SET received = received + 1, newest = excluded.newest`,
    );
    const due = 'FROM notifications WHERE settled_at IS NULL AND not_before <= ?';
    this.#open = db.prepare(`SELECT num, notification ${due} ORDER BY num`);
    this.#due = db.prepare<[number], number>(`SELECT 1 ${due} LIMIT 1`).pluck();
    const marked = 'WHERE num IN (SELECT value FROM json_each(?))';
    this.#settle = db.prepare(`UPDATE notifications SET settled_at = ?, notification = NULL ${marked}`);
    this.#postpone = db.prepare(`UPDATE notifications SET not_before = ? ${marked}`);
    this.#waiting = this.#count();
  }

  /**
   * Takes notifications in, all or none; they are on the disk when it returns. Those that ask for nothing are kept
   * for a day, and do not wait.
   */
  add(notifications: readonly Notification[]): Taken[] {
    if (this.#waiting + notifications.length > this.#most) this.#waiting = this.#count();
    if (this.#waiting + notifications.length > this.#most)
      throw new InboxError(`${this.#path}: the inbox is full: ${this.#waiting} notifications wait`);
    const now = Date.now();
    const taken = this.#write(() => notifications.map((one) => this.#addOne(one, now)));
    this.#waiting += taken.filter((one) => one === 'stored').length;
    return taken;
  }

  /** Whether something waits that may be tried now. */
  isDue(): boolean {
    return this.#due.get(Date.now()) === 1;
  }

  /** Those that wait and may be tried now, the oldest first; nothing else may be asked meanwhile. */
  *waiting(): Generator<Waiting> {
    for (const { num, notification } of this.#open.iterate(Date.now()))
      yield { num, notification: JSON.parse(notification) as Notification };
  }

  /** They are delivered: what they said is dropped, and their ids stay. */
  settle(nums: readonly number[]): void {
    this.#write(() => this.#settle.run(Date.now(), JSON.stringify(nums)));
    this.#waiting = this.#count();
  }

  /** They could be read: what was told of them before is over. */
  sawAlive(objects: Objects): void {
    this.#write(() => {
      for (const [subject, some] of objects) for (const [id, at] of some) this.lives.see(subject, id, at);
    });
  }

  /** Drops what was done a day ago, its id too, and moves what was committed to its place in the file. */
  tidy(): void {
    const old = this.#db.prepare('DELETE FROM notifications WHERE settled_at < ?');
    const before = Date.now() - REMEMBERED_MS;
    this.#write(() => {
      old.run(before);
      this.lives.forgetBefore(before / 1000);
    });
    this.#attempt(() => this.#db.pragma('wal_checkpoint(PASSIVE)'));
  }

  /** They are not to be tried again for `ms` milliseconds. */
  postpone(nums: readonly number[], ms: number): void {
    this.#write(() => this.#postpone.run(Date.now() + ms, JSON.stringify(nums)));
  }

  facts(): InboxFacts {
    const oldest = this.#db
      .prepare<[], number>(
        'SELECT received_at FROM notifications WHERE settled_at IS NULL ORDER BY num LIMIT 1',
      )
      .pluck()
      .get();
    const topics = this.#db
      .prepare<[], InboxFacts['topics'][number]>('SELECT topic, received, newest FROM topics ORDER BY topic')
      .all();
    return {
      waiting: this.#count(),
      ...(oldest !== undefined && { oldest }),
      ...(topics.length > 0 && { newest: Math.max(...topics.map(({ newest }) => newest)) }),
      topics,
    };
  }

  close(): void {
    this.#db.close();
  }

  #addOne(one: Notification, now: number): Taken {
    const isForeign = this.#isForeign(one);
    const mentions = isForeign ? [] : mentionsIn(one);
    const hasObject = mentions.length > 0;
    this.#seen.run(one.topic, now);
    const { changes } = this.#add.run(one.id, one.topic, JSON.stringify(one), now, hasObject ? null : now);
    if (changes === 0) return 'duplicate';
    for (const mention of mentions) this.lives.note(mention, one.createdAt);
    if (isForeign) return 'foreign';
    if (hasObject) return 'stored';
    return topicOf(one.topic) ? 'no_object' : 'unknown';
  }

  #count(): number {
    const count = this.#db.prepare<[], number>('SELECT count(*) FROM notifications WHERE settled_at IS NULL');
    return count.pluck().get() ?? 0;
  }

  #write<T>(step: () => T): T {
    return this.#attempt(() => this.#db.transaction(step)());
  }

  #attempt<T>(step: () => T): T {
    try {
      return step();
    } catch (cause) {
      throw new InboxError(`${this.#path}: the inbox cannot be written (${messageOf(cause)})`, { cause });
    }
  }
}
