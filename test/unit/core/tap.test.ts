// A run of a tap: which streams, in which order, what STATE says when, and what becomes of failures.
import { expect, test } from 'vitest';
import { ApiError, AuthError } from '../../../core/errors.ts';
import type { Message } from '../../../core/protocol/messages.ts';
import { bookmarks, ids, page, pages, root, runStreams, STARTED_AT } from './fake-tap.ts';

const DAY_1 = 1_600_000_000;
const FINAL = '2023-11-14T22:08:20.000000Z';

const one = (name: string) => root(name, () => pages([page([[`${name}1`, DAY_1]])]));
const table = (name: string) => {
  const { replicationKey: _, ...rest } = one(name);
  return { ...rest, versioned: true };
};

function types(messages: readonly Message[], stream: string): string[] {
  return messages.flatMap((message) =>
    'stream' in message && message.stream === stream ? [message.type] : [],
  );
}

test('a complete stream is bookmarked at the start of the run less the lookback, not at its newest row', async () => {
  const late = root('late', () => pages([page([['a', STARTED_AT + 50]], STARTED_AT + 50)]));
  const { messages } = await runStreams([late], { settings: { lookbackSeconds: 300 } });
  expect(ids(messages, 'late')).toEqual(['a']);
  expect(bookmarks(messages)).toEqual([{ late: { updated_at: FINAL } }, { late: { updated_at: FINAL } }]);
});

test('a bookmark later than this run would set stays as it is', async () => {
  const state = { bookmarks: { late: { updated_at: STARTED_AT - 100 } } };
  const { messages } = await runStreams([one('late')], { state });
  expect(bookmarks(messages)).toEqual([state.bookmarks, state.bookmarks]);
});

test('a run that continues says from where, before anything else; a first run has nothing to say', async () => {
  const state = { bookmarks: { people: { updated_at: '2020-09-13T12:26:40Z' } } };
  const { messages } = await runStreams([one('people')], { state });
  expect(messages[0]).toEqual({ type: 'STATE', value: state });
  expect((await runStreams([one('people')], { state: {} })).messages[0]?.type).toBe('SCHEMA');
});

test('rows older than the bookmark are left out, those of its very second are not', async () => {
  const times = [
    ['old', DAY_1 - 1],
    ['same', DAY_1],
    ['new', DAY_1 + 1],
  ] as const;
  const state = { bookmarks: { people: '2020-09-13T12:26:40Z' } };
  const { messages } = await runStreams([root('people', () => pages([page(times)]))], { state });
  expect(ids(messages, 'people')).toEqual(['same', 'new']);
});

test('a bookmark beats the start date, which holds where there is none', async () => {
  const settings = { startDate: DAY_1 + 1 };
  const fresh = await runStreams([one('people')], { settings });
  const state = { bookmarks: { people: { updated_at: DAY_1 } } };
  const known = await runStreams([one('people')], { settings, state });
  expect(ids(fresh.messages, 'people')).toEqual([]);
  expect(ids(known.messages, 'people')).toEqual(['people1']);
});

test('what is not ours in the state is in every STATE as it came', async () => {
  const foreign = { activate_versions: { x: 1 }, bookmarks: { other: { offset: { page: 3 } } } };
  const { messages } = await runStreams([one('a'), one('b')], { state: foreign });
  const states = messages.filter((message) => message.type === 'STATE');
  expect(states).toHaveLength(2);
  for (const state of states) {
    expect(state).toMatchObject({ value: foreign });
  }
});

test('currently_syncing names the stream a run is at and is gone at its end', async () => {
  const { messages } = await runStreams([one('a'), one('b')]);
  const at = messages.flatMap((message) => (message.type === 'STATE' ? [message.value] : []));
  expect(at.map((value) => value['currently_syncing'])).toEqual(['b', undefined]);
});

test('a run that was cut off goes on with the stream it was at', async () => {
  const state = { currently_syncing: 'b' };
  const { messages } = await runStreams([one('a'), one('b'), one('c')], { state });
  const order = messages.flatMap((message) => (message.type === 'SCHEMA' ? [message.stream] : []));
  expect(order).toEqual(['b', 'c', 'a']);
});

test('a first run of a versioned stream activates its version before and after the rows, a later one after them', async () => {
  const first = await runStreams([table('list')]);
  expect(types(first.messages, 'list')).toEqual(['SCHEMA', 'ACTIVATE_VERSION', 'RECORD', 'ACTIVATE_VERSION']);
  const versions = new Set(
    first.messages.flatMap((message) => ('version' in message ? [message.version] : [])),
  );
  expect(versions.size).toBe(1);
  const state = { bookmarks: bookmarks(first.messages).at(-1) };
  const second = await runStreams([table('list')], { state });
  expect(types(second.messages, 'list')).toEqual(['SCHEMA', 'RECORD', 'ACTIVATE_VERSION']);
  const quiet = await runStreams([table('list')], { settings: { activateVersions: false } });
  expect(types(quiet.messages, 'list')).toEqual(['SCHEMA', 'RECORD']);
});

test('a versioned stream that fails half-way activates nothing at its end', async () => {
  const failure = new ApiError('GET /list: 500', { status: 500, retryable: true });
  const half = { ...table('list'), read: () => pages([page([['a', DAY_1]]), () => Promise.reject(failure)]) };
  const { messages } = await runStreams([half], { state: { bookmarks: { list: { version: 7 } } } });
  expect(types(messages, 'list')).toEqual(['SCHEMA', 'RECORD']);
  expect(bookmarks(messages)).toEqual([]);
});

test('a versioned stream that cannot be read at all activates nothing, not even on a first run', async () => {
  const refused = new AuthError('GET /list: 403', { status: 403 });
  const list = { ...table('list'), read: () => pages([() => Promise.reject(refused)]) };
  const { messages } = await runStreams([list]);
  expect(types(messages, 'list')).toEqual(['SCHEMA']);
});

test("a bookmark is in the future where it is past the vendor's clock", async () => {
  for (const [ahead, read] of [
    [30, []],
    [90, ['a']],
  ] as const) {
    const late = root('late', () => pages([page([['a', DAY_1]])]));
    const state = { bookmarks: { late: { updated_at: STARTED_AT + ahead } } };
    expect(ids((await runStreams([late], { state })).messages, 'late')).toEqual(read);
  }
});

test('a stream that fails leaves the others complete; the run then ends as the first failure asks', async () => {
  const refused = new AuthError('GET /b: 401', { status: 401 });
  const b = root('b', () => pages([() => Promise.reject(refused)]));
  const { messages, error, log } = await runStreams([one('a'), b, one('c')]);
  expect(bookmarks(messages).at(-1)).toEqual({ a: { updated_at: FINAL }, c: { updated_at: FINAL } });
  expect(error).toMatchObject({ exitCode: 3, message: expect.stringContaining('failed: b;') });
  expect(log).toContain('ERROR b: GET /b: 401; grant the permission "Read b"');
});

test('a fault of the program is thrown as it is', async () => {
  const fault = new TypeError('undefined is not a function');
  const a = root('a', () => pages([page([['a', DAY_1]]), () => Promise.reject(fault)]));
  const { error } = await runStreams([a, one('b')]);
  expect(error).toBe(fault);
});

test('a run that is told to stop ends without an error and without a bookmark of what was cut off', async () => {
  const stop = new AbortController();
  const cut = root('a', () =>
    pages([
      page([['a', DAY_1]], DAY_1),
      async () => {
        stop.abort();
        stop.signal.throwIfAborted();
      },
    ]),
  );
  const { messages, error } = await runStreams([cut], { signal: stop.signal });
  expect(error).toBeUndefined();
  expect(bookmarks(messages)).toEqual([{ a: { updated_at: '2020-09-13T12:26:40.000000Z' } }]);
});

test('with nothing selected there is one warning and no STATE', async () => {
  const catalog = { streams: [{ tap_stream_id: 'a', selected: false }, { tap_stream_id: 'gone' }] };
  const { messages, error, log } = await runStreams([one('a')], { catalog });
  expect({ messages, error }).toEqual({ messages: [], error: undefined });
  expect(log).toEqual([
    'WARNING catalog: unknown stream "gone" is ignored',
    'WARNING no stream is selected: nothing to do',
  ]);
});

test('an undeclared field is dropped with one warning, or kept when asked', async () => {
  const records = [1, 2].map((n) => ({ id: `p${n}`, updated_at: DAY_1, extra: n }));
  const people = root('people', () => pages([{ records: structuredClone(records) }]));
  const dropped = await runStreams([people]);
  const text = 'WARNING people: the field "extra" is not in the schema and is dropped';
  expect(dropped.log).toEqual([text]);
  expect(JSON.stringify(dropped.messages)).not.toContain('"extra"');
  const kept = await runStreams([people], { settings: { includeUndeclared: true } });
  expect(kept.log).toEqual([]);
  expect(JSON.stringify(kept.messages)).toContain('"extra":2');
});
