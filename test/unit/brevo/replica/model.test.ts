// Any sequence of rows, deletions and versions against a naive model: rows, links and who is dirty.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import type { Replica } from '../../../../targets/brevo/replica/replica.ts';
import { openReplica, PLANS, takeDirty } from './open.ts';

type Stream = 'contacts' | 'companies' | 'conversations' | 'parts' | 'tags';
type Step =
  | { stream: Stream; row: Row & { id: string }; deleted: boolean; version: number | undefined }
  | { stream: Stream; activate: number }
  | 'look';

interface Kept {
  row: Row & { id: string };
  deleted: boolean;
  version: number | undefined;
}

/** Keeps everything in maps and works out each answer from all rows. */
class Model {
  readonly rows = new Map<Stream, Map<string, Kept>>();
  readonly versions = new Map<Stream, number>();
  readonly dirty = new Set<string>();

  of(stream: Stream): Map<string, Kept> {
    let rows = this.rows.get(stream);
    if (!rows) this.rows.set(stream, (rows = new Map()));
    return rows;
  }

  rowsOf(stream: Stream, contact: string): string[] {
    const keys = new Set(this.#companies(contact));
    return [...this.of(stream).values()]
      .filter(({ row }) =>
        stream === 'companies' ? keys.has(row.id) : this.#people(stream, row).includes(contact),
      )
      .map(({ row }) => row.id)
      .toSorted();
  }

  put(step: Exclude<Step, 'look' | { activate: number }>): 'same' | 'changed' {
    const { stream, row, deleted, version } = step;
    if (version !== undefined) this.versions.set(stream, version);
    const rows = this.of(stream);
    const before = rows.get(row.id);
    if (stream !== 'contacts' && deleted) {
      if (!before) return 'same';
      this.#drop(stream, before);
      return 'changed';
    }
    if (before && JSON.stringify(before.row) === JSON.stringify(row) && before.deleted === deleted) {
      if (version !== undefined) before.version = version;
      return 'same';
    }
    if (before) this.#concern(stream, before.row);
    rows.set(row.id, { row, deleted, version });
    this.#concern(stream, row);
    return 'changed';
  }

  activate(stream: Stream, version: number): number {
    let dropped = 0;
    if (this.versions.get(stream) !== version) return dropped;
    for (const kept of this.of(stream).values()) {
      if (kept.version === version || (stream === 'contacts' && kept.deleted)) continue;
      dropped += 1;
      if (stream !== 'contacts') this.#drop(stream, kept);
      else {
        kept.deleted = true;
        this.#mark(kept.row.id);
      }
    }
    return dropped;
  }

  #drop(stream: Stream, { row }: Kept): void {
    this.#concern(stream, row);
    this.of(stream).delete(row.id);
  }

  #concern(stream: Stream, row: Row & { id: string }): void {
    if (stream === 'tags') for (const id of this.of('contacts').keys()) this.#mark(id);
    for (const id of this.#people(stream, row)) this.#mark(id);
  }

  #mark(id: string): void {
    if (this.of('contacts').has(id)) this.dirty.add(id);
  }

  #people(stream: Stream, row: Row & { id: string }): string[] {
    if (stream === 'contacts') return [row.id];
    if (stream === 'companies')
      return [...this.of('contacts').keys()].filter((id) => this.#companies(id).includes(row.id));
    if (stream === 'conversations') return (row['contacts'] as { id: string }[]).map(({ id }) => id);
    const parent = stream === 'parts' && this.of('conversations').get(String(row['conversation_id']));
    return parent ? this.#people('conversations', parent.row) : [];
  }

  #companies(contact: string): string[] {
    const named = this.of('contacts').get(contact)?.row['companies'] as { id: string }[] | undefined;
    return (named ?? []).map(({ id }) => id);
  }
}

const id = fc.constantFrom('1', '2', '3', '4');
const ids = fc.array(fc.record({ id }), { maxLength: 3 });
const n = fc.nat(2);
const rows: Record<Stream, fc.Arbitrary<Row & { id: string }>> = {
  contacts: fc.record({ id, n, companies: ids }),
  companies: fc.record({ id, n }),
  conversations: fc.record({ id, n, contacts: ids }),
  parts: fc.record({ id, n, conversation_id: id }),
  tags: fc.record({ id, n }),
};
const streams = Object.keys(rows) as Stream[];
const version = fc.constantFrom(undefined, 1, 2);
const put = fc.constantFrom(...streams).chain((stream) =>
  fc.record({
    stream: fc.constant(stream),
    row: rows[stream],
    deleted: fc.nat(4).map((x) => x === 0),
    version,
  }),
);
const activate = fc.record({ stream: fc.constantFrom(...streams), activate: fc.constantFrom(1, 2) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: put, weight: 8 },
  { arbitrary: activate, weight: 1 },
  { arbitrary: fc.constant('look' as const), weight: 1 },
);

const KEYS = ['1', '2', '3', '4'];
const LINKED: Stream[] = ['companies', 'conversations', 'parts'];

/** All that can be asked of either. */
interface Answers {
  row: (stream: Stream, key: string) => unknown;
  rowsOf: (stream: Stream, contact: string) => string[];
  isDeleted: (key: string) => boolean;
}

function everything({ row, rowsOf, isDeleted }: Answers): unknown {
  return {
    rows: streams.map((stream) => KEYS.map((key) => row(stream, key))),
    linked: LINKED.map((stream) => KEYS.map((key) => rowsOf(stream, key))),
    deleted: KEYS.map(isDeleted),
  };
}

function ofReplica(replica: Replica): unknown {
  return everything({
    row: (stream, key) => replica.row(stream, key),
    rowsOf: (stream, key) =>
      replica
        .rowsOf(stream, key)
        .map((row) => String(row['id']))
        .toSorted(),
    isDeleted: (key) => replica.contact(key)?.deleted ?? false,
  });
}

function ofModel(model: Model): unknown {
  return everything({
    row: (stream, key) => model.of(stream).get(key)?.row,
    rowsOf: (stream, key) => model.rowsOf(stream, key),
    isDeleted: (key) => model.of('contacts').get(key)?.deleted ?? false,
  });
}

/** Does the steps on both sides: pairs of answers that have to be the same. */
function play(replica: Replica, steps: Step[]): [unknown, unknown][] {
  const model = new Model();
  return steps.map((one) => {
    if (one === 'look') {
      const dirty = [...model.dirty].toSorted();
      model.dirty.clear();
      return [
        [takeDirty(replica), ofReplica(replica)],
        [dirty, ofModel(model)],
      ];
    }
    const store = replica.stream(PLANS[one.stream], []);
    if ('activate' in one)
      return [store.activateVersion(one.activate), model.activate(one.stream, one.activate)];
    return [store.put(one.row, undefined, one), model.put(one)];
  });
}

test('the replica answers as the model does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const replica = await openReplica();
      replica.declare(Object.values(PLANS));
      replica.begin();
      for (const [answer, expected] of play(replica, [...steps, 'look'])) expect(answer).toEqual(expected);
      replica.close();
    }),
    { numRuns: 80 },
  );
});

test('plans may come with the first row of each stream: the links are the same in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(put, { maxLength: 30 }), async (steps) => {
      const replica = await openReplica();
      const model = new Model();
      replica.begin();
      for (const one of steps) {
        replica.stream(PLANS[one.stream], []).put(one.row, undefined, one);
        model.put(one);
      }
      replica.declare(Object.values(PLANS));
      expect(ofReplica(replica)).toEqual(ofModel(model));
      expect(takeDirty(replica)).toEqual(expect.arrayContaining([...model.dirty]));
      replica.close();
    }),
    { numRuns: 60 },
  );
});
