// Takes in the rows of one stream: stored where they differ, linked, and whom they concern marked.
import type { Row } from '../../../core/protocol/messages.ts';
import { fileFailure } from './file.ts';
import { keyOf, keysAt } from './key.ts';
import type { Dirty } from './dirty.ts';
import type { Links } from './links.ts';
import type { Stream, Streams } from './streams.ts';
import { CONTACTS, type RowFacts, type StoredRow } from './table.ts';

/** What comes with a row. */
export interface RecordFacts {
  /** The source says that the row is gone. */
  deleted: boolean;
  version: number | undefined;
}

/** The rows of one stream. */
export interface RecordStore {
  /** Stores a row. `same`: it is as it was, nobody becomes dirty. @throws ExpectedError where the file fails */
  put(row: Row, source: string | undefined, facts: RecordFacts): 'same' | 'changed';
  /**
   * Drops the rows of older versions and tells how many; contacts are marked deleted instead.
   * Where no row of this version ever came nothing is dropped: an empty extract deletes nothing.
   */
  activateVersion(version: number): number;
}

/** What the stores share. */
export interface RecordParts {
  path: string;
  streams: Streams;
  links: Links;
  dirty: Dirty;
  /** Hears of each row that differs from now on. */
  onChange: (num: number) => void;
}

/** The rows of one stream in the replica. */
export class Records implements RecordStore {
  readonly #parts: RecordParts;
  readonly #stream: Stream;
  readonly #isContacts: boolean;

  constructor(parts: RecordParts, stream: Stream) {
    this.#parts = parts;
    this.#stream = stream;
    this.#isContacts = stream.num === CONTACTS;
  }

  put(row: Row, source: string | undefined, facts: RecordFacts): 'same' | 'changed' {
    try {
      return this.#put(row, source ?? JSON.stringify(row), facts);
    } catch (error) {
      throw fileFailure(error, this.#parts.path);
    }
  }

  activateVersion(version: number): number {
    if (this.#stream.version !== version) return 0;
    let dropped = 0;
    for (const row of this.#stream.table.rows()) {
      if (row.version === version || (this.#isContacts && row.deleted === 1)) continue;
      dropped += 1;
      this.#parts.dirty.step();
      if (this.#isContacts) this.#markDeleted(row);
      else this.#drop(row);
    }
    return dropped;
  }

  /** Links a stored row anew, after a change of its stream's plan. */
  relink({ num, body, version }: StoredRow & { body: string }): void {
    const row = JSON.parse(body) as Row;
    if (this.#isContacts) return this.linkContact(num, row, false);
    this.#linkRow(num, row, false);
    const parent = this.#parentOf(row);
    this.#stream.table.change(num, body, { version: version ?? undefined, deleted: false, parent });
  }

  /** Links a contact to the rows that its own row names. */
  linkContact(num: number, row: Row, isNew: boolean): void {
    const { streams, links } = this.#parts;
    for (const { num: stream, onContact, table } of streams.all()) {
      if (!onContact) continue;
      const rows = keysAt(row, onContact).map((key) => table.mention(key));
      links.setOfContact(num, stream, rows, isNew);
    }
  }

  #put(row: Row, body: string, facts: RecordFacts): 'same' | 'changed' {
    const { plan, table } = this.#stream;
    const { version, deleted } = facts;
    if (version !== undefined && version !== this.#stream.version)
      this.#parts.streams.sawVersion(this.#stream, version);
    const key = keyOf(row, plan.key, body);
    const known = table.find(key);
    const before = known?.body ?? undefined;
    if (deleted && !this.#isContacts) {
      if (!known || before === undefined) return 'same';
      this.#parts.dirty.step();
      this.#drop(known);
      return 'changed';
    }
    if (known && before === body && (known.deleted === 1) === deleted) {
      if (version !== undefined && known.version !== version) table.setVersion(known.num, version);
      return 'same';
    }
    this.#parts.dirty.step();
    this.#store(known, key, row, body, facts);
    return 'changed';
  }

  #store(known: StoredRow | undefined, key: string, row: Row, body: string, facts: RecordFacts): void {
    const { table } = this.#stream;
    const parent = this.#parentOf(row);
    const stored: RowFacts = { ...facts, parent };
    const num = known?.num ?? table.add(key, body, stored);
    if (known) table.change(num, body, stored);
    const { dirty, onChange } = this.#parts;
    onChange(num);
    if (this.#isContacts) {
      this.linkContact(num, row, !known);
      return dirty.mark(num);
    }
    this.#linkRow(num, row, !known);
    this.#mark(num, known?.parent ?? null, parent ?? null);
  }

  #linkRow(num: number, row: Row, isNew: boolean): void {
    const { contacts, num: stream } = this.#stream;
    const { streams, links } = this.#parts;
    if (!contacts && isNew) return;
    const named = contacts ? keysAt(row, contacts) : [];
    const people = streams.table(CONTACTS);
    const nums = named.map((key) => people.mention(key));
    links.setOfRow(num, stream, nums, isNew);
  }

  #mark(num: number, ...parents: (number | null)[]): void {
    const { links, dirty } = this.#parts;
    if (this.#stream.plan.sink === 'lookup') return dirty.markAll();
    links.markOfRow(num);
    for (const parent of new Set(parents)) if (parent !== null) links.markOfRow(parent);
  }

  #parentOf(row: Row): number | undefined {
    const { via } = this.#stream;
    if (!via) return undefined;
    const [key] = keysAt(row, via.path);
    return key === undefined ? undefined : this.#parts.streams.table(via.stream).mention(key);
  }

  // The mention stays: contacts may still name the row, and it may come again.
  #drop({ num, parent }: StoredRow): void {
    const { links, onChange } = this.#parts;
    this.#mark(num, parent);
    links.setOfRow(num, this.#stream.num, [], false);
    this.#stream.table.change(num, null, { version: undefined, deleted: false, parent: undefined });
    onChange(num);
  }

  #markDeleted({ num, body, version }: StoredRow): void {
    this.#stream.table.change(num, body, { version: version ?? undefined, deleted: true, parent: undefined });
    this.#parts.onChange(num);
    this.#parts.dirty.mark(num);
  }
}
