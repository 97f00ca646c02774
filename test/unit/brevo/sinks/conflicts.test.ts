// Identifiers on their way from one contact to another within a round: nobody takes over somebody else's record.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { held, report } from '../../sandbox-brevo/client.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
});
afterEach(() => setting.close());

const X = 'x@acme.example';
const Y = 'y@acme.example';
const Z = 'z@acme.example';
const ONE = '+33611111111';
const TWO = '+33622222222';

async function know(id: string, email: string, sms?: string): Promise<void> {
  const attributes = sms === undefined ? {} : { SMS: sms };
  await setting.seed({ contacts: [{ ext_id: id, email, attributes }] });
  setting.confirm(id, { email, ...(sms !== undefined && { sms }) });
}

const emails = async (): Promise<unknown[]> =>
  (await held(setting.sandbox, 'account')).map(({ id, ext_id, email }) => [id, ext_id, email]);

const phones = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(await setting.contacts()).map(([id, { attributes }]) => [id, Object(attributes).SMS]),
  );

describe('an e-mail that one contact gives up and another takes', () => {
  beforeEach(() => know('A', X));

  it('goes to a new contact only after it is free', async () => {
    await setting.send(change('B', { email: X }), change('A', { kind: 'update', email: Y }));
    expect(await emails()).toEqual([
      [1, 'A', Y],
      [2, 'B', X],
    ]);
    expect((await report(setting.sandbox)).writes).toBe(2);
  });

  it('goes through a chain of contacts', async () => {
    await know('B', Y);
    await setting.send(
      change('C', { email: X }),
      change('A', { kind: 'update', email: Y }),
      change('B', { kind: 'update', email: Z }),
    );
    expect(await emails()).toEqual([
      [1, 'A', Y],
      [2, 'B', Z],
      [3, 'C', X],
    ]);
    expect((await report(setting.sandbox)).writes).toBe(3);
  });

  it('goes to a new contact after the old one was deleted', async () => {
    await setting.send(change('B', { email: X }), change('A', { kind: 'delete' }));
    expect(await emails()).toEqual([[2, 'B', X]]);
  });

  it('stays where it is if the one that should give it up cannot: the other is refused, and takes over nothing', async () => {
    await setting.seed({ contacts: [{ email: Y }] });
    const counts = await setting.send(
      change('B', { email: X, attributes: { FIRSTNAME: 'B' } }),
      change('A', { kind: 'update', email: Y, attributes: { FIRSTNAME: 'A' } }),
    );
    expect(counts.contacts).toMatchObject({ updated: 1, curtailed: 1, rejected: 2 });
    expect(await emails()).toEqual([
      [1, 'A', X],
      [2, null, Y],
    ]);
    expect(await setting.rejects.read()).toMatchObject([
      { key: 'A', payload: { attributes: { EMAIL: Y } } },
      { key: 'B', reason: 'contact A still has this e-mail at Brevo, since its own change was refused' },
    ]);
  });

  it('cannot be swapped: both keep their own, and say so', async () => {
    await know('B', Y);
    const counts = await setting.send(
      change('A', { kind: 'update', email: Y, attributes: { FIRSTNAME: 'A' } }),
      change('B', { kind: 'update', email: X, attributes: { FIRSTNAME: 'B' } }),
    );
    expect(counts.contacts).toMatchObject({ updated: 2, curtailed: 2, rejected: 2 });
    expect(await emails()).toEqual([
      [1, 'A', X],
      [2, 'B', Y],
    ]);
    expect(setting.replica.confirmed('A')).toMatchObject({ email: X, refused: { EMAIL: Y } });
  });

  it('leaves a record that another one takes over alone until that is done', async () => {
    await setting.send(
      change('A', { email: Y }),
      change('B', { kind: 'update', extId: 'A', after: { email: X } }),
    );
    expect(await emails()).toEqual([
      [1, 'B', X],
      [2, 'A', Y],
    ]);
    expect(setting.replica.confirmed('A')).toMatchObject({ extId: 'A', email: Y });
    expect(setting.replica.confirmed('B')).toMatchObject({ extId: 'B', email: X });
  });

  it('of a contact of whom nothing is certain is given up before others take it', async () => {
    setting.confirm('A', { email: Y, unsure: true });
    await setting.send(change('B', { email: X }), change('A', { kind: 'update', email: Y }));
    expect(await emails()).toEqual([
      [1, 'A', Y],
      [2, 'B', X],
    ]);
  });
});

describe('a phone', () => {
  it('that one contact gives up goes to the other', async () => {
    await know('A', X, ONE);
    await setting.send(
      change('B', { email: Y, sms: ONE }),
      change('A', { kind: 'update', sms: TWO, after: { email: X } }),
    );
    expect(await phones()).toEqual({ A: '33622222222', B: '33611111111' });
  });

  it('can be swapped', async () => {
    await know('A', X, ONE);
    await know('B', Y, TWO);
    const counts = await setting.send(
      change('A', { kind: 'update', sms: TWO, after: { email: X } }),
      change('B', { kind: 'update', sms: ONE, after: { email: Y } }),
    );
    expect(await phones()).toEqual({ A: '33622222222', B: '33611111111' });
    expect(counts.contacts).toMatchObject({ updated: 2, curtailed: 0 });
  });

  it('that is taken by a stranger is left out, and the old one goes all the same', async () => {
    await know('A', X, ONE);
    await setting.seed({ contacts: [{ email: Y, attributes: { SMS: TWO } }] });
    await setting.send(
      change('A', { kind: 'update', sms: TWO, attributes: { FIRSTNAME: 'A' }, after: { email: X } }),
    );
    expect((await setting.contacts())['A']).toMatchObject({ attributes: { FIRSTNAME: 'A' } });
    expect((await phones())['A']).toBeUndefined();
    expect(setting.replica.confirmed('A')).toMatchObject({ refused: { SMS: TWO } });
  });
});
