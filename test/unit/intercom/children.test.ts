// Parts of a conversation and events of a contact: what is added to them, withheld, or gone.
import { expect, test } from 'vitest';
import { ApiError } from '../../../core/errors.ts';
import { contactEvents } from '../../../taps/intercom/streams/contact-events.ts';
import { conversationParts } from '../../../taps/intercom/streams/conversation-parts.ts';
import { answering, request } from './answering-api.ts';

const conversation = { id: '12', created_at: 5, updated_at: 9 };
const part = (id: string) => ({ type: 'conversation_part', id, updated_at: 7 });
const wrapped = (parts: unknown[], total: number) => ({
  id: '12',
  conversation_parts: { type: 'conversation_part.list', conversation_parts: parts, total_count: total },
});

test('of a conversation no more is remembered than its parts need', () => {
  expect(conversationParts.reference({ ...conversation, source: { body: 'long' } })).toEqual(conversation);
  expect(contactEvents.reference({ id: 'c', name: 'n' })).toEqual({ id: 'c' });
});

test('every part names its conversation and how many parts that has', async () => {
  const { api, asked } = answering(wrapped([part('1'), part('2')], 2));
  const wanted = request();
  expect(await conversationParts.children(api, conversation, wanted)).toEqual(
    ['1', '2'].map((id) => ({
      ...part(id),
      conversation_id: '12',
      conversation_created_at: 5,
      conversation_updated_at: 9,
      conversation_total_parts: 2,
    })),
  );
  expect(asked).toMatchObject([{ path: '/conversations/12', query: { display_as: 'plaintext' } }]);
  expect(wanted.warnings).toEqual([]);
});

test('parts that Intercom withholds are counted, with one warning for the conversation', async () => {
  const { api } = answering(wrapped([part('1'), part('2')], 612));
  const wanted = request();
  await conversationParts.children(api, conversation, wanted);
  expect(wanted.counts).toEqual({ 'parts withheld by Intercom': 610 });
  expect(wanted.warnings).toEqual([
    'WARNING conversation 12 has 612 parts and Intercom gives the newest 2: 610 are missing',
  ]);
});

test.each([null, undefined, { conversation_parts: [], total_count: 0 }])(
  '%j instead of parts are none',
  async (none) => {
    const { api } = answering({ id: '12', conversation_parts: none });
    expect(await conversationParts.children(api, conversation, request())).toEqual([]);
  },
);

test.each([
  undefined,
  null,
  {},
  { type: 'error.list', errors: [{ code: 'server_error' }] },
  { id: null },
  { ...wrapped([part('1')], 1), id: '13' },
])('an answer of %j is no conversation without parts', async (answer) => {
  const parts = request();
  await expect(conversationParts.children(answering(answer).api, conversation, parts)).rejects.toThrow(
    'GET /conversations/{id}: Intercom answered without the object that was asked for, "12"',
  );
  expect(parts.counts).toEqual({});
});

test('no parts of a conversation that counts some are not taken for none', async () => {
  const { api } = answering({ id: '12', statistics: { count_conversation_parts: 7 } });
  await expect(conversationParts.children(api, conversation, request())).rejects.toThrow(
    'GET /conversations/{id}: Intercom answered without the list "conversation_parts"',
  );
});

test.each([{}, { conversation_parts: {} }, { conversation_parts: [null], total_count: 1 }])(
  'parts of %j are no list, and not taken for an empty one',
  async (parts) => {
    const { api } = answering({ id: '12', conversation_parts: parts });
    await expect(conversationParts.children(api, conversation, request())).rejects.toThrow(
      'GET /conversations/{id}: Intercom answered without the list "conversation_parts"',
    );
  },
);

test.each([404, 410])('%i: what has gone meanwhile is counted, and no failure', async (status) => {
  const gone = new ApiError(`GET: ${status}`, { status, code: 'not_found', retryable: false });
  const parts = request();
  expect(await conversationParts.children(answering(gone).api, conversation, parts)).toEqual([]);
  expect(parts.counts).toEqual({ 'conversations gone before they were read': 1 });
  const events = request();
  expect(await contactEvents.children(answering(gone).api, { id: 'c' }, events)).toEqual([]);
  expect(events.counts).toEqual({ 'contacts gone before they were read': 1 });
});

test.each([
  ['500', new ApiError('GET: 500', { status: 500, retryable: true })],
  ['a 404 of something between Intercom and us', new ApiError('GET: 404', { status: 404, retryable: true })],
])('any other failure is thrown: %s', async (_, failure) => {
  await expect(conversationParts.children(answering(failure).api, conversation, request())).rejects.toBe(
    failure,
  );
  await expect(contactEvents.children(answering(failure).api, { id: 'c' }, request())).rejects.toBe(failure);
});

test('every event names its contact, page after page', async () => {
  const { api, asked } = answering(
    {
      events: [{ event_name: 'a', created_at: 1 }],
      pages: { next: 'https://api.intercom.io/events?next page' },
    },
    { events: [{ event_name: 'b', created_at: 2, intercom_user_id: 'other' }], pages: {} },
  );
  expect(await contactEvents.children(api, { id: 'c' }, request())).toEqual([
    { event_name: 'a', created_at: 1, intercom_user_id: 'c' },
    { event_name: 'b', created_at: 2, intercom_user_id: 'c' },
  ]);
  expect(asked[0]).toMatchObject({ path: '/events', query: { type: 'user', intercom_user_id: 'c' } });
});

test('an id that needs it is escaped in a path', async () => {
  const id = '1/../2?x';
  const { api, asked } = answering({ ...wrapped([], 0), id });
  await conversationParts.children(api, { ...conversation, id }, request());
  expect(asked[0]?.path).toBe('/conversations/1%2F..%2F2%3Fx');
});
