// Events that are to be sent, each once: what is known by its key is never taken twice.
import type { Database, Statement } from 'better-sqlite3';
import type { Row } from '../../../core/protocol/messages.ts';

/** An event as it is found in a row. */
export interface NewEvent {
  /** Stands for the transition. */
  key: string;
  name: string;
  /** Key of the contact; else the event is that of the contact of `parent`. */
  contact?: string;
  /** The row whose contact it is, as `{ stream: 'conversations', key: '12' }`. */
  parent?: { stream: string; key: string };
  /** Epoch seconds. */
  at: number;
  properties: Row;
  /** It is remembered, and never sent. */
  early?: true;
}

/** An event that is not sent yet. */
export interface OpenEvent {
  key: string;
  name: string;
  /** Undefined as long as the row that tells has not come. */
  contact: string | undefined;
  /** Epoch seconds. */
  at: number;
  properties: Row;
  parent: { stream: string; key: string } | undefined;
}

/** What became of an event. `under_way` counts as pending again once the run has died. */
export type EventState = 'pending' | 'sent' | 'skipped' | 'rejected' | 'under_way';

interface EventRow {
  num: number;
  key: string;
  name: string;
  contact: string | null;
  at: number;
  properties: string | null;
  stream: string | null;
  parent_key: string | null;
}

const PAGE = 500;

/** The events, in the order in which they were found. */
export class Events {
  readonly #add: Statement<[string, string, string | null, number | null, number, string | null, EventState]>;
  readonly #page: Statement<[string, number, number], EventRow>;
  readonly #set: Statement<[string, string]>;
  readonly #settle: Statement<[string, string]>;
  readonly #count: Statement<[string], number>;
  readonly #again: Statement<[]>;

  constructor(db: Database) {
    this.#add = db.prepare(
      `INSERT OR IGNORE INTO replica_events (key, name, contact, parent, at, properties, state)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#page = db.prepare(
      `SELECT e.num, e.key, e.name, e.at, e.properties, s.name AS stream, r.key AS parent_key,
         coalesce(e.contact, (
           SELECT c.key FROM replica_links l JOIN replica_contacts c ON c.num = l.contact
           WHERE l.row = e.parent ORDER BY l.by_contact, l.contact LIMIT 1
         )) AS contact
       FROM replica_events e
       LEFT JOIN replica_rows r ON r.num = e.parent
       LEFT JOIN replica_streams s ON s.num = r.stream
       WHERE e.state = ? AND e.properties IS NOT NULL AND e.num > ? ORDER BY e.num LIMIT ?`,
    );
    this.#set = db.prepare('UPDATE replica_events SET state = ? WHERE key = ?');
    // The key alone tells that it was dealt with.
    this.#settle = db.prepare('UPDATE replica_events SET state = ?, properties = NULL WHERE key = ?');
    this.#count = db.prepare<[string], number>('SELECT count(*) FROM replica_events WHERE state = ?').pluck();
    this.#again = db.prepare(
      `UPDATE replica_events SET state = 'pending' WHERE state = 'under_way' AND properties IS NOT NULL`,
    );
  }

  /** Tells whether the event is a new one. */
  add({ key, name, contact, at, properties, early }: NewEvent, parent: number | undefined): boolean {
    const json = early ? null : JSON.stringify(properties);
    const state = early ? 'skipped' : 'pending';
    return this.#add.run(key, name, contact ?? null, parent ?? null, at, json, state).changes > 0;
  }

  set(keys: Iterable<string>, state: EventState): void {
    const statement = state === 'sent' || state === 'skipped' ? this.#settle : this.#set;
    for (const key of keys) statement.run(state, key);
  }

  count(state: EventState): number {
    return this.#count.get(state) ?? 0;
  }

  /** The events in `state`; they may change meanwhile. */
  *in(state: EventState): Generator<OpenEvent> {
    for (let last = 0; ;) {
      const page = this.#page.all(state, last, PAGE);
      for (const row of page) yield openEvent(row);
      const end = page.at(-1);
      if (!end) return;
      last = end.num;
    }
  }

  recover(): void {
    this.#again.run();
  }
}

function openEvent({
  key,
  name,
  contact,
  at,
  properties,
  stream,
  parent_key: parentKey,
}: EventRow): OpenEvent {
  return {
    key,
    name,
    contact: contact ?? undefined,
    at,
    properties: properties === null ? {} : (JSON.parse(properties) as Row),
    parent: stream === null || parentKey === null ? undefined : { stream, key: parentKey },
  };
}
