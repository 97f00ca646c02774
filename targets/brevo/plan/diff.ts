// The difference between what one contact should be and what Brevo confirmed of it.
import type { AttributeValue, Change, Confirmed, Wanted } from '../model.ts';

/** What the mapping says about differences in general. */
export interface DiffOptions {
  /** Lists that the mapping names; a list that it names no more is not left either. */
  managed: ReadonlySet<number>;
  /** Attributes whose value stays at Brevo when their source becomes empty (`nulls: keep`). */
  kept: ReadonlySet<string>;
  /** Where the source owns consent "not unsubscribed" lifts the block that "unsubscribed" had set; elsewhere it says nothing. */
  lifts: { email: boolean; sms: boolean };
}

/** The confirmed values to start from where there are none. */
const NOTHING: Omit<Confirmed, 'extId'> = { attributes: {}, lists: [] };

/**
 * What has to be sent so that Brevo holds `wanted`; undefined where it does so already.
 * Only what is in `confirmed` is ever cleared, left or taken off: the rest is not this target's.
 */
export function diff(
  id: string,
  wanted: Wanted,
  confirmed: Confirmed | undefined,
  options: DiffOptions,
): Change | undefined {
  const before = { extId: id, ...(confirmed ?? NOTHING) };
  const change: Change = {
    id,
    kind: confirmed ? 'update' : 'create',
    extId: before.extId,
    attributes: {},
    addLists: [],
    removeLists: [],
    after: { extId: id, attributes: before.attributes, lists: before.lists },
  };
  compareIdentifiers(change, wanted, before);
  compareAttributes(change, wanted, before, options);
  compareLists(change, wanted, before, options);
  compareConsent(change, wanted, before, options);
  return !confirmed || confirmed.unsure === true || saysSomething(change) ? change : undefined;
}

/**
 * `confirmed` without the blocks that are wanted no longer and were not lifted; undefined where it has none.
 * Should the contact unsubscribe again, the block is sent again: who was let in at Brevo meanwhile is not known.
 */
export function withoutLapsedBlocks(wanted: Wanted, confirmed: Confirmed): Confirmed | undefined {
  const email = confirmed.emailBlacklisted === true && !wanted.emailBlacklisted;
  const sms = confirmed.smsBlacklisted === true && !wanted.smsBlacklisted;
  if (!email && !sms) return undefined;
  const rest = { ...confirmed };
  if (email) delete rest.emailBlacklisted;
  if (sms) delete rest.smsBlacklisted;
  return rest;
}

/** Whether two values are one at Brevo: options have no order. */
export function sameValue(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  const options = new Set(one);
  return options.size === new Set(other).size && other.every((option) => options.has(option));
}

function saysSomething(change: Change): boolean {
  return (
    change.after.extId !== change.extId ||
    change.email !== undefined ||
    change.sms !== undefined ||
    change.emailBlacklisted !== undefined ||
    change.smsBlacklisted !== undefined ||
    change.addLists.length > 0 ||
    change.removeLists.length > 0 ||
    Object.keys(change.attributes).length > 0
  );
}

function compareIdentifiers(change: Change, wanted: Wanted, before: Confirmed): void {
  const { after } = change;
  const refused: Record<string, string> = {};
  const isNew = (name: string, value: string, known: string | undefined): boolean => {
    if (before.refused?.[name] === value) {
      refused[name] = value;
      return false;
    }
    return before.unsure === true || value !== known;
  };

  if (before.email !== undefined) after.email = before.email;
  if (wanted.email !== undefined && isNew('EMAIL', wanted.email, before.email)) {
    change.email = wanted.email;
    after.email = wanted.email;
    if (change.kind === 'update') change.emailChanged = true;
  }

  if (wanted.sms === undefined) {
    if (before.sms !== undefined) change.sms = '';
  } else {
    if (before.sms !== undefined) after.sms = before.sms;
    if (isNew('SMS', wanted.sms, before.sms)) {
      change.sms = wanted.sms;
      after.sms = wanted.sms;
    }
  }

  // A record that was taken over may have to keep the ext_id of another.
  if (before.extId !== change.id && !isNew('EXT_ID', change.id, before.extId)) after.extId = before.extId;
  if (Object.keys(refused).length > 0) after.refused = refused;
}

function compareAttributes(change: Change, wanted: Wanted, before: Confirmed, options: DiffOptions): void {
  if (change.kind === 'create') {
    for (const name in wanted.attributes) {
      const value = wanted.attributes[name];
      if (value !== null && value !== undefined) change.attributes[name] = value;
    }
    change.after.attributes = change.attributes;
    return;
  }
  const values: Record<string, AttributeValue> = { ...before.attributes };
  for (const [name, value] of Object.entries(wanted.attributes)) {
    const known = before.attributes[name];
    if (value === null) {
      if (known === undefined || options.kept.has(name)) continue;
      change.attributes[name] = '';
      delete values[name];
    } else if (before.unsure === true || !sameValue(known, value)) {
      change.attributes[name] = value;
      values[name] = value;
    }
  }
  change.after.attributes = values;
}

function compareLists(change: Change, wanted: Wanted, before: Confirmed, options: DiffOptions): void {
  const known = new Set(before.lists);
  const due = new Set(wanted.lists);
  change.addLists = wanted.lists.filter((list) => before.unsure === true || !known.has(list));
  change.removeLists = before.lists.filter((list) => !due.has(list) && options.managed.has(list));
  const unmanaged = before.lists.filter((list) => !due.has(list) && !options.managed.has(list));
  change.after.lists = [...wanted.lists, ...unmanaged].toSorted((a, b) => a - b);
}

function compareConsent(change: Change, wanted: Wanted, before: Confirmed, { lifts }: DiffOptions): void {
  // Brevo lifts a block from an address that is new to the contact: the block goes with it.
  const again = (identifier: string | undefined): boolean =>
    before.unsure === true || identifier !== undefined;
  if (wanted.emailBlacklisted) {
    change.after.emailBlacklisted = true;
    if (before.emailBlacklisted !== true || again(change.email)) change.emailBlacklisted = true;
  } else if (lifts.email && before.emailBlacklisted === true) change.emailBlacklisted = false;

  if (wanted.smsBlacklisted) {
    change.after.smsBlacklisted = true;
    if (before.smsBlacklisted !== true || again(change.sms)) change.smsBlacklisted = true;
  } else if (lifts.sms && before.smsBlacklisted === true) change.smsBlacklisted = false;
}
