// The difference in values and lists, rule by rule.
import { describe, expect, test } from 'vitest';
import type { Confirmed, Wanted } from '../../../../targets/brevo/model.ts';
import { diff, sameValue } from '../../../../targets/brevo/plan/diff.ts';
import { CONFIRMED, OPTIONS, WANTED, update } from './contact.ts';

test('a contact that Brevo does not have yet is created with all that has a value, 0 and false included', () => {
  expect(diff('c1', WANTED, undefined, OPTIONS)).toEqual({
    id: 'c1',
    kind: 'create',
    extId: 'c1',
    email: 'a@example.com',
    sms: '+33612345678',
    attributes: { PLAN: 'Pro', SEATS: 0, ACTIVE: false },
    addLists: [35, 36],
    removeLists: [],
    after: CONFIRMED,
  });
});

test('what is confirmed as it is wanted costs nothing', () => {
  expect(diff('c1', WANTED, CONFIRMED, OPTIONS)).toBeUndefined();
});

const attributes = (wanted: Wanted['attributes'], confirmed: Confirmed['attributes']): unknown =>
  diff('c1', { ...WANTED, attributes: wanted }, { ...CONFIRMED, attributes: confirmed }, OPTIONS);

describe('attributes', () => {
  test.each([
    [
      'a changed one is sent',
      { PLAN: 'Max', SEATS: 1 },
      { PLAN: 'Pro', SEATS: 1 },
      { PLAN: 'Max' },
      { PLAN: 'Max', SEATS: 1 },
    ],
    ['a new one is sent', { PLAN: 'Pro', NEW: 5 }, { PLAN: 'Pro' }, { NEW: 5 }, { PLAN: 'Pro', NEW: 5 }],
    ['an empty one is cleared', { PLAN: null }, { PLAN: 'Pro' }, { PLAN: '' }, {}],
    ['0 takes the place of a value', { SEATS: 0 }, { SEATS: 5 }, { SEATS: 0 }, { SEATS: 0 }],
    ['false takes the place of true', { ON: false }, { ON: true }, { ON: false }, { ON: false }],
    ['a number is not its text', { SEATS: 5 }, { SEATS: '5' }, { SEATS: 5 }, { SEATS: 5 }],
    [
      'an option more is sent with the others',
      { TAGS: ['a', 'b'] },
      { TAGS: ['a'] },
      { TAGS: ['a', 'b'] },
      { TAGS: ['a', 'b'] },
    ],
    ['no option left', { TAGS: [] }, { TAGS: ['a'] }, { TAGS: [] }, { TAGS: [] }],
  ])('%s', (_, wanted, confirmed, sent, after) => {
    expect(attributes(wanted, confirmed)).toEqual(update({ attributes: sent }, { attributes: after }));
  });

  test.each([
    ['an empty one that this target had not set is not cleared', { PLAN: null }, {}],
    ['an empty one whose value is to stay', { KEPT: null }, { KEPT: 'x' }],
    ['one that is not known now is left alone', {}, { PLAN: 'Pro' }],
    ['options have no order', { TAGS: ['b', 'a'] }, { TAGS: ['a', 'b'] }],
  ])('%s', (_, wanted, confirmed) => {
    expect(attributes(wanted, confirmed)).toBeUndefined();
  });

  test.each([
    [1, 1, true],
    [0, -0, true],
    [1, '1', false],
    [false, 0, false],
    ['', undefined, false],
    [undefined, undefined, true],
    [['a', 'b'], ['b', 'a'], true],
    [['a', 'a'], ['a'], true],
    [['a'], ['b'], false],
    [[], ['a'], false],
    [['a'], 'a', false],
  ])('%j and %j are one: %j', (one, other, same) => {
    expect(sameValue(one, other)).toBe(same);
    expect(sameValue(other, one)).toBe(same);
  });
});

describe('lists', () => {
  test('people enter and leave', () => {
    expect(diff('c1', { ...WANTED, lists: [36, 37] }, CONFIRMED, OPTIONS)).toEqual(
      update({ addLists: [37], removeLists: [35] }, { lists: [36, 37] }),
    );
  });

  test('a list that the mapping names no more is not left', () => {
    const confirmed = { ...CONFIRMED, lists: [35, 36, 99] };
    expect(diff('c1', WANTED, confirmed, OPTIONS)).toBeUndefined();
    expect(diff('c1', { ...WANTED, lists: [35] }, confirmed, OPTIONS)).toEqual(
      update({ removeLists: [36] }, { lists: [35, 99] }),
    );
  });
});
