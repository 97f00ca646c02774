// Bookmarks: read in every form, advanced only forwards, and everything else kept.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../../../core/errors.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { State } from '../../../core/protocol/state.ts';
import { isoMicroseconds } from '../../../core/time.ts';

const KEYS = { people: 'updated_at', events: 'created_at', tags: undefined };
const AT = 1_640_760_200;
const ISO = '2021-12-29T06:43:20.000000Z';

test.each<[string, unknown, number | undefined]>([
  ['an object with the replication key', { updated_at: ISO }, AT],
  ['a bare time, as old taps wrote it', '2021-12-29T06:43:20Z', AT],
  ['epoch seconds', { updated_at: AT }, AT],
  ['epoch milliseconds', { updated_at: AT * 1000 }, AT],
  ['a time with a fraction, which is rounded down', { updated_at: '2021-12-29T06:43:20.900000Z' }, AT],
  ['a time with other marks beside it', { updated_at: ISO, last_processed: '4711' }, AT],
  ['null', null, undefined],
  ['a null time', { updated_at: null }, undefined],
  ['an empty time', { updated_at: '' }, undefined],
  ['an object without the key', { created_at: ISO }, undefined],
])('a bookmark may be %s', (_, bookmark, expected) => {
  expect(new State({ bookmarks: { people: bookmark } }, KEYS).bookmark('people')).toBe(expected);
});

test('a stream that was never read has no bookmark, nor has one without a replication key', () => {
  const state = new State({ bookmarks: { tags: { version: 3 } } }, KEYS);
  expect(state.bookmark('people')).toBeUndefined();
  expect(state.bookmark('tags')).toBeUndefined();
  expect(new State({}, KEYS).message()).toEqual({ type: 'STATE', value: { bookmarks: {} } });
});

test.each<[string, Row, string]>([
  [
    'a bookmark that is no time',
    { bookmarks: { events: { created_at: 'x' } } },
    '"events" is no time: "created_at" is "x"',
  ],
  ['a bookmark that is no time, in the old form', { bookmarks: { people: 'never' } }, '"people" is no time'],
  ['bookmarks in a list', { bookmarks: [] }, '"bookmarks" must be an object'],
  ['bookmarks that are null', { bookmarks: null }, '"bookmarks" must be an object'],
])('%s is refused before anything is read', (_, value, text) => {
  expect(() => new State(value, KEYS)).toThrow(ConfigError);
  expect(() => new State(value, KEYS)).toThrow(text);
});

test('a bookmark only ever goes forwards', () => {
  const times = fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { minLength: 1 });
  const property = fc.property(
    times,
    fc.option(fc.integer({ min: 0, max: 4_000_000_000 })),
    (steps, start) => {
      const state = new State(start === null ? {} : { bookmarks: { people: start } }, KEYS);
      let newest = start ?? -Infinity;
      for (const step of steps) {
        expect(state.advance('people', step)).toBe(step > newest);
        newest = Math.max(newest, step);
        expect(state.bookmark('people')).toBe(newest);
        expect(state.advance('people', newest)).toBe(false);
      }
    },
  );
  fc.assert(property);
});

test('an advanced bookmark is written as an object, without the marks that belonged to the old one', () => {
  const state = new State({ bookmarks: { people: { updated_at: AT - 1, last_processed: '4711' } } }, KEYS);
  state.advance('people', AT);
  expect(state.message().value['bookmarks']).toEqual({ people: { updated_at: ISO } });
});

test.each([Infinity, Number.NaN, 1e13])('%d moves nothing', (time) => {
  const state = new State({}, KEYS);
  expect(state.advance('people', time)).toBe(false);
  expect(state.advance('tags', AT)).toBe(false);
  expect(state.message().value).toEqual({ bookmarks: {} });
});

test('whatever else the state holds is in every message as it came', () => {
  const foreign = fc.dictionary(fc.string(), fc.jsonValue());
  const property = fc.property(foreign, foreign, (others, bookmarks) => {
    const { bookmarks: _, currently_syncing: __, ...rest } = others;
    const strange = Object.fromEntries(Object.entries(bookmarks).filter(([name]) => !(name in KEYS)));
    const given = { ...rest, bookmarks: { ...strange, people: AT - 5 } };
    const before = structuredClone(given);
    const state = new State(given, KEYS);
    state.advance('people', AT);
    const { value } = state.message();
    const expected = { ...strange, people: { updated_at: isoMicroseconds(AT) } };
    expect(value).toEqual({ ...rest, bookmarks: expected });
    expect(given).toEqual(before);
  });
  fc.assert(property);
});

test('a message that has gone out does not change any more', () => {
  const state = new State({}, KEYS);
  const first = state.message();
  state.advance('people', AT);
  state.currentlySyncing = 'people';
  expect(first.value).toEqual({ bookmarks: {} });
});

test.each([
  ['people', 'people'],
  [null, undefined],
  [5, undefined],
])('currently_syncing %j is read as %j, set, and taken away at the end', (given, read) => {
  const state = new State({ currently_syncing: given }, KEYS);
  expect(state.currentlySyncing).toBe(read);
  state.currentlySyncing = 'events';
  expect(state.message().value).toMatchObject({ currently_syncing: 'events' });
  state.currentlySyncing = undefined;
  expect(state.message().value).not.toHaveProperty('currently_syncing');
});
