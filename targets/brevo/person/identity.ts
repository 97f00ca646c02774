// Who a contact's row says that it is: e-mail, phone number, rank, whom it stands for, and what it has unsubscribed from.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Mapping, Path } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';
import { countryCode } from './country.ts';
import { phoneNumber } from './phone.ts';
import { textOf, timeOf } from './text.ts';

/** What identifies a contact, and what settles between contacts that share it. */
export interface Identity {
  /** Lower-cased. */
  email?: string;
  /** Why there is no `email` although the row has a text for it. */
  emailProblem?: string;
  /** E.164 with the leading `+`. */
  phone?: string;
  /** Why there is no `phone` although the row has a text for it. */
  phoneProblem?: string;
  /** As the row has it, as `user` or `lead`. */
  role?: string;
  /** Smallest wins: with e-mail before without, then by role, then the earliest, then the smallest key. */
  rank: string;
  deleted: boolean;
  /** Keys of the contacts that were merged into this one. */
  mergedFrom: string[];
  /** It has unsubscribed from e-mails. */
  noEmail?: true;
  /** It has unsubscribed from SMS. */
  noSms?: true;
}

const EMAIL = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]_]+\.[^\s@<>(),;:"\\[\]_.]{2,}$/;
const MAX_EMAIL = 254;
// Before the year 1 a moment has no rank of its own, and nobody signed up then.
const EPOCH_OFFSET = 62_135_596_800;
const LAST = '~';

/** Reads `row`, whose key is `id`. Never throws: what cannot be read is left out, with a reason. */
export function identityOf(
  row: Row,
  mapping: Pick<Mapping, 'identity' | 'deleted' | 'mergedFrom' | 'consent'>,
  id: string = textOf(row['id']) ?? '',
): Identity {
  const { identity, deleted, mergedFrom, consent } = mapping;
  // Filled one by one: done for every contact, spreading what is there takes several times as long.
  const read: Identity = {
    rank: '',
    deleted: isDeleted(row, deleted),
    mergedFrom: mergedFrom ? othersOf(readPath(row, mergedFrom), id) : [],
  };
  readEmail(read, readPath(row, identity.email));
  if (identity.phone) readPhone(read, row, identity.phone, identity.country);
  const role = identity.role && textOf(readPath(row, identity.role));
  if (role !== undefined) read.role = role;
  if (isUnsubscribed(row, consent.emails)) read.noEmail = true;
  if (isUnsubscribed(row, consent.sms)) read.noSms = true;
  const created = createdRank(identity.created && readPath(row, identity.created));
  read.rank = `${read.email === undefined ? 1 : 0} ${roleRank(role, identity.roles)} ${created} ${id}`;
  return read;
}

function readEmail(read: Identity, value: unknown): void {
  const email = textOf(value)?.toLowerCase();
  if (email === undefined) return;
  if (email.length > MAX_EMAIL) read.emailProblem = `is longer than ${MAX_EMAIL} characters`;
  else if (EMAIL.test(email) && !email.includes('..')) read.email = email;
  else read.emailProblem = 'is no e-mail address';
}

function readPhone(read: Identity, row: Row, path: Path, countries: readonly Path[]): void {
  const text = textOf(readPath(row, path));
  if (text === undefined) return;
  const phone = phoneNumber(text, () => countryOf(row, countries));
  if ('number' in phone) read.phone = phone.number;
  else read.phoneProblem = phone.problem;
}

function countryOf(row: Row, paths: readonly Path[]): ReturnType<typeof countryCode> {
  for (const path of paths) {
    const code = countryCode(readPath(row, path));
    if (code !== undefined) return code;
  }
  return undefined;
}

function roleRank(role: string | undefined, roles: readonly string[]): string {
  const place = role === undefined ? -1 : roles.indexOf(role);
  return String(place === -1 ? roles.length : place).padStart(3, '0');
}

function createdRank(value: unknown): string {
  const seconds = timeOf(value);
  return seconds === undefined
    ? LAST
    : Math.max(0, seconds + EPOCH_OFFSET)
        .toFixed(6)
        .padStart(20, '0');
}

function isDeleted(row: Row, paths: readonly Path[]): boolean {
  return isSet(row['_sdc_deleted_at']) || paths.some((path) => isSet(readPath(row, path)));
}

function isSet(flag: unknown): boolean {
  return flag !== undefined && flag !== null && flag !== false && flag !== '';
}

/** Taps without types say `1` or `"true"`: a block that was meant must not get lost. */
function isUnsubscribed(row: Row, path: Path | undefined): boolean {
  const value = path && readPath(row, path);
  return value === true || value === 1 || (typeof value === 'string' && /^(true|1|yes)$/i.test(value.trim()));
}

function othersOf(value: unknown, id: string): string[] {
  if (value === undefined || value === null) return [];
  const keys = (Array.isArray(value) ? value : [value]).map(textOf).filter((key) => key !== undefined);
  return [...new Set(keys)].filter((key) => key !== id);
}
