// Events: each transition once, dated by Intercom, and never the history unless it is asked for.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { openSetting } from '../support/brevo-rules.ts';
import { conversation, iso, THEN, World } from '../support/brevo-world.ts';
import type { AccountEvent, BrevoSetting, TargetArguments, TargetRun } from '../support/brevo.ts';

const HISTORY = { config: { events_since: '2020-01-01T00:00:00Z' } };

let setting: BrevoSetting;
let world: World;

beforeEach(async () => {
  setting = await openSetting();
  world = new World();
  world.contact('c1');
  world.contact('c2');
});

afterEach(() => setting.close());

async function sync(args: TargetArguments = HISTORY): Promise<TargetRun> {
  const run = await setting.run(world.messages(), args);
  expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
  expect(run.code).toBe(0);
  return run;
}

function ordered(contact: string, n: number, more: Row = {}): void {
  world.put('contact_events', {
    type: 'event',
    intercom_user_id: contact,
    event_name: 'placed order',
    created_at: iso(THEN + n),
    metadata: { n, price: { amount: 0, currency: 'EUR' }, gift: false, note: null },
    ...more,
  });
}

const named = async (name: string): Promise<AccountEvent[]> =>
  (await setting.events()).filter(({ event_name }) => event_name === name);

test('Intercom events arrive once, with their date and properties, under names that Brevo takes', async () => {
  ordered('c1', 1);
  await sync();
  ordered('c1', 2);
  ordered('c1', 1);
  await sync();
  const events = await named('placed_order');
  expect(events.map(({ event_date }) => event_date)).toEqual(
    [iso(THEN + 1), iso(THEN + 2)].map((at) => new Date(at).toISOString()),
  );
  expect(events[0]?.event_properties).toMatchObject({
    n: 1,
    price: { amount: 0, currency: 'EUR' },
    gift: '0',
    intercom_event_id: expect.any(String),
  });
  expect(events.every(({ contact_id }) => contact_id !== null)).toBe(true);
});

test('history is not sent unless events_since says so', async () => {
  ordered('c1', 1);
  world.put(
    'conversations',
    conversation('1', 'c1', { conversation_rating: { rating: 5, created_at: iso(THEN) } }),
  );
  await sync({});
  expect(await setting.events()).toEqual([]);
  const now = Math.floor(Date.now() / 1000) + 60;
  ordered('c1', now - THEN);
  world.put('conversations', conversation('2', 'c1', { created_at: iso(now), updated_at: iso(now) }));
  await sync({});
  expect((await setting.events()).map(({ event_name }) => event_name).toSorted()).toEqual([
    'conversation_created',
    'placed_order',
  ]);
});

test('450 events go in three requests', async () => {
  for (let n = 0; n < 450; n++) ordered('c1', n);
  const { requests } = await sync();
  expect(requests.routes['POST /events/batch']).toEqual({ 202: 3 });
  expect(await setting.events()).toHaveLength(450);
});

test('a batch is never larger than 512 KB, and an event not than 50', async () => {
  for (let n = 0; n < 30; n++) ordered('c1', n, { metadata: { text: '😀'.repeat(11_000), n } });
  ordered('c1', 99, { metadata: { text: 'x'.repeat(60_000), n: 99 } });
  const { requests } = await sync();
  expect(Object.keys(requests.routes['POST /events/batch'] ?? {})).toEqual(['202']);
  expect(await setting.events()).toHaveLength(31);
  expect((await setting.events()).find(({ event_properties }) => event_properties['n'] === 99)).toBeDefined();
});

test('an answer that names one event: it alone is rejected, and it alone is sent when rejects are replayed', async () => {
  for (let n = 0; n < 5; n++) ordered('c1', n);
  const errors = [{ eventIndex: [2], message: 'event_date is too late' }];
  const body = { status: 'partial_success', total_events: 5, successful_events: 4, failed_events: 1, errors };
  await setting.control('faults', [{ route: 'POST /events/batch', fault: 'status', status: 207, body }]);
  const run = await setting.run(world.messages(), HISTORY);
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(setting.rejects()).toMatchObject([{ stream: 'events', reason: 'event_date is too late' }]);
  const replayed = await setting.run([], { ...HISTORY, flags: ['--replay-rejects'] });
  expect(replayed).toMatchObject({ code: 0, requests: { writes: 1 } });
  expect((await setting.events()).map(({ event_properties }) => event_properties['n'])).toEqual([2]);
  expect(setting.rejects()).toEqual([]);
});

test('a batch that is refused as a whole is taken apart, and what is sound arrives', async () => {
  for (let n = 0; n < 5; n++) ordered('c1', n);
  const body = { code: 'invalid_parameter', message: 'something is wrong' };
  await setting.control('faults', [{ route: 'POST /events/batch', fault: 'status', status: 400, body }]);
  await sync();
  expect(await setting.events()).toHaveLength(5);
  expect(setting.rejects()).toEqual([]);
});

describe('conversations', () => {
  test('each transition once, dated by Intercom, with the conversation in its properties', async () => {
    const first = conversation('1', 'c1');
    world.put('conversations', first);
    await sync();
    world.put('conversations', {
      ...first,
      state: 'closed',
      open: false,
      updated_at: iso(THEN + 500),
      conversation_rating: { rating: 4, remark: 'good', created_at: iso(THEN + 450), contact: { id: 'c1' } },
      statistics: { last_close_at: iso(THEN + 500), first_close_at: iso(THEN + 500) },
      ai_agent: { resolution_state: 'routed_to_team', rating: null },
    });
    part('close', 500);
    await sync();
    world.change('conversations', '1', { title: 'Renamed', updated_at: iso(THEN + 600) });
    part('comment', 550);
    await sync();
    const events = await setting.events();
    const told = events.map(
      ({ event_name, event_properties }) => `${event_name} of ${String(event_properties['conversation_id'])}`,
    );
    expect(told.toSorted()).toEqual([
      'ai_agent_outcome of 1',
      'conversation_closed of 1',
      'conversation_created of 1',
      'conversation_rating_added of 1',
    ]);
    const [closed] = await named('conversation_closed');
    expect(closed?.event_date).toBe(new Date((THEN + 500) * 1000).toISOString());
    const [ai] = await named('ai_agent_outcome');
    expect(ai?.event_properties).toMatchObject({ outcome: 'escalated' });
    const [rated] = await named('conversation_rating_added');
    expect(rated?.event_properties).toMatchObject({ rating: 4, remark: 'good' });
  });

  test('closed, opened and closed again: two events, and a snooze is one', async () => {
    world.put('conversations', conversation('1', 'c1'));
    for (const [type, at] of [
      ['close', 10],
      ['open', 20],
      ['close', 30],
      ['snoozed', 40],
    ] as const) {
      part(type, at);
      await sync();
    }
    expect(await named('conversation_closed')).toHaveLength(2);
    expect(await named('conversation_snoozed')).toHaveLength(1);
    const again = await setting.run(world.everything(), HISTORY);
    expect(again.requests.writes).toBe(0);
  });

  test('an AI outcome that nobody knows is passed on and counted', async () => {
    world.put('conversations', conversation('1', 'c1', { ai_agent: { resolution_state: 'beamed_up' } }));
    const run = await sync();
    expect((await named('ai_agent_outcome'))[0]?.event_properties).toMatchObject({ outcome: 'beamed_up' });
    expect(run.stderr).toMatch(/1 x an AI outcome without a word of its own/);
  });
});

function part(type: string, at: number, id = '1'): void {
  world.put('conversation_parts', {
    id: `${id}${at}`,
    conversation_id: id,
    part_type: type,
    created_at: iso(THEN + at),
    updated_at: iso(THEN + at),
  });
}
