// Custom events: what is taken, whose they are, and batches that fail in part.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { call, failing, held, listOf, ok, onlyContact, seed, startBrevo, type Fields } from './client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBrevo();
  await seed(sandbox, {
    contacts: [{ email: 'a@acme.example', ext_id: 'A', attributes: { SMS: '33612345678' } }],
  });
});
afterEach(() => sandbox.close());

const event = (more: Fields = {}): Fields => ({ event_name: 'seen', identifiers: { ext_id: 'A' }, ...more });

describe('an event', () => {
  it('is taken with 204, and kept with its time, its contact and its properties', async () => {
    const event_properties = {
      plan: 'pro',
      seats: 3,
      ok: true,
      off: false,
      none: null,
      deep: { list: [true, null] },
    };
    const { status, text } = await call(
      sandbox,
      'POST /events',
      event({ event_date: '2024-02-29T12:00:00+01:00', event_properties }),
    );
    expect([status, text]).toEqual([204, '']);
    expect(await held(sandbox, 'events')).toMatchObject([
      {
        event_name: 'seen',
        event_date: '2024-02-29T11:00:00.000Z',
        contact_id: 1,
        identifiers: { ext_id: 'A' },
        event_properties: { plan: 'pro', seats: 3, ok: '1', off: '0', deep: { list: ['1'] } },
      },
    ]);
  });

  it.each([
    [{ contact_id: 1 }, 1],
    [{ email_id: 'A@acme.example' }, 1],
    [{ phone_id: '+33612345678' }, 1],
    [{ contact_id: 99, ext_id: 'A' }, null],
    [{ ext_id: 'nobody', email_id: 'a@acme.example' }, 1],
    [{ ext_id: 'nobody' }, null],
    [{ phone_id: 'no phone' }, null],
  ])('of %j belongs to %j', async (identifiers, contact_id) => {
    await ok(sandbox, 'POST /events', event({ identifiers }));
    expect(await held(sandbox, 'events')).toMatchObject([{ contact_id }]);
  });

  it('of nobody known stays so when the contact comes later', async () => {
    await ok(sandbox, 'POST /events', event({ identifiers: { ext_id: 'B' } }));
    await ok(sandbox, 'POST /contacts', { ext_id: 'B' });
    expect(await held(sandbox, 'events')).toMatchObject([{ contact_id: null }]);
    expect(await ok(sandbox, 'GET /events')).toEqual({ events: [], count: 0 });
  });

  it('can say something of its contact', async () => {
    await ok(
      sandbox,
      'POST /events',
      event({ contact_properties: { FIRSTNAME: 'Ada', SHOE_SIZE: 40, LASTNAME: '' } }),
    );
    expect(await onlyContact(sandbox)).toMatchObject({
      attributes: { FIRSTNAME: 'Ada', SMS: '33612345678' },
    });
  });

  it.each([
    [{ event_name: 'two words' }, 'event_name is invalid'],
    [{ event_name: 'x'.repeat(256) }, 'event_name is invalid'],
    [{ event_name: undefined }, 'event_name is invalid'],
    [{ identifiers: {} }, 'identifiers are missing'],
    [{ identifiers: { user_id: 'A' } }, 'identifiers are missing'],
    [{ event_date: 'yesterday' }, 'event_date is invalid'],
    [{ event_date: 1_709_164_800 }, 'event_date is invalid'],
    [{ event_properties: [] }, 'event_properties should be an object'],
    [{ event_properties: { 'a b': 1 } }, 'event_properties has an invalid key'],
    [{ event_properties: { text: 'é'.repeat(26_000) } }, 'event_properties exceeds 50 KB'],
  ])('is refused, case %#', async (wrong, message) => {
    expect(await failing(sandbox, 'POST /events', event(wrong))).toMatchObject([
      400,
      { code: 'invalid_parameter', message },
    ]);
    expect(await held(sandbox, 'events')).toEqual([]);
  });
});

const batch = (events: unknown) => failing(sandbox, 'POST /events/batch', { events });

describe('a batch of events', () => {
  it('is queued whole with 202, in its order', async () => {
    const events = Array.from({ length: 200 }, (_, n) => event({ event_properties: { n } }));
    expect(await batch(events)).toEqual([202, { message: 'Events queued', count: 200 }]);
    const kept = await held(sandbox, 'events');
    expect(kept.map(({ event_properties }) => event_properties)).toEqual(
      events.map(({ event_properties }) => event_properties),
    );
  });

  it('is taken in part with 207, which names the rest by place and reason', async () => {
    const bad = { event_name: 'two words' };
    const events = [event(bad), event(), event({ identifiers: {} }), event(bad), event()];
    expect(await batch(events)).toEqual([
      207,
      {
        status: 'partial_success',
        total_events: 5,
        successful_events: 2,
        failed_events: 3,
        errors: [
          { eventIndex: [0, 3], message: 'event_name is invalid' },
          { eventIndex: [2], message: 'identifiers are missing' },
        ],
      },
    ]);
    expect(await held(sandbox, 'events')).toHaveLength(2);
  });

  it('of which nothing is sound is a 400 of the same shape', async () => {
    expect(await batch([{}, {}])).toMatchObject([
      400,
      { failed_events: 2, errors: [{ eventIndex: [0, 1] }] },
    ]);
  });

  it.each([
    [Array.from({ length: 201 }, () => ({ event_name: 'a', identifiers: { ext_id: 'A' } })), 'out_of_range'],
    [
      Array.from({ length: 11 }, () => ({
        event_name: 'a',
        identifiers: { ext_id: 'A' },
        event_properties: { text: 'x'.repeat(50_000) },
      })),
      'out_of_range',
    ],
    [[], 'missing_parameter'],
    [undefined, 'missing_parameter'],
  ])('is refused whole, case %#', async (events, code) => {
    expect(await batch(events)).toMatchObject([400, { code }]);
    expect(await held(sandbox, 'events')).toEqual([]);
  });

  it('as a bare list is refused', async () => {
    expect(await failing(sandbox, 'POST /events/batch', [event()])).toMatchObject([
      400,
      { code: 'missing_parameter' },
    ]);
  });
});

const read = async (query: string): Promise<unknown[]> =>
  listOf((await ok(sandbox, `GET /events${query}`))['events']).map(({ event_name }) => event_name);

describe('reading events', () => {
  it('is narrowed by contact, name and time, and paged', async () => {
    await seed(sandbox, {
      contacts: [{ ext_id: 'B' }],
      events: [
        event({ event_name: 'ancient', event_date: '2001-01-01T00:00:00Z' }),
        event({ event_name: 'first' }),
        event({ event_name: 'second', identifiers: { ext_id: 'B' } }),
      ],
    });
    expect(await read('')).toEqual(['first', 'second']);
    expect(await read('?contact_id=2')).toEqual(['second']);
    expect(await read('?event_name=first')).toEqual(['first']);
    expect(await read('?startDate=2000-01-01&endDate=2002-01-01')).toEqual(['ancient']);
    expect(await read('?limit=1&offset=1')).toEqual(['second']);
    expect((await failing(sandbox, 'GET /events?limit=10001'))[0]).toBe(400);
  });

  it('shows them late where reads are late', async () => {
    await sandbox.close();
    sandbox = await startBrevo({ readLagSeconds: 600 });
    await seed(sandbox, { contacts: [{ ext_id: 'A' }], events: [event({ event_name: 'seeded' })] });
    await ok(sandbox, 'POST /events', event());
    expect(await read('')).toEqual(['seeded']);
    expect(await held(sandbox, 'events')).toHaveLength(2);
  });
});
