// Sending events: batches, who they belong to, and what becomes of those that Brevo refuses.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../../targets/brevo/replica/events.ts';
import { held } from '../../sandbox-brevo/client.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
  await setting.seed({ contacts: [{ ext_id: 'A', email: 'a@acme.example' }] });
  setting.confirm('A', { email: 'a@acme.example' });
});
afterEach(() => setting.close());

const AT = Date.UTC(2026, 5, 1, 12) / 1000;
const BATCH = 'POST /events/batch';

function add(...events: (Partial<NewEvent> & { key: string })[]): void {
  setting.replica.begin();
  for (const event of events)
    setting.replica.addEvent({ name: 'order_placed', contact: 'A', at: AT, properties: {}, ...event });
  setting.replica.commit();
}

const many = (count: number, more: Partial<NewEvent> = {}) =>
  Array.from({ length: count }, (_, n) => ({ key: `e${n}`, ...more, properties: { n, ...more.properties } }));

const keysLeft = (): string[] => Array.from(setting.replica.pendingEvents(), ({ key }) => key);

describe('events', () => {
  it('are sent once, dated by the source, to the contact by its ext_id', async () => {
    add({ key: 'e1', name: 'order placed!', properties: { 'the id': 7, deep: { a: [1] } } });
    expect((await setting.send()).events).toEqual({
      sent: 1,
      names: { order_placed_: 1 },
      rejected: 0,
      repeated: 0,
      waiting: 0,
    });
    expect((await setting.send()).events).toMatchObject({ sent: 0 });
    expect(await held(setting.sandbox, 'events')).toMatchObject([
      {
        event_name: 'order_placed_',
        event_date: '2026-06-01T12:00:00.000Z',
        contact_id: 1,
        identifiers: { ext_id: 'A' },
        event_properties: { the_id: 7, deep: { a: [1] } },
      },
    ]);
  });

  it('go in batches of 200', async () => {
    add(...many(450));
    await setting.send();
    expect(await setting.requests()).toEqual({ [BATCH]: 3 });
    const events = await held(setting.sandbox, 'events');
    expect(events.map(({ event_properties }) => Object(event_properties).n)).toEqual(
      Array.from({ length: 450 }, (_, n) => n),
    );
  });

  it('go in batches of 512 KB, counted in bytes', async () => {
    add(...many(30, { properties: { text: 'ü'.repeat(20_000) } }));
    await setting.send();
    expect(await setting.requests()).toEqual({ [BATCH]: 3 });
    expect(await held(setting.sandbox, 'events')).toHaveLength(30);
  });

  it('come after their contact; those of a contact that is not at Brevo wait for it', async () => {
    add({ key: 'e1', contact: 'B' }, { key: 'e2', contact: 'C' });
    const counts = await setting.send(change('B', { email: 'b@acme.example' }));
    expect(counts.events).toMatchObject({ sent: 1, waiting: 1 });
    expect(await held(setting.sandbox, 'events')).toMatchObject([{ contact_id: 2 }]);
    expect(keysLeft()).toEqual(['e2']);
  });

  it('of a contact that was merged away are those of the survivor', async () => {
    setting.replica.begin();
    setting.replica.setIdentity('B', { rank: 'b', deleted: true, mergedInto: 'A' });
    setting.replica.commit();
    add({ key: 'e1', contact: 'B' });
    await setting.send();
    expect(await held(setting.sandbox, 'events')).toMatchObject([{ contact_id: 1 }]);
  });
});

describe('an event that Brevo refuses', () => {
  it('is taken out of its batch, and the others arrive', async () => {
    add(...many(3), { key: 'bad', at: 1e15 }, { key: 'big', properties: { text: 'x'.repeat(60_000) } });
    expect((await setting.send()).events).toMatchObject({ sent: 3, rejected: 2, repeated: 0 });
    expect(await setting.requests()).toEqual({ [BATCH]: 1 });
    expect(await setting.rejects.read()).toMatchObject([
      {
        stream: 'events',
        key: 'bad',
        reason: 'event_date is invalid',
        payload: { event_name: 'order_placed' },
      },
      { stream: 'events', key: 'big', reason: 'event_properties exceeds 50 KB' },
    ]);
    expect((await setting.send()).events).toMatchObject({ sent: 0, rejected: 0 });
  });

  it('is found by halving where Brevo refuses the whole batch', async () => {
    add(...many(5), { key: 'huge', properties: { text: 'x'.repeat(600_000) } });
    expect((await setting.send()).events).toMatchObject({ sent: 5, rejected: 1 });
    expect(await held(setting.sandbox, 'events')).toHaveLength(5);
    await setting.faults({ route: BATCH, fault: 'status', status: 413, times: 2 });
    add(...many(4).map((event) => ({ ...event, key: `more ${event.key}` })));
    expect((await setting.send()).events).toMatchObject({ sent: 4, rejected: 0 });
    expect(await held(setting.sandbox, 'events')).toHaveLength(9);
  });

  it('does not hold up the others when all of a batch is refused', async () => {
    add(...many(3, { at: 1e15 }));
    expect((await setting.send()).events).toMatchObject({ sent: 0, rejected: 3 });
    expect(await setting.requests()).toEqual({ [BATCH]: 1 });
  });
});

describe('an answer that is lost', () => {
  it('lets the batch be sent again, and counted as possibly doubled', async () => {
    await setting.faults({ route: BATCH, fault: 'lost' });
    add(...many(3));
    expect((await setting.send()).events).toEqual({
      sent: 3,
      names: { order_placed: 3 },
      rejected: 0,
      repeated: 3,
      waiting: 0,
    });
    expect(await held(setting.sandbox, 'events')).toHaveLength(6);
    expect(setting.log.join()).toContain('may be at Brevo twice');
  });

  it('doubles nothing where Brevo says that it did nothing', async () => {
    await setting.faults({ route: BATCH, fault: 'status', status: 503 });
    add(...many(3));
    expect((await setting.send()).events).toMatchObject({ sent: 3, repeated: 0 });
    expect(await held(setting.sandbox, 'events')).toHaveLength(3);
  });
});
