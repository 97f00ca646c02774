// One contact and the rows around it, each read once and only where something asks for it.
import type { Row } from '../../../core/protocol/messages.ts';
import { STREAM, type Mapping } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';
import { primaryCompany } from './company.ts';
import { knownPath } from './known-path.ts';
import type { Reader } from './reader.ts';
import { tagNames, type TagNames } from './tags.ts';
import { textOf, timeOf } from './text.ts';

/** A contact while its attributes and lists are worked out. */
export class Person {
  readonly id: string;
  readonly row: Row;
  readonly #replica: Reader;
  readonly #mapping: Mapping;
  #company: { row: Row | null | undefined } | undefined;
  #conversations: Row[] | undefined;
  #tags: TagNames | undefined;
  #conversationTags: TagNames | undefined;

  constructor(id: string, row: Row, replica: Reader, mapping: Mapping) {
    this.id = id;
    this.row = row;
    this.#replica = replica;
    this.#mapping = mapping;
  }

  /** The primary company; null where it has none, undefined where none that it names has come yet. */
  get company(): Row | null | undefined {
    this.#company ??= { row: this.#findCompany() };
    return this.#company.row;
  }

  /** Its conversations, the oldest first. */
  get conversations(): readonly Row[] {
    this.#conversations ??= oldestFirst(this.#replica.rowsOf(STREAM.conversations, this.id));
    return this.#conversations;
  }

  /** The tags on the contact. */
  get tags(): TagNames {
    this.#tags ??= tagNames(this.row['tags'], (stream, key) => this.#replica.row(stream, key));
    return this.#tags;
  }

  /** The tags on all of its conversations. */
  get conversationTags(): TagNames {
    this.#conversationTags ??= tagNames(
      this.conversations.flatMap(({ tags }) => tags ?? []),
      (stream, key) => this.#replica.row(stream, key),
    );
    return this.#conversationTags;
  }

  #findCompany(): Row | null | undefined {
    const known = this.#replica.rowsOf(STREAM.companies, this.id);
    const company = primaryCompany(known, this.#mapping.primaryCompany);
    if (company !== undefined) return company;
    const path = this.#mapping.streams.get(STREAM.companies)?.onContact;
    const named = path === undefined ? [] : [readPath(this.row, knownPath(path)) ?? []].flat();
    return named.length > 0 ? undefined : null;
  }
}

/** By creation; of the same second the smaller number is the older one. */
function oldestFirst(conversations: Row[]): Row[] {
  if (conversations.length < 2) return conversations;
  return conversations
    .map((row) => ({
      row,
      at: timeOf(row['created_at']) ?? Number.NEGATIVE_INFINITY,
      id: textOf(row['id']) ?? '',
    }))
    .toSorted((a, b) => compare(a.at, b.at) || a.id.length - b.id.length || compare(a.id, b.id))
    .map(({ row }) => row);
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
