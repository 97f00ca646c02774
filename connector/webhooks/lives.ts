// Which objects are gone and which contacts were merged, whatever order their notifications come in.
import type { Database, Statement } from 'better-sqlite3';
import { survivorOf } from '../../targets/brevo/person/winners.ts';
import type { Mention } from './notification.ts';
import type { Subject } from './topics.ts';

/** What `gone` of the table `lives` says. Of two in one second the smaller holds: who is there must not be taken off its lists. */
const LIFE = { back: 0, gone: 1, seen: 2 } as const;

/** The tables `lives` and `merges` of an inbox. What is newer by Intercom's clock holds. */
export class Lives {
  readonly #live: Statement<[string, string, number, number]>;
  readonly #merge: Statement<[string, string, number]>;
  readonly #gone: Statement<[string, string], number>;
  readonly #forget: Statement<[number]>;
  readonly #target: Statement<[string], string>;
  readonly #sources: Statement<[string], string>;

  constructor(db: Database) {
    this.#live = db.prepare(
      `INSERT INTO lives (subject, id, at, gone) VALUES (?, ?, ?, ?)
       ON CONFLICT (subject, id) DO UPDATE SET at = excluded.at, gone = excluded.gone
       WHERE excluded.at > at OR (excluded.at = at AND excluded.gone < gone)`,
    );
    this.#merge = db.prepare(
      `INSERT INTO merges (source, target, at) VALUES (?, ?, ?)
       ON CONFLICT (source) DO UPDATE SET target = excluded.target, at = excluded.at WHERE excluded.at >= at`,
    );
    this.#gone = db
      .prepare<[string, string], number>(
        `SELECT at FROM lives WHERE subject = ? AND id = ? AND gone = ${LIFE.gone}`,
      )
      .pluck();
    this.#forget = db.prepare(`DELETE FROM lives WHERE gone <> ${LIFE.gone} AND at < ?`);
    this.#target = db.prepare<[string], string>('SELECT target FROM merges WHERE source = ?').pluck();
    this.#sources = db
      .prepare<[string], string>(
        `WITH RECURSIVE sources(id) AS (
           SELECT source FROM merges WHERE target = ?
           UNION SELECT source FROM merges JOIN sources ON target = sources.id
         ) SELECT id FROM sources ORDER BY id`,
      )
      .pluck();
  }

  /** Takes in what a notification says; `at` is when it was made, in epoch seconds. In an open transaction. */
  note({ subject, id, reaction, mergedFrom }: Mention, at: number): void {
    if (reaction === 'gone') this.#live.run(subject, id, at, LIFE.gone);
    if (reaction === 'back') this.#live.run(subject, id, at, LIFE.back);
    if (mergedFrom !== undefined) this.#merge.run(mergedFrom, id, at);
  }

  /** It could be read after a notification of that time. In an open transaction. */
  see(subject: Subject, id: string, at: number): void {
    this.#live.run(subject, id, at, LIFE.seen);
  }

  /** When its end was told of, in epoch seconds; undefined where it is there, or nothing is known of it. */
  goneAt(subject: Subject, id: string): number | undefined {
    return this.#gone.get(subject, id);
  }

  /** Forgets who was there before then: no notification comes that late. In an open transaction. */
  forgetBefore(at: number): void {
    this.#forget.run(at);
  }

  /** The contact that is left of `id` after all merges; `id` itself where there were none. */
  survivorOf(id: string): string {
    return survivorOf(id, (source) => this.#target.get(source));
  }

  /** The contacts that went into this one, directly or not. */
  mergedInto(id: string): string[] {
    return this.#sources.all(id).filter((source) => source !== id);
  }
}
