// The difference in identifiers and consent, and after a run that was killed.
import { describe, expect, test } from 'vitest';
import type { Confirmed } from '../../../../targets/brevo/model.ts';
import { diff, withoutLapsedBlocks } from '../../../../targets/brevo/plan/diff.ts';
import { CONFIRMED, OPTIONS, OWNED, WANTED, update } from './contact.ts';

describe('identifiers', () => {
  test('a changed e-mail is told, since Brevo lifts a block on it', () => {
    const wanted = { ...WANTED, email: 'b@example.com' };
    expect(diff('c1', wanted, CONFIRMED, OPTIONS)).toEqual(
      update({ email: 'b@example.com', emailChanged: true }, { email: 'b@example.com' }),
    );
  });

  test('an unsubscribed contact with a new e-mail is blocked in the same request', () => {
    const wanted = { ...WANTED, email: 'b@example.com', emailBlacklisted: true };
    const change = diff('c1', wanted, { ...CONFIRMED, emailBlacklisted: true }, OPTIONS);
    expect(change).toMatchObject({ emailChanged: true, emailBlacklisted: true });
  });

  test('an e-mail that went away stays', () => {
    expect(diff('c1', { ...WANTED, email: undefined }, CONFIRMED, OPTIONS)).toBeUndefined();
    const change = diff('c1', { ...WANTED, email: undefined, lists: [35] }, CONFIRMED, OPTIONS);
    expect(change?.after.email).toBe('a@example.com');
    expect(change).not.toHaveProperty('email');
  });

  test('a phone that went away is taken off', () => {
    const change = diff('c1', { ...WANTED, sms: undefined }, CONFIRMED, OPTIONS);
    expect(change?.sms).toBe('');
    expect(change?.after).not.toHaveProperty('sms');
    const { sms: _, ...without } = CONFIRMED;
    expect(diff('c1', { ...WANTED, sms: undefined }, without, OPTIONS)).toBeUndefined();
  });

  test('a refused phone is no difference until it changes', () => {
    const { sms: _, ...without } = CONFIRMED;
    const refused = { ...without, refused: { SMS: '+33612345678' } };
    expect(diff('c1', WANTED, refused, OPTIONS)).toBeUndefined();
    expect(diff('c1', { ...WANTED, lists: [35] }, refused, OPTIONS)?.after).toEqual({
      ...refused,
      lists: [35],
    });

    const change = diff('c1', { ...WANTED, sms: '+33600000000' }, refused, OPTIONS);
    expect(change?.sms).toBe('+33600000000');
    expect(change?.after).not.toHaveProperty('refused');
  });

  test('a refused e-mail is no difference until it changes', () => {
    const refused = { ...CONFIRMED, email: 'old@example.com', refused: { EMAIL: 'a@example.com' } };
    expect(diff('c1', WANTED, refused, OPTIONS)).toBeUndefined();
    expect(diff('c1', { ...WANTED, email: 'b@example.com' }, refused, OPTIONS)?.email).toBe('b@example.com');
  });

  test("another contact's record is taken over under the own id", () => {
    expect(diff('c1', WANTED, { ...CONFIRMED, extId: 'c0' }, OPTIONS)).toEqual(update({ extId: 'c0' }, {}));
  });
});

test('an ext_id that cannot be brought over is no difference either', () => {
  const kept = { ...CONFIRMED, extId: 'c0', refused: { EXT_ID: 'c1' } };
  expect(diff('c1', WANTED, kept, OPTIONS)).toBeUndefined();
  expect(diff('c1', { ...WANTED, lists: [35] }, kept, OPTIONS)).toMatchObject({
    extId: 'c0',
    after: { extId: 'c0', refused: { EXT_ID: 'c1' } },
  });
});

describe('consent', () => {
  test('an unsubscribed contact is blocked, once', () => {
    const wanted = { ...WANTED, emailBlacklisted: true, smsBlacklisted: true };
    const blocked = { emailBlacklisted: true, smsBlacklisted: true };
    expect(diff('c1', wanted, CONFIRMED, OPTIONS)).toEqual(update(blocked, blocked));
    expect(diff('c1', wanted, { ...CONFIRMED, ...blocked }, OPTIONS)).toBeUndefined();
  });

  test('a block that is wanted no more is not lifted, but forgotten', () => {
    const blocked = { ...CONFIRMED, emailBlacklisted: true, smsBlacklisted: true };
    expect(diff('c1', WANTED, blocked, OPTIONS)).toBeUndefined();
    expect(withoutLapsedBlocks(WANTED, blocked)).toEqual(CONFIRMED);
    expect(withoutLapsedBlocks({ ...WANTED, emailBlacklisted: true }, blocked)).toEqual({
      ...CONFIRMED,
      emailBlacklisted: true,
    });
    expect(withoutLapsedBlocks(WANTED, CONFIRMED)).toBeUndefined();
  });

  test('where the source owns consent the block that it set is lifted, and no other', () => {
    const blocked = { ...CONFIRMED, emailBlacklisted: true };
    expect(diff('c1', WANTED, blocked, OWNED)).toEqual(update({ emailBlacklisted: false }, {}));
    expect(diff('c1', WANTED, CONFIRMED, OWNED)).toBeUndefined();
    expect(diff('c1', WANTED, undefined, OWNED)).not.toHaveProperty('emailBlacklisted');
  });
});

describe('after a run that ended within a request', () => {
  const unsure: Confirmed = {
    ...CONFIRMED,
    attributes: { PLAN: 'Pro', LAST: '2026-01-01' },
    lists: [35, 37],
    emailBlacklisted: true,
    unsure: true,
  };

  test('everything is sent again, and what may have been set is cleared and left', () => {
    expect(diff('c1', WANTED, unsure, OPTIONS)).toEqual(
      update(
        {
          email: 'a@example.com',
          emailChanged: true,
          sms: '+33612345678',
          attributes: { PLAN: 'Pro', SEATS: 0, ACTIVE: false, LAST: '' },
          addLists: [35, 36],
          removeLists: [37],
        },
        {},
      ),
    );
  });

  test('a block is sent again', () => {
    expect(diff('c1', { ...WANTED, emailBlacklisted: true }, unsure, OPTIONS)?.emailBlacklisted).toBe(true);
  });

  test('it ends also where there is nothing to say', () => {
    const nothing = { ...WANTED, email: undefined, sms: undefined, attributes: {}, lists: [] };
    const change = diff('c1', nothing, { extId: 'c1', attributes: {}, lists: [], unsure: true }, OPTIONS);
    expect(change?.after).toEqual({ extId: 'c1', attributes: {}, lists: [] });
  });
});
