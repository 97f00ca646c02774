// What is done at Brevo about a contact that the source deleted or merged away, or whose e-mail is another's.
import type { Change, Confirmed } from '../model.ts';
import type { Identities } from './standing.ts';

/** The setting `on_delete`. */
export type OnDelete = 'keep' | 'blocklist' | 'unlist' | 'delete';

/**
 * What has to be sent for a contact that is gone; undefined where there is nothing (left) to do.
 * Only what this target confirmed is undone: nobody else's list or contact is touched.
 * What was `unsure` of the rest stays so, should the contact come back.
 * After `delete` nothing is confirmed any more: `after` then only says by which ext_id it was known.
 */
export function removal(
  id: string,
  confirmed: Confirmed,
  how: OnDelete,
  managed: ReadonlySet<number>,
): Change | undefined {
  if (how === 'keep') return undefined;
  const change = nothing(id, how, confirmed);
  if (how === 'delete') return { ...change, after: { extId: confirmed.extId, attributes: {}, lists: [] } };
  return how === 'unlist' ? unlist(change, confirmed, managed) : blocklist(change, confirmed);
}

/**
 * What has to be sent for a contact that is not, since `owner` has its e-mail, where Brevo has a record of each: nobody
 * keeps this one up to date, so it leaves the lists, and is blocked where anybody who has the e-mail is unsubscribed.
 */
export function overtaken(
  id: string,
  owner: string,
  replica: Pick<Identities, 'identity' | 'confirmed' | 'isUnsubscribed'>,
  managed: ReadonlySet<number>,
): Change | undefined {
  const confirmed = replica.confirmed(id);
  if (!confirmed || replica.confirmed(owner)?.extId === confirmed.extId) return undefined;
  const unlisted = removal(id, confirmed, 'unlist', managed);
  const { email } = replica.identity(id) ?? {};
  const isBlocked = confirmed.unsure !== true && confirmed.emailBlacklisted === true;
  if (isBlocked || email === undefined || !replica.isUnsubscribed('email', email)) return unlisted;
  const change = unlisted ?? nothing(id, 'unlist', confirmed);
  return { ...change, emailBlacklisted: true, after: { ...change.after, emailBlacklisted: true } };
}

function nothing(id: string, kind: Change['kind'], confirmed: Confirmed): Change {
  return {
    id,
    kind,
    extId: confirmed.extId,
    attributes: {},
    addLists: [],
    removeLists: [],
    after: confirmed,
  };
}

function unlist(change: Change, confirmed: Confirmed, managed: ReadonlySet<number>): Change | undefined {
  const removeLists = confirmed.lists.filter((list) => managed.has(list));
  if (removeLists.length === 0) return undefined;
  const lists = confirmed.lists.filter((list) => !managed.has(list));
  return { ...change, removeLists, after: { ...confirmed, lists } };
}

function blocklist(change: Change, confirmed: Confirmed): Change | undefined {
  const sure = confirmed.unsure !== true;
  const email = !(sure && confirmed.emailBlacklisted === true);
  const sms = confirmed.sms !== undefined && !(sure && confirmed.smsBlacklisted === true);
  if (!email && !sms) return undefined;
  return {
    ...change,
    ...(email && { emailBlacklisted: true }),
    ...(sms && { smsBlacklisted: true }),
    after: { ...confirmed, emailBlacklisted: true, ...(sms && { smsBlacklisted: true }) },
  };
}
