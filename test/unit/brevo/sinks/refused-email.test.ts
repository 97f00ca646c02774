// E-mails that cannot be had, and records that are no longer known by their ext_id: nobody who is blocked is let in.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Rejects } from '../../../../targets/brevo/rejects.ts';
import { replayRejects } from '../../../../targets/brevo/sinks/replay.ts';
import { held, report } from '../../sandbox-brevo/client.ts';
import { change, CONTACTS, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
});
afterEach(() => setting.close());

const OLD = 'old@acme.example';
const NEW = 'new@acme.example';
const moved = change('A', { kind: 'update', email: NEW, addLists: [35], removeLists: [37] });

const blocked = async (): Promise<unknown[]> =>
  (await held(setting.sandbox, 'account')).map(({ email, emailBlacklisted }) => [email, emailBlacklisted]);

describe('a contact whose ext_id is gone at Brevo, with a new e-mail', () => {
  beforeEach(() => setting.confirm('A', { email: OLD, lists: [37] }));

  it('is found by the old one, and stays blocked', async () => {
    await setting.seed({
      contacts: [{ email: OLD, ext_id: 'shop-1', emailBlacklisted: true, listIds: [36, 37] }],
    });
    expect((await setting.send(moved)).contacts).toMatchObject({ updated: 1, rejected: 0 });
    expect(await held(setting.sandbox, 'account')).toMatchObject([
      { id: 1, ext_id: 'A', email: NEW, emailBlacklisted: true, lists: [35, 36] },
    ]);
  });

  it('leaves the old one to another contact of the stream that has it by now', async () => {
    setting.put(CONTACTS, { id: 'B' });
    await setting.seed({ contacts: [{ email: OLD, ext_id: 'B', listIds: [37] }] });
    await setting.send(moved);
    expect(await setting.contacts()).toMatchObject({
      A: { id: 2, email: NEW, lists: [35] },
      B: { id: 1, email: OLD, lists: [37] },
    });
  });

  it('is created where nobody has the old one either', async () => {
    await setting.send(moved);
    expect(await setting.contacts()).toMatchObject({ A: { email: NEW, lists: [35] } });
    expect((await setting.requests())['POST /contacts']).toBe(1);
  });

  it('keeps the old one where another contact has the new one', async () => {
    await setting.seed({
      contacts: [{ email: OLD, ext_id: 'shop-1', emailBlacklisted: true }, { email: NEW }],
    });
    expect((await setting.send(moved)).contacts).toMatchObject({ updated: 1, rejected: 1 });
    expect(await setting.contacts()).toMatchObject({
      A: { email: OLD, emailBlacklisted: true },
      [NEW]: { emailBlacklisted: false },
    });
    expect(setting.replica.confirmed('A')).toMatchObject({ email: OLD, refused: { EMAIL: NEW } });
  });
});

describe('an e-mail that another contact at Brevo has', () => {
  beforeEach(async () => {
    await setting.seed({ contacts: [{ email: OLD, ext_id: 'A' }, { email: NEW }] });
    setting.put(CONTACTS, { id: 'A' });
    setting.confirm('A', { email: OLD });
  });

  it('is blocked as well as the old one when the contact has unsubscribed', async () => {
    await setting.send({ ...change('A', { kind: 'update', email: NEW, emailBlacklisted: true }) });
    expect(await blocked()).toEqual([
      [OLD, true],
      [NEW, true],
    ]);
  });

  it('or when it unsubscribes later', async () => {
    await setting.send(moved);
    expect(await blocked()).toEqual([
      [OLD, false],
      [NEW, false],
    ]);
    const after = { email: OLD, refused: { EMAIL: NEW } };
    await setting.send(change('A', { kind: 'update', emailBlacklisted: true, after }));
    expect(await blocked()).toEqual([
      [OLD, true],
      [NEW, true],
    ]);
  });

  it('but not when a deleted contact is blocked', async () => {
    const after = { email: OLD, refused: { EMAIL: NEW } };
    await setting.send(change('A', { kind: 'blocklist', emailBlacklisted: true, after }));
    expect(await blocked()).toEqual([
      [OLD, true],
      [NEW, false],
    ]);
  });

  it('is kept in the rejects file, though the rest of the contact arrived', async () => {
    const counts = await setting.send(moved);
    expect(counts.contacts).toMatchObject({ updated: 1, curtailed: 1, rejected: 1 });
    expect(await setting.contacts()).toMatchObject({ A: { email: OLD, lists: [35] } });
    expect(await setting.rejects.read()).toMatchObject([
      {
        stream: 'contacts',
        key: 'A',
        status: 400,
        reason: expect.stringMatching(/email is already associated/i),
        hint: expect.stringContaining('change or delete that one, then replay the rejects.'),
        payload: { attributes: { EMAIL: NEW } },
      },
    ]);
    expect(() => setting.rejects.check()).toThrow('max_rejects');
  });

  it('waits there while other changes arrive, and leaves it with the contact', async () => {
    await setting.send(moved);
    const after = { email: OLD, refused: { EMAIL: NEW } };
    await setting.send(change('A', { kind: 'update', attributes: { FIRSTNAME: 'Ada' }, after }));
    expect(setting.rejects.waiting).toBe(1);
    await setting.send(change('A', { kind: 'unlist', removeLists: [35], after }));
    expect(setting.rejects.waiting).toBe(0);
  });

  it('is tried again by a replay, and leaves the file once it is delivered', async () => {
    await setting.send(moved);
    await setting.rejects.close();
    setting.rejects = await Rejects.open(setting.path, 0);
    await setting.account.deleteContact(NEW, 'email_id');
    const { count, settle } = await replayRejects(setting.rejects, setting.replica, 'contacts');
    expect(count).toBe(1);
    expect(setting.replica.confirmed('A')).not.toHaveProperty('refused');
    await setting.send(change('A', { kind: 'update', email: NEW }));
    settle();
    expect(setting.rejects.waiting).toBe(0);
    expect(await setting.contacts()).toMatchObject({ A: { email: NEW } });
    expect(await report(setting.sandbox)).toMatchObject({ force_merges: 0 });
  });
});
