// From when streams are read where their bookmarks cannot be relied on, and how far a search has to be settled.
import { expect, test } from 'vitest';
import type { ReadRequest, Stream } from '../../../core/stream.ts';
import type { TapApi } from '../../../core/tap.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { bookmarks, child, ids, page, pages, root, runStreams, STARTED_AT } from './fake-tap.ts';

const T = STARTED_AT - 100_000;
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

const cases = root('cases', () =>
  pages([
    page([
      ['a', T],
      ['b', T + 10],
      ['c', T + 20],
    ]),
  ]),
);
const notes = child('notes', 'cases', (id) =>
  Promise.resolve([{ id: `${id}1`, parent_id: id, updated_at: T }]),
);
const tags = root('tags', () => pages([page([['t', T]])]));
const only = (stream: string): Row => ({ streams: [{ tap_stream_id: stream, selected: true }] });

/** As another tap leaves it, which reads parents in an order of its own. */
const cutOff = (): Row => ({
  currently_syncing: 'cases',
  bookmarks: { cases: { updated_at: iso(T - 5) }, notes: { updated_at: iso(T + 15) } },
});

test('children that another tap was cut off at are read again', async () => {
  const { messages, log } = await runStreams([cases, notes, tags], { state: cutOff() });
  expect(ids(messages, 'notes')).toEqual(['a1', 'b1', 'c1']);
  expect(log).toEqual([
    `WARNING notes: cut off, with a bookmark ahead of cases; set back to ${iso(T - 5).replace('Z', '000Z')}`,
  ]);
});

test('so they are where a run of another stream came first', async () => {
  const first = await runStreams([cases, notes, tags], { state: cutOff(), catalog: only('tags') });
  const state = { bookmarks: bookmarks(first.messages).at(-1) };
  expect(ids((await runStreams([cases, notes, tags], { state })).messages, 'notes')).toEqual([
    'a1',
    'b1',
    'c1',
  ]);
});

test.each<[string, Stream<TapApi>[]]>([
  ['after', [cases, notes]],
  ['before', [notes, cases]],
])(
  'a parent whose bookmark lies in the future takes its children with it, declared %s it',
  async (_, streams) => {
    const state = {
      ...cutOff(),
      bookmarks: { cases: { updated_at: '2100-01-01' }, notes: { updated_at: iso(T + 15) } },
    };
    const { messages } = await runStreams(streams, { state });
    expect(ids(messages, 'cases')).toEqual(['a', 'b', 'c']);
    expect(ids(messages, 'notes')).toEqual(['a1', 'b1', 'c1']);
  },
);

test('children of a parent without a time that can be read come with it', async () => {
  const timeless = root('cases', () => pages([{ records: [{ id: 'a', updated_at: null }] }]));
  const state = { bookmarks: { cases: { updated_at: iso(T) }, notes: { updated_at: iso(T) } } };
  const { messages } = await runStreams([timeless, notes], { state });
  expect(ids(messages, 'cases')).toEqual(['a']);
  expect(messages).toContainEqual(expect.objectContaining({ type: 'RECORD', stream: 'notes' }));
});

test.each([
  [0, 900],
  [300, 900],
  [7200, 7200],
])(
  'with a lookback of %i s, rows of the last %i s tell nothing of how far a search has come',
  async (lookbackSeconds, seconds) => {
    const asked: ReadRequest[] = [];
    const seen = root('cases', () => pages([]), {
      read: (_, request) => {
        asked.push(request);
        return pages([]);
      },
    });
    await runStreams([seen], { settings: { lookbackSeconds } });
    expect(asked).toMatchObject([{ settledAt: STARTED_AT - seconds }]);
  },
);
