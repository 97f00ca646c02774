// Streams read row by row of another: order, bookmarks and failures.
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ApiError, AuthError } from '../../../core/errors.ts';
import { bookmarks, child, ids, page, pages, root, runStreams } from './fake-tap.ts';

const DAY_1 = 1_600_000_000;
const DAY_2 = 1_600_086_400;
const ISO_DAY_1 = '2020-09-13T12:26:40.000000Z';
const FINAL = '2023-11-14T22:08:20.000000Z';

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await turn();
}

const twoPages = () =>
  pages([
    page(
      [
        ['a', DAY_1],
        ['b', DAY_1],
      ],
      DAY_1,
    ),
    page([['c', DAY_2]], DAY_2),
  ]);

async function twoOf(id: string): Promise<{ id: string; parent_id: string; updated_at: number }[]> {
  return [1, 2].map((n) => ({ id: `${id}${n}`, parent_id: id, updated_at: DAY_1 }));
}

test('children follow their parents in order, however long each takes', async () => {
  const notes = child('notes', 'cases', async (id) => {
    await turns(id === 'a' ? 5 : 0);
    return twoOf(id);
  });
  const { messages } = await runStreams([root('cases', twoPages), notes]);
  expect(ids(messages, 'cases')).toEqual(['a', 'b', 'c']);
  expect(ids(messages, 'notes')).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
});

test('a child has a bookmark of its own, which is due once its rows are out', async () => {
  const { messages } = await runStreams([root('cases', twoPages), child('notes', 'cases', twoOf)]);
  const position = messages.findIndex((message) => message.type === 'STATE');
  expect(ids(messages.slice(0, position), 'notes')).toEqual(['a1', 'a2', 'b1', 'b2']);
  expect(bookmarks(messages)[0]).toEqual({
    cases: { updated_at: ISO_DAY_1 },
    notes: { updated_at: ISO_DAY_1 },
  });
  expect(bookmarks(messages).at(-1)).toEqual({ cases: { updated_at: FINAL }, notes: { updated_at: FINAL } });
});

test('a child that fails never has its bookmark moved past the rows that failed', async () => {
  const notes = child('notes', 'cases', async (id) => {
    await turns(3);
    throw new ApiError(`GET /notes of ${id}: 500`, { status: 500, retryable: true });
  });
  const { messages, error, log } = await runStreams([root('cases', twoPages), notes]);
  for (const state of bookmarks(messages)) expect(state).not.toHaveProperty('notes');
  expect(bookmarks(messages).at(-1)).toEqual({ cases: { updated_at: FINAL } });
  expect(ids(messages, 'cases')).toEqual(['a', 'b', 'c']);
  expect(error).toMatchObject({ exitCode: 1, message: expect.stringContaining('failed: notes') });
  expect(log.filter((line) => line.includes('500'))).toEqual(['ERROR notes: GET /notes of a: 500']);
});

test('a refused child says which permission to grant, and the run ends as one without permission', async () => {
  const refused = Promise.reject(new AuthError('GET /notes: 403', { status: 403 }));
  const notes = child('notes', 'cases', () => refused);
  const { error, log } = await runStreams([root('cases', twoPages), notes]);
  expect(error).toMatchObject({ exitCode: 3 });
  expect(log).toContain('ERROR notes: GET /notes: 403; grant the permission "Read notes"');
});

test('a child alone reads its parent without a word of it', async () => {
  const catalog = { streams: [{ tap_stream_id: 'notes' }] };
  const streams = [root('cases', twoPages), child('notes', 'cases', twoOf)];
  const { messages } = await runStreams(streams, { catalog });
  const named = new Set(messages.flatMap((message) => ('stream' in message ? [message.stream] : [])));
  expect([...named]).toEqual(['notes']);
  expect(bookmarks(messages).at(-1)).toEqual({ notes: { updated_at: FINAL } });
});

test('parents are read from the older of the two bookmarks, and each stream sends only what it lacks', async () => {
  const state = { bookmarks: { cases: { updated_at: DAY_2 }, notes: { updated_at: DAY_1 } } };
  const streams = [root('cases', twoPages), child('notes', 'cases', twoOf)];
  const { messages } = await runStreams(streams, { state });
  expect(ids(messages, 'cases')).toEqual(['c']);
  expect(ids(messages, 'notes')).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
});

test('a parent that cannot be read fails its children with it', async () => {
  const failure = new ApiError('POST /cases/search: 500', { status: 500, retryable: true });
  const cases = root('cases', () => pages([page([['a', DAY_1]], DAY_1), () => Promise.reject(failure)]));
  const { messages, error } = await runStreams([cases, child('notes', 'cases', twoOf)]);
  expect(ids(messages, 'notes')).toEqual(['a1', 'a2']);
  expect(bookmarks(messages).at(-1)).toEqual({
    cases: { updated_at: ISO_DAY_1 },
    notes: { updated_at: ISO_DAY_1 },
  });
  expect(error).toMatchObject({ message: expect.stringContaining('failed: cases, notes') });
});
