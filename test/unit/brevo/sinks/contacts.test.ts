// Sending contacts: how many requests each change takes, and what the account holds afterwards.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { held, report } from '../../sandbox-brevo/client.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
});
afterEach(() => setting.close());

const ADA = 'ada@acme.example';
const BOB = 'bob@acme.example';
const PHONE = '+33612345678';

describe('a new contact', () => {
  it('takes one request, lists and ext_id included', async () => {
    const counts = await setting.send(
      change('A', { email: ADA, sms: PHONE, attributes: { FIRSTNAME: 'Ada' }, addLists: [35, 36] }),
    );
    expect(counts.contacts).toMatchObject({ created: 1, rejected: 0 });
    expect(await setting.requests()).toEqual({ 'POST /contacts': 1 });
    expect((await setting.contacts())['A']).toMatchObject({
      email: ADA,
      attributes: { FIRSTNAME: 'Ada', SMS: '33612345678' },
      lists: [35, 36],
      emailBlacklisted: false,
    });
    expect(setting.replica.confirmed('A')).toMatchObject({ email: ADA, sms: PHONE, lists: [35, 36] });
  });

  it('without an e-mail is known by its ext_id', async () => {
    await setting.send(change('A', { attributes: { FIRSTNAME: 'Ada' } }));
    expect((await setting.contacts())['A']).toMatchObject({ email: null });
  });

  it('that Brevo has already is taken on, and stays blocked', async () => {
    await setting.seed({
      contacts: [{ email: ADA, emailBlacklisted: true, smsBlacklisted: true, attributes: { LASTNAME: 'L' } }],
    });
    await setting.send(
      change('A', { email: ADA, emailBlacklisted: false, attributes: { FIRSTNAME: 'Ada' } }),
    );
    expect((await setting.contacts())['A']).toMatchObject({
      id: 1,
      emailBlacklisted: true,
      smsBlacklisted: true,
      attributes: { FIRSTNAME: 'Ada', LASTNAME: 'L' },
    });
  });

  it('whose ext_id Brevo knows is ours from an earlier life: it is found by that, and stays blocked', async () => {
    await setting.seed({ contacts: [{ email: BOB, ext_id: 'A', emailBlacklisted: true }] });
    await setting.send(change('A', { email: ADA, addLists: [35] }));
    expect(await held(setting.sandbox, 'account')).toMatchObject([
      { ext_id: 'A', email: ADA, emailBlacklisted: true, lists: [35] },
    ]);
    expect(await setting.requests()).toEqual({
      'POST /contacts': 1,
      'GET /contacts/:identifier': 1,
      'PUT /contacts/:identifier': 1,
    });
  });

  it('whose phone is taken, or no phone to Brevo, costs the phone', async () => {
    await setting.seed({ contacts: [{ email: BOB, attributes: { SMS: PHONE } }] });
    const counts = await setting.send(
      change('A', { email: ADA, sms: PHONE, addLists: [35] }),
      change('C', { email: 'cleo@acme.example', sms: '+12', addLists: [35] }),
    );
    expect(counts.contacts).toMatchObject({ created: 2, curtailed: 2, rejected: 0 });
    const { A, C } = await setting.contacts();
    expect([A, C]).toMatchObject([
      { lists: [35], attributes: {} },
      { lists: [35], attributes: {} },
    ]);
    expect(setting.replica.confirmed('A')).toMatchObject({ refused: { SMS: PHONE } });
    expect(setting.replica.confirmed('A')).not.toHaveProperty('sms');
    expect(setting.log.join()).toContain('contact A: its phone was refused by Brevo and left out');
    expect(setting.log.join()).not.toContain(PHONE);
  });

  it('that is refused is kept in the rejects file, and the others go on', async () => {
    const counts = await setting.send(
      change('A', { email: 'ada@acme', addLists: [35] }),
      change('B', { email: BOB }),
    );
    expect(counts.contacts).toMatchObject({ created: 1, rejected: 1 });
    expect(await setting.rejects.read()).toMatchObject([
      {
        stream: 'contacts',
        key: 'A',
        status: 400,
        code: 'invalid_parameter',
        payload: { email: 'ada@acme', ext_id: 'A', listIds: [35] },
      },
    ]);
    expect(setting.replica.confirmed('A')).toBeUndefined();
    expect(Object.keys(await setting.contacts())).toEqual(['B']);
  });
});

describe('a changed contact', () => {
  beforeEach(async () => {
    await setting.seed({ contacts: [{ email: ADA, ext_id: 'A', listIds: [35, 37] }] });
    setting.confirm('A', { email: ADA, lists: [35] });
  });

  it('takes one request, moves between lists included, and other lists stay', async () => {
    await setting.send(
      change('A', {
        kind: 'update',
        attributes: { FIRSTNAME: 'Ada', LASTNAME: '' },
        addLists: [36],
        removeLists: [35],
        after: { email: ADA },
      }),
    );
    expect(await setting.requests()).toEqual({ 'PUT /contacts/:identifier': 1 });
    expect((await setting.contacts())['A']).toMatchObject({
      lists: [36, 37],
      attributes: { FIRSTNAME: 'Ada' },
    });
  });

  it('with a new e-mail stays the same contact, and stays blocked', async () => {
    await setting.seed({ contacts: [{ email: ADA, updateEnabled: true, emailBlacklisted: true }] });
    await setting.send(change('A', { kind: 'update', email: BOB, emailChanged: true }));
    expect(await held(setting.sandbox, 'account')).toMatchObject([
      { id: 1, ext_id: 'A', email: BOB, emailBlacklisted: true },
    ]);
    expect((await report(setting.sandbox)).writes).toBe(1);
    expect(setting.replica.confirmed('A')).not.toHaveProperty('emailBlacklisted');
  });

  it('is let in again only where the change says so', async () => {
    await setting.account.putContact('A', { emailBlacklisted: true });
    await setting.send(change('A', { kind: 'update', email: BOB, emailBlacklisted: false }));
    expect((await setting.contacts())['A']).toMatchObject({ email: BOB, emailBlacklisted: false });
  });

  it('that is gone at Brevo is created anew, with all it should have', async () => {
    await setting.account.deleteContact('A');
    await setting.send(
      change('A', {
        kind: 'update',
        attributes: { FIRSTNAME: 'Ada' },
        after: {
          email: ADA,
          attributes: { FIRSTNAME: 'Ada', LASTNAME: 'L' },
          lists: [35],
          emailBlacklisted: true,
        },
      }),
    );
    expect((await setting.contacts())['A']).toMatchObject({
      email: ADA,
      attributes: { FIRSTNAME: 'Ada', LASTNAME: 'L' },
      lists: [35],
      emailBlacklisted: true,
    });
  });

  it('whose new e-mail is taken keeps its own, and the rest arrives', async () => {
    await setting.seed({ contacts: [{ email: BOB }] });
    const counts = await setting.send(
      change('A', { kind: 'update', email: BOB, attributes: { FIRSTNAME: 'Ada' } }),
    );
    expect(counts.contacts).toMatchObject({ updated: 1, curtailed: 1 });
    expect((await report(setting.sandbox)).writes).toBe(2);
    expect((await setting.contacts())['A']).toMatchObject({ email: ADA, attributes: { FIRSTNAME: 'Ada' } });
    expect(setting.replica.confirmed('A')).toMatchObject({ email: ADA, refused: { EMAIL: BOB } });
    expect(await held(setting.sandbox, 'account')).toHaveLength(2);
    expect(await report(setting.sandbox)).toMatchObject({ force_merges: 0 });
  });

  it('takes over the record of another one', async () => {
    await setting.send(
      change('N', { kind: 'update', extId: 'A', attributes: { FIRSTNAME: 'New' }, after: { email: ADA } }),
    );
    expect(await held(setting.sandbox, 'account')).toMatchObject([{ id: 1, ext_id: 'N', email: ADA }]);
    expect(setting.replica.confirmed('A')).toBeUndefined();
    expect(setting.replica.confirmed('N')).toMatchObject({ extId: 'N', email: ADA });
  });

  it('that was taken over already by a run that died is found by its new ext_id', async () => {
    await setting.account.putContact('A', { ext_id: 'N' });
    await setting.send(change('N', { kind: 'update', extId: 'A', removeLists: [35], after: { email: ADA } }));
    expect(await held(setting.sandbox, 'account')).toMatchObject([{ ext_id: 'N', lists: [37] }]);
  });
});

describe('a contact that is gone at the source', () => {
  beforeEach(async () => {
    await setting.seed({ contacts: [{ email: ADA, ext_id: 'A', listIds: [35, 37] }] });
    setting.confirm('A', { email: ADA, lists: [35] });
  });

  it.each([
    ['unlist', { removeLists: [35] }, { lists: [37] }],
    ['blocklist', { emailBlacklisted: true }, { emailBlacklisted: true, lists: [35, 37] }],
  ] as const)('is dealt with by %s, once', async (kind, sketch, expected) => {
    const gone = change('A', {
      kind,
      ...sketch,
      removeLists: [...('removeLists' in sketch ? sketch.removeLists : [])],
    });
    expect((await setting.send(gone)).contacts).toMatchObject({ removed: 1 });
    expect((await setting.contacts())['A']).toMatchObject(expected);
    await setting.account.deleteContact('A');
    expect((await setting.send(gone)).contacts).toMatchObject({ removed: 1, rejected: 0 });
    expect(setting.replica.confirmed('A')).toBeUndefined();
    expect(await setting.contacts()).toEqual({});
  });

  it('is deleted; what is no longer there is as good', async () => {
    await setting.send(change('A', { kind: 'delete' }));
    expect(await held(setting.sandbox, 'account')).toEqual([]);
    expect((await setting.send(change('A', { kind: 'delete' }))).contacts).toMatchObject({ removed: 1 });
    expect(setting.replica.confirmed('A')).toBeUndefined();
  });
});

describe('failures', () => {
  it('of one try are tried again, and make no second contact', async () => {
    await setting.faults({ route: 'POST /contacts', fault: 'lost' });
    await setting.send(change('A', { email: ADA }));
    expect(await held(setting.sandbox, 'account')).toHaveLength(1);
  });

  it('to log in stop everything at once', async () => {
    await setting.faults({ route: 'POST /contacts', fault: 'status', status: 401, times: 1000 });
    const many = Array.from({ length: 100 }, (_, n) => change(`A${n}`, { email: `a${n}@acme.example` }));
    await expect(setting.send(...many)).rejects.toMatchObject({ name: 'AuthError' });
    expect((await setting.requests())['POST /contacts']).toBeLessThanOrEqual(16);
    expect(setting.rejects.waiting).toBe(0);
  });

  it('aside, an abort lets what is under way be finished, and begins nothing', async () => {
    setting.sandbox.onExchange = () => setting.stop.abort();
    const many = Array.from({ length: 100 }, (_, n) => change(`A${n}`, { email: `a${n}@acme.example` }));
    const counts = await setting.send(...many);
    expect(counts.complete).toBe(false);
    expect(counts.contacts.created).toBe(Object.keys(await setting.contacts()).length);
    expect(counts.contacts.created).toBeLessThanOrEqual(16);
  });
});
