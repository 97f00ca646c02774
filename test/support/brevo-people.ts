// How the model reads who a contact is: e-mail, phone, rank, and what it has unsubscribed from.
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { Row } from '../../core/protocol/messages.ts';

const COUNTRIES: Record<string, CountryCode> = {
  USA: 'US',
  IRL: 'IE',
  DEU: 'DE',
  GBR: 'GB',
  JPN: 'JP',
  BRA: 'BR',
  VNM: 'VN',
  AUS: 'AU',
  EGY: 'EG',
};

/** Lower-cased; undefined where there is none. */
export function emailOf({ email }: Row): string | undefined {
  const text = typeof email === 'string' ? email.trim().toLowerCase() : '';
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text) ? text : undefined;
}

/** Digits with their country, without a plus; undefined where the phone cannot be read. */
export function phoneOf({ phone, location }: Row): string | undefined {
  if (typeof phone !== 'string') return undefined;
  const text = phone.trim().replace(/^tel:/, '').replace(/^00/, '+').replace('(0)', '');
  const country = COUNTRIES[String((location as Row | null | undefined)?.['country_code'])];
  const national = !text.startsWith('+');
  if (national && country === undefined) return undefined;
  const read = parsePhoneNumberFromString(text, {
    extract: false,
    ...(country && { defaultCountry: country }),
  });
  if (read === undefined || read.ext !== undefined) return undefined;
  // The country is a guess, so that a national number has to be one of its own.
  return (national ? read.isValid() : read.isPossible()) ? read.number.slice(1) : undefined;
}

const rankOf = (row: Row): string =>
  `${emailOf(row) === undefined ? 1 : 0} ${row['role'] === 'user' ? 0 : 1} ${String(row['created_at'])} ${String(row['id'])}`;

/** Who has an e-mail, then users before leads, then the earliest created, then the smallest id. */
export function byRank(a: Row, b: Row): number {
  return rankOf(a) < rankOf(b) ? -1 : 1;
}

/** The workspace says that it is deleted. */
export const isGone = (row: Row): boolean => (row['_sdc_deleted_at'] ?? null) !== null;

const SHARED = {
  email: { valueOf: emailOf, flag: 'unsubscribed_from_emails' },
  phone: { valueOf: phoneOf, flag: 'unsubscribed_from_sms' },
};

/** Whether a contact is unsubscribed, or anybody (`live`, best first) whose address or number it stands for. */
export function isUnsubscribed(kind: 'email' | 'phone', row: Row, live: Row[]): boolean {
  const { valueOf, flag } = SHARED[kind];
  const value = valueOf(row);
  const others = value === undefined ? [] : live.filter((one) => valueOf(one) === value);
  // A number counts for the contact that gets it.
  const counts = kind === 'email' || others[0] === row ? others : [];
  return [row, ...counts].some((one) => one[flag] === true);
}
