// The plan in a few lines, and what it costs.
import { expect, test } from 'vitest';
import {
  describePlan,
  duration,
  effortOf,
  type SummaryFacts,
} from '../../../../targets/brevo/plan/summary.ts';
import { Tally, type PlanSummary } from '../../../../targets/brevo/plan/tally.ts';
import { CONFIRMED, update } from './contact.ts';

const FACTS: SummaryFacts = {
  limits: { contacts: [], events: [] },
  listName: (list) => (list === 35 ? 'all_users' : undefined),
  rejects: 0,
};
const EMPTY = new Tally().end();

test('a plan in lines', () => {
  const summary: PlanSummary = {
    ...EMPTY,
    contacts: 1250,
    creates: 1200,
    updates: 20,
    removals: { unlist: 5, blocklist: 0, delete: 1 },
    unchanged: 7,
    joins: { 35: 1200, 36: 3 },
    leaves: { 36: 2 },
    requests: 1227,
    shared: 1,
    skipped: { lead: 14, user: 2 },
    problems: { phone: 4 },
    examples: ['contact b has the e-mail of contact a, which is sent in its place'],
    events: 201,
  };
  expect(describePlan(summary, { ...FACTS, rejects: 2 })).toEqual([
    'plan: 1,250 contacts looked at: 1,200 to create, 20 to update, 5 gone, to take off the lists, 1 gone, to delete, 7 unchanged',
    'plan: list 35 (all_users): 1,200 join',
    'plan: list 36: 3 join, 2 leave',
    'plan: 201 events to send',
    'plan: 1 contact not sent: another contact has the same e-mail',
    'plan: 14 leads, 2 users not sent: no e-mail (contacts_without_email)',
    'plan: 4 x a phone number that cannot be read, left out',
    'plan: contact b has the e-mail of contact a, which is sent in its place',
    'plan: 2 records refused earlier, in the rejects file',
    'plan: 1,229 requests, about 3 min at the limits of the account',
  ]);
});

test('nothing to do is two lines', () => {
  expect(describePlan(EMPTY, FACTS)).toEqual(['plan: 0 contacts looked at', 'plan: nothing to send']);
});

test.each([
  [[], 1000, 99],
  [[{ limit: 60, seconds: 1 }], 1000, 16],
  [[{ limit: 100, seconds: 3600 }], 100, 0],
  [[{ limit: 100, seconds: 3600 }], 101, 3600],
  [
    [
      { limit: 10, seconds: 1 },
      { limit: 36_000, seconds: 3600 },
    ],
    1_000_000,
    99_999,
  ],
])('with limits %j %i requests take %i s', (contacts, requests, seconds) => {
  expect(effortOf({ ...EMPTY, requests }, { contacts, events: [] })).toEqual({ requests, seconds });
});

test.each([
  [0, '1 s'],
  [59.2, '60 s'],
  [61, '2 min'],
  [100_000, '27 h 47 min'],
])('%d seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test('moves between lists are counted as calls for 150, where that is less', () => {
  const few = new Tally();
  few.change(update({ addLists: [36], removeLists: [35] }, {}));
  expect(few.end().requests).toBe(1);

  const many = new Tally();
  for (let n = 0; n < 151; n += 1) many.change(update({ addLists: [36], removeLists: [35] }, {}));
  many.change(update({ attributes: { PLAN: '' } }, {}));
  many.change(update({ email: 'b@example.com', emailChanged: true }, {}));
  expect(many.end()).toMatchObject({
    requests: 4 + 1 + 2,
    updates: 153,
    emailChanges: 1,
    attributes: { PLAN: 1 },
    joins: { 36: 151 },
  });
});

test('removals are counted by what is done', () => {
  const tally = new Tally();
  tally.change({ ...update({}, CONFIRMED), kind: 'delete' });
  expect(tally.end().removals).toEqual({ unlist: 0, blocklist: 0, delete: 1 });
});

test('of many problems of a kind a few are shown', () => {
  const tally = new Tally();
  for (let n = 0; n < 10; n += 1)
    tally.problem(`c${n}`, { kind: 'phone', text: 'its phone number is short' });
  tally.problem('x', { kind: 'value', text: 'plan: is no number' });
  expect(tally.end().problems).toEqual({ phone: 10, value: 1 });
  expect(tally.end().examples).toHaveLength(4);
});
