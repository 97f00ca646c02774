// Notifications on their way into Brevo: wrong, late, repeated, out of order, in a storm, across a kill.
import { describe, expect, test } from 'vitest';
import type { Exchange, RequestReport } from '../../sandbox/index.ts';
import { start } from '../support/spawn.ts';
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
  await receiver.said('wait for the first sync: run "intercom-brevo sync hooks"');
  await setting.sync('hooks', '--resources', 'contacts,conversations,companies');
  await receiver.said('wait for a sync that reads tags to their end: run "intercom-brevo sync hooks"');
  await setting.sync('hooks');
  await setting.drained();
  await receiver.stop();
  await expectTheSame(setting);
});

test('notifications wait where the first sync left something out, or was stopped', async () => {
  const setting = await WebhookSetting.open();
  await setting.sync('polls');
  await setting.sync('hooks', '--resources', 'contacts,companies,tags');
  const rest = setting.command('sync', 'hooks', '--resources', 'conversations');
  const { child, ended } = start(rest, { cwd: setting.folder });
  setting.sandbox.onExchange = ({ path }) => {
    if (/^.conversations.\d/.test(path)) child.kill('SIGKILL');
  };
  await ended;
  setting.sandbox.onExchange = undefined;
  const before = await setting.account('hooks');
  const receiver = await setting.serve();
  await setting.subscribe(receiver);
  await setting.mutate(20, { seed: 2, kinds: KINDS });
  await setting.send();
  await receiver.said('wait for a sync that reads conversations, conversation_parts to their end');
  expect(await setting.waiting()).toBe(20);
  expect(await setting.account('hooks')).toEqual(before);
  await setting.sync('hooks');
  await setting.drained();
  await receiver.stop();
  await expectTheSame(setting);
}, 120_000);

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

  test('since the tap refuses to begin stays in the inbox', async () => {
    const setting = await WebhookSetting.open();
    await setting.sync('hooks');
    setting.configure({ start_date: '2100-01-01' });
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    await setting.mutate(3, { seed: 3, kinds: ['contact.updated'] });
    await setting.send();
    await receiver.said('"start_date" lies in the future; the notifications stay in the inbox');
    expect(await setting.waiting()).toBe(3);
    await receiver.stop();
  });

  test('since one object cannot be read holds up none but what is about it', async () => {
    const setting = await WebhookSetting.open();
    await setting.sync('hooks');
    const receiver = await setting.serve();
    await setting.subscribe(receiver);
    // The first that is asked for; nothing tries a 400 again.
    await setting.intercom('faults', [
      { route: 'GET /contacts/:id', fault: 'status', status: 400, times: 1 },
      { route: 'GET /conversations/:id', fault: 'status', status: 400, times: 1 },
    ]);
    await setting.mutate(20, { seed: 3, kinds: ['contact.created', 'conversation.created'] });
    await setting.send();
    await receiver.said('18 notifications delivered, 2 left for later');
    expect(await setting.waiting()).toBe(2);
    await receiver.stop();
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
