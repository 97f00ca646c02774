// Notifications on their way into Brevo: wrong, late, repeated, out of order, in a storm, across a kill.
import { describe, expect, test } from 'vitest';
import type { Exchange, RequestReport } from '../../sandbox/index.ts';
import { truthRows } from '../support/tap.ts';
import { WebhookSetting, type Receiver } from '../support/webhooks.ts';

/** What a sync sees too; of what is deleted, archived or merged only notifications tell. */
const KINDS = [
  ...['updated', 'tagged', 'untagged', 'created'].map((what) => `contact.${what}`),
  'company',
  ...['replied', 'closed', 'snoozed', 'rated', 'created'].map((what) => `conversation.${what}`),
];

/** Both accounts are the same, and a sync of either has nothing left to write. */
async function expectTheSame(setting: WebhookSetting): Promise<void> {
  await setting.sync('polls');
  const account = await setting.account('hooks');
  expect(account.length).toBeGreaterThan(30);
  expect(account).toEqual(await setting.account('polls'));
  const events = await setting.events('hooks');
  expect(events).toEqual(await setting.events('polls'));
  expect(new Set(events).size).toBe(events.length);
  await setting.brevo('requests/reset', {});
  await setting.sync('hooks');
  expect((await setting.brevo('requests')).writes).toBe(0);
}

/** Kills a receiver when a vendor has answered a request of this method. */
function killAt({ child }: Receiver, side: Exchange['side'], method: string) {
  return (exchange: Exchange): void => {
    if (exchange.side === side && exchange.method === method) child.kill('SIGKILL');
  };
}

test.each([
  ['as they come', {}, {}],
  ['repeated and out of order', { order: 'shuffled', times: 3 }, {}],
  ['with the events of contacts', {}, { sync: { events: true } }],
])(
  '%s, notifications make the account that a sync makes, and leave nothing for it to do',
  async (_how, sending, settings) => {
    const setting = await WebhookSetting.open({}, settings);
    await setting.sync('hooks');
    await setting.sync('polls');
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    await setting.mutate(80, { seed: 11, kinds: KINDS });
    const answers = await setting.send(sending);
    expect(Object.keys(answers)).toEqual(['200']);
    await setting.drained();
    const { stderr } = await receiver.stop();
    expect(stderr).toContain('notifications delivered');
    expect((await setting.events('hooks')).length).toBeGreaterThan(3);
    await expectTheSame(setting);
  },
);

test('a storm of 10,000 during a sync keeps both within the rate budgets, and ends in the same account', async () => {
  const setting = await WebhookSetting.open(
    { rateLimit: 120, brevoContactsPerSecond: 10, brevoEventsPerSecond: 10 },
    { sync: { events: false, companies: false } },
  );
  await setting.sync('hooks');
  await setting.sync('polls');
  const receiver = await setting.serve();
  await setting.subscribe(receiver);
  await setting.mutate(10_000, { seed: 5, kinds: KINDS.filter((kind) => !/company|created/.test(kind)) });
  await setting.brevo('requests/reset', {});
  await setting.intercom('requests/reset', {});
  const [answers] = await Promise.all([
    setting.send({ order: 'shuffled', at_once: 50 }),
    setting.sync('hooks'),
  ]);
  expect(answers).toEqual({ 200: 10_000 });
  await setting.drained(240_000);
  await receiver.stop();
  expect(await setting.brevo('requests')).toMatchObject({ rate_limited: 0 });
  const asked = await setting.intercom<RequestReport>('requests');
  expect(asked.rate_limited).toBe(0);
  // Each object was read a few times, not once for each notification.
  expect(asked.total).toBeLessThan(2000);
  await expectTheSame(setting);
}, 400_000);

test('killed between the answer and the delivery: nothing is lost, and nothing is sent twice', async () => {
  const setting = await WebhookSetting.open();
  await setting.sync('hooks');
  await setting.sync('polls');
  for (const seed of [1, 2, 3]) {
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    await setting.mutate(30, { seed, kinds: KINDS });
    // Some die before anything is read, one while Brevo is being written to.
    if (seed === 3) setting.sandbox.onExchange = killAt(receiver, 'brevo', 'PUT');
    const answers = await setting.send();
    expect(answers).toEqual({ 200: 30 });
    if (seed < 3) receiver.child.kill('SIGKILL');
    expect((await receiver.ended).signal).toBe('SIGKILL');
    setting.sandbox.onExchange = undefined;
    expect(await setting.waiting()).toBeGreaterThanOrEqual(30);
  }
  const receiver = await setting.serve();
  await setting.drained();
  await receiver.stop();
  await expectTheSame(setting);
}, 120_000);

test('notifications wait for the first sync: counts and joins need all rows', async () => {
  const setting = await WebhookSetting.open();
  const receiver = await setting.serve();
  await setting.subscribe(receiver);
  await setting.mutate(20, { seed: 2, kinds: KINDS });
  await setting.send();
  await receiver.said('run "intercom-brevo sync hooks"');
  await setting.sync('hooks');
  await setting.drained();
  await receiver.stop();
  await expectTheSame(setting);
});

describe('what only notifications tell', () => {
  test.each([
    ['unlist', { lists: [] }],
    ['delete', undefined],
  ])('archived and deleted contacts: on_delete %s', async (on_delete, expected) => {
    const setting = await WebhookSetting.open({}, { brevo: { on_delete } });
    await setting.sync('hooks');
    const before = await setting.account('hooks');
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    const changes = await setting.mutate(12, { seed: 4, kinds: ['contact.archived', 'contact.deleted'] });
    await setting.send();
    await setting.drained();
    await receiver.stop();
    const gone = new Set(changes.map(({ id }) => id));
    const after = new Map((await setting.account('hooks')).map((one) => [one.ext_id, one]));
    const known = before.filter(({ ext_id }) => gone.has(String(ext_id)));
    expect(known.length).toBeGreaterThan(4);
    for (const { ext_id } of known) expect([ext_id, after.get(ext_id)]).toMatchObject([ext_id, expected]);
    for (const one of before.filter(({ ext_id }) => !gone.has(String(ext_id))))
      expect(after.get(one.ext_id)).toEqual(one);
  });

  test('a contact that was archived and brought back stays, whatever came last', async () => {
    const setting = await WebhookSetting.open({}, { brevo: { on_delete: 'delete' } });
    await setting.sync('hooks');
    const before = await setting.account('hooks');
    const id = String(before[0]?.ext_id);
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    const now = Math.floor(Date.now() / 1000);
    const item = { type: 'contact', id };
    await setting.send({ notifications: [{ topic: 'contact.unarchive', item, created_at: now }] });
    await setting.drained();
    await setting.send({ notifications: [{ topic: 'contact.archived', item, created_at: now - 60 }] });
    await setting.drained();
    await receiver.stop();
    expect(await setting.account('hooks')).toEqual(before);
  });

  test('a merge hands the record over: it becomes that of the contact that is left, and nobody is deleted', async () => {
    const setting = await WebhookSetting.open({}, { brevo: { on_delete: 'delete' } });
    await setting.sync('hooks');
    const before = await setting.account('hooks');
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    const changes = await setting.mutate(6, { seed: 9, kinds: ['contact.merged'] });
    await setting.send({ order: 'shuffled' });
    await setting.drained();
    await receiver.stop();
    const after = await setting.account('hooks');
    expect(after).toHaveLength(before.length);
    const at = new Map(after.map((one) => [one.ext_id, one]));
    for (const { merged_from: source = '' } of changes) expect(at.get(source)?.lists ?? []).toEqual([]);
  });

  test('the contact that is left has the record of the other, where it has none of its own', async () => {
    const setting = await WebhookSetting.open();
    await setting.sync('hooks');
    const account = await setting.account('hooks');
    const known = new Set(account.map(({ ext_id }) => ext_id));
    const people = await truthRows(setting.sandbox.intercom, 'contacts');
    const left = people.find(({ id, email }) => !known.has(String(id)) && (email ?? null) === null)?.['id'];
    const source = account[0];
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    const merged_from = { type: 'contact', id: source?.ext_id };
    const item = { type: 'contact', id: left, merged_from };
    await setting.send({ notifications: [{ topic: 'contact.merged', item }] });
    await setting.drained();
    await receiver.stop();
    const after = await setting.account('hooks');
    expect(after).toHaveLength(account.length);
    expect(after.map(({ ext_id }) => ext_id)).not.toContain(source?.ext_id);
    expect(after.find(({ ext_id }) => ext_id === left)).toMatchObject({ email: source?.email });
    // The API tells of merges from 2.16 on alone: what a sync reads says nothing of this one.
    await setting.intercom('touch', { stream: 'contacts', id: left });
    await setting.sync('hooks');
    const later = await setting.account('hooks');
    expect(later.map(({ ext_id }) => ext_id)).toEqual(after.map(({ ext_id }) => ext_id));
  });

  test('a deleted conversation counts no more', async () => {
    const setting = await WebhookSetting.open();
    await setting.sync('hooks');
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    await setting.mutate(15, { seed: 6, kinds: ['conversation.deleted'] });
    await setting.send();
    await setting.drained();
    await receiver.stop();
    // The other account has never seen those conversations.
    await setting.sync('polls');
    expect(await setting.account('hooks')).toEqual(await setting.account('polls'));
  });
});

describe('what cannot be delivered', () => {
  test('for want of a permission waits, and holds nothing else up', async () => {
    const setting = await WebhookSetting.open();
    await setting.sync('hooks');
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    const refused = { route: 'GET /conversations/:id', fault: 'status', status: 403, times: 1000 };
    await setting.intercom('faults', [refused]);
    await setting.mutate(5, { seed: 3, kinds: ['conversation.closed'] });
    await setting.mutate(5, { seed: 3, kinds: ['contact.created'] });
    await setting.send();
    await receiver.said('5 notifications delivered, 5 left for later');
    expect(await setting.waiting()).toBe(5);
    const { stderr } = await receiver.stop();
    expect(stderr).toContain('grant the permission "Read conversations"');
  });

  test('since Brevo refuses the key stays in the inbox until it does not', async () => {
    const setting = await WebhookSetting.open();
    await setting.sync('hooks');
    await setting.sync('polls');
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    await setting.brevo('faults', [{ route: '*', fault: 'status', status: 401, times: 1000 }]);
    await setting.mutate(10, { seed: 8, kinds: KINDS });
    await setting.send();
    await receiver.said('the notifications stay in the inbox');
    expect(await setting.waiting()).toBe(10);
    await setting.brevo('faults', []);
    await setting.drained();
    await receiver.stop();
    await expectTheSame(setting);
  });
});
