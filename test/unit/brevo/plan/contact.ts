// The contact that the tests of differences are about.
import type { Change, Confirmed, Wanted } from '../../../../targets/brevo/model.ts';
import type { DiffOptions } from '../../../../targets/brevo/plan/diff.ts';

/** Lists 35 to 37 are managed, KEPT is never cleared, Brevo owns consent. */
export const OPTIONS: DiffOptions = {
  managed: new Set([35, 36, 37]),
  kept: new Set(['KEPT']),
  lifts: { email: false, sms: false },
};
/** The same, with consent owned by the source. */
export const OWNED: DiffOptions = { ...OPTIONS, lifts: { email: true, sms: true } };

/** What contact c1 should be. */
export const WANTED: Wanted = {
  email: 'a@example.com',
  sms: '+33612345678',
  attributes: { PLAN: 'Pro', SEATS: 0, ACTIVE: false, LAST: null },
  lists: [35, 36],
  emailBlacklisted: false,
  smsBlacklisted: false,
};
/** The same, as confirmed. */
export const CONFIRMED: Confirmed = {
  extId: 'c1',
  email: 'a@example.com',
  sms: '+33612345678',
  attributes: { PLAN: 'Pro', SEATS: 0, ACTIVE: false },
  lists: [35, 36],
};

/** A change of c1, and what then differs from CONFIRMED. */
export const update = (changes: Partial<Change>, after: Partial<Confirmed>): Change => ({
  id: 'c1',
  kind: 'update',
  extId: 'c1',
  attributes: {},
  addLists: [],
  removeLists: [],
  ...changes,
  after: { ...CONFIRMED, ...after },
});
