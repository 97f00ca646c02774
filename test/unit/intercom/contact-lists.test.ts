// The lists of a contact that Intercom cuts at ten, completed or left alone.
import { expect, test } from 'vitest';
import { ApiError, AuthError } from '../../../core/errors.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { completeLists } from '../../../taps/intercom/contact-lists.ts';
import { answering, request } from './answering-api.ts';

const AT = 1_690_000_000;
const cut = (name: string, total: number): Row => ({
  type: 'list',
  data: [{ type: 'x', id: '1', url: '/x/1' }],
  url: `/contacts/c1/${name}`,
  total_count: total,
  has_more: true,
});
const subscription = (id: string): Row => ({
  data: [{ type: 'subscription', id, url: `/subscription_types/${id}` }],
  has_more: false,
});
const contact = (lists: Row): Row => ({ id: 'c1', updated_at: AT, ...lists });

test('a cut list is read in full, and given the form of a short one', async () => {
  const { api, asked } = answering({
    data: [
      { id: '1', name: 'vip', applied_at: 5 },
      { id: '2', name: 'x' },
    ],
  });
  const wanted = request();
  const page = { records: [contact({ tags: cut('tags', 2) })] };
  expect((await completeLists(api, wanted, page)).records[0]?.['tags']).toEqual({
    type: 'list',
    data: [
      { type: 'tag', id: '1', url: '/tags/1' },
      { type: 'tag', id: '2', url: '/tags/2' },
    ],
    url: '/contacts/c1/tags',
    total_count: 2,
    has_more: false,
  });
  expect(asked).toMatchObject([
    { path: '/contacts/c1/tags', route: '/contacts/{id}/tags', stream: 'contacts' },
  ]);
  expect(wanted.counts).toEqual({ 'lists completed': 1 });
});

test('companies and notes are followed over all their pages', async () => {
  const { api, asked } = answering(
    { companies: [{ id: 'a' }], pages: { next: 'https://api.intercom.io/contacts/c1/companies?page=2' } },
    { companies: [{ id: 'b' }], pages: { next: null } },
  );
  const page = { records: [contact({ companies: cut('companies', 2) })] };
  const [record] = (await completeLists(api, request(), page)).records;
  expect(record).toMatchObject({
    companies: { data: [{ type: 'company', id: 'a', url: '/companies/a' }, { id: 'b' }] },
  });
  expect(asked).toHaveLength(2);
});

test('of what a person said to subscription types, each list gets its own', async () => {
  const all = {
    data: [
      { id: '1', consent_type: 'opt_out' },
      { id: '2', consent_type: 'opt_in' },
    ],
  };
  const { api, asked } = answering(all);
  const lists = {
    opted_out_subscription_types: cut('subscriptions', 1),
    opted_in_subscription_types: cut('subscriptions', 1),
  };
  const [record] = (await completeLists(api, request(), { records: [contact(lists)] })).records;
  expect(record).toMatchObject({
    opted_out_subscription_types: subscription('1'),
    opted_in_subscription_types: subscription('2'),
  });
  expect(asked).toMatchObject([
    { path: '/contacts/c1/subscriptions', route: '/contacts/{id}/subscriptions' },
  ]);
});

const OPT_OUT = { id: '1', consent_type: 'opt_out' };

test.each<[string, Row[] | null, unknown]>([
  ['that the token may not read', [{ id: '1' }], new AuthError('GET: 403', { status: 403 })],
  [
    'that the token may not read, by another status',
    [{ id: '1' }],
    new AuthError('GET: 401', { status: 401 }),
  ],
  ['that do not say of which kind they are', [{ id: '1' }], { data: [{ id: '1' }, { id: '2' }] }],
  ['that do not say it, where none is known', [], { data: [{ id: '1' }] }],
  ['of which one does not say it', [{ id: '1' }], { data: [OPT_OUT, { id: '2' }] }],
  ['of which fewer come than were known', [{ id: '1' }, { id: '2' }], { data: [OPT_OUT] }],
])('subscription types %s stay cut, which is counted', async (_, data, answer) => {
  const { api } = answering(answer);
  const wanted = request();
  const list = { ...cut('subscriptions', 12), data };
  const page = { records: [contact({ opted_out_subscription_types: list })] };
  expect(await completeLists(api, wanted, structuredClone(page))).toEqual(page);
  expect(wanted.counts).toEqual({
    'opted_out_subscription_types missing from lists': 12 - (data?.length ?? 0),
  });
});

test('without the permission to read subscription types, they are asked for once, and its name is told', async () => {
  const { api, asked } = answering(new AuthError('GET: 403', { status: 403 }));
  const wanted = request();
  for (let page = 0; page < 3; page += 1) {
    const records = [0, 1, 2].map(() =>
      contact({ opted_out_subscription_types: cut('subscriptions', 12), tags: null }),
    );
    await completeLists(api, wanted, { records });
  }
  expect(asked).toHaveLength(1);
  expect(wanted.warnings).toEqual([
    'WARNING contacts: subscription types stay cut at ten: GET: 403; grant the permission "Read subscription types"',
  ]);
});

const GONE = new ApiError('GET: 404', { status: 404, code: 'not_found', retryable: false });
const subscribed = (): { records: Row[] } => ({
  records: [contact({ opted_out_subscription_types: cut('subscriptions', 1) })],
});

test('a contact that is gone does not tell whether subscription types may be read', async () => {
  const { api, asked } = answering(GONE, new AuthError('GET: 403', { status: 403 }));
  const wanted = request();
  const [one] = subscribed().records;
  await completeLists(api, wanted, { records: [one, one, one, one].map((row) => ({ ...row })) });
  expect(asked).toHaveLength(2);
  expect(wanted.warnings).toHaveLength(1);
});

test('a token that has read subscription types and no longer may is the failure of the stream', async () => {
  const refused = new AuthError('GET: 401', { status: 401 });
  const { api } = answering({ data: [OPT_OUT] }, refused);
  await completeLists(api, request(), subscribed());
  await expect(completeLists(api, request(), subscribed())).rejects.toBe(refused);
});

test('a list without any item is completed as well', async () => {
  const { api } = answering({ data: [OPT_OUT] });
  const list = { ...cut('subscriptions', 1), data: null };
  const page = { records: [contact({ opted_out_subscription_types: list })] };
  const [record] = (await completeLists(api, request(), page)).records;
  expect(record).toMatchObject({ opted_out_subscription_types: subscription('1') });
});

test('a token that is refused altogether is the failure of the stream', async () => {
  const refused = new AuthError('GET: 401', { status: 401, advice: 'check "access_token"' });
  const page = { records: [contact({ opted_out_subscription_types: cut('subscriptions', 12) })] };
  await expect(completeLists(answering(refused).api, request(), page)).rejects.toBe(refused);
});

test.each<[string, Row, Parameters<typeof request>[0]]>([
  ['is not cut', { tags: { ...cut('tags', 1), has_more: false } }, {}],
  ['is null', { tags: null }, {}],
  ['is not there', {}, {}],
  ['is not selected', { tags: cut('tags', 20) }, { wants: (name) => name !== 'tags' }],
  [
    'belongs to a contact that is read for its children alone',
    { tags: cut('tags', 20) },
    { emittedSince: AT + 1 },
  ],
])('a list that %s costs no request', async (_, lists, more) => {
  const { api, asked } = answering();
  const page = { records: [contact(lists)] };
  expect(await completeLists(api, request(more), structuredClone(page))).toEqual(page);
  expect(asked).toEqual([]);
});

test('a contact that is gone by then keeps what it had, and is counted', async () => {
  const { api } = answering(new ApiError('GET: 404', { status: 404, code: 'not_found', retryable: false }));
  const wanted = request();
  const page = { records: [contact({ notes: cut('notes', 20) })] };
  expect(await completeLists(api, wanted, structuredClone(page))).toEqual(page);
  expect(wanted.counts).toEqual({ 'contacts gone before they were read': 1 });
});

test('any other failure is the failure of the stream', async () => {
  const failure = new ApiError('GET: 500', { status: 500, retryable: true });
  const { api } = answering(failure);
  const page = { records: [contact({ tags: cut('tags', 20) })] };
  await expect(completeLists(api, request(), page)).rejects.toBe(failure);
});

test('what is still missing is counted', async () => {
  const { api } = answering({ data: [{ id: '1' }] });
  const wanted = request();
  await completeLists(api, wanted, { records: [contact({ tags: cut('tags', 12) })] });
  expect(wanted.counts).toEqual({ 'lists completed': 1, 'tags missing from lists': 11 });
});
