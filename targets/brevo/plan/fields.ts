// A change as an operator reads it: field by field, before and after.
import type { AttributeValue, Change, Confirmed } from '../model.ts';

/** One field that changes; null stands for no value. Identifiers and blocks have the names that Brevo gives them. */
export interface FieldChange {
  field: string;
  before: AttributeValue | null;
  after: AttributeValue | null;
}

/** The fields of a change without its lists; `before` is what was confirmed until now. */
export function fieldChanges(change: Change, before: Confirmed | undefined): FieldChange[] {
  const { email, sms, emailBlacklisted, smsBlacklisted, after, extId } = change;
  const isNew = change.kind === 'create';
  const fields: [string, AttributeValue | undefined, AttributeValue | undefined][] = [
    ['EXT_ID', isNew ? undefined : extId, after.extId === extId && !isNew ? undefined : after.extId],
    ['EMAIL', before?.email, email],
    ['SMS', before?.sms, sms],
    ...Object.entries(change.attributes).map(
      ([name, value]): [string, AttributeValue | undefined, AttributeValue] => [
        name,
        before?.attributes[name],
        value,
      ],
    ),
    ['emailBlacklisted', before?.emailBlacklisted, emailBlacklisted],
    ['smsBlacklisted', before?.smsBlacklisted, smsBlacklisted],
  ];
  return fields.flatMap(([field, was, is]) =>
    is === undefined ? [] : [{ field, before: was ?? null, after: is === '' ? null : is }],
  );
}

/** A change in lines: what it is about, then each field and list. */
export function changeText(change: Change, before: Confirmed | undefined): string[] {
  const fields = fieldChanges(change, before);
  const width = Math.max(0, ...fields.map(({ field }) => field.length));
  const email = change.after.email ?? change.email;
  return [
    `${change.kind} ${change.id}${email === undefined ? '' : ` ${email}`}`,
    ...fields.map(
      ({ field, before: was, after: is }) => `  ${field.padEnd(width)}  ${shown(was)} -> ${shown(is)}`,
    ),
    ...change.addLists.map((list) => `  joins list ${list}`),
    ...change.removeLists.map((list) => `  leaves list ${list}`),
  ];
}

/** A value as JSON, and nothing as a word. */
export function shown(value: unknown): string {
  return value === null || value === undefined ? '(none)' : JSON.stringify(value);
}
