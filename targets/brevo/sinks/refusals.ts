// What Brevo's refusal of one record means: whose fault it is, what it is about, and what the operator can do.
import { ApiError } from '../../../core/errors.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import type { Change, Reject } from '../model.ts';
import type { Content, Identifier, Refused } from './contact-body.ts';

/** A record as the rejects file names it. */
type RecordName = Pick<Reject, 'stream' | 'key'>;

/** The failure of one record, which the others need not care about. @throws whatever else `error` is: it ends the run */
export function refusal(error: unknown): ApiError {
  if (error instanceof ApiError && !error.retryable && error.status >= 400 && error.status < 500)
    return error;
  throw error;
}

const IDENTIFIERS: Record<string, Identifier> = { email: 'EMAIL', sms: 'SMS', ext_id: 'EXT_ID' };

/** The identifiers in `content` that another contact has. */
export function takenBy(error: ApiError, content: Content): Identifier[] {
  // The code tells nothing: Brevo uses two for this, and both for other things as well.
  const named = error.duplicates;
  const said = Object.keys(IDENTIFIERS).filter((name) => saysTaken(error.message, name));
  return [...new Set([...named, ...said].map((name) => IDENTIFIERS[name.toLowerCase()]))].filter(
    (name) => name !== undefined && valueOf(content, name) !== undefined,
  ) as Identifier[];
}

const saysTaken = (message: string, name: string): boolean =>
  new RegExp(`\\b${name}\\b.* already associated`, 'i').test(message);

/** The phone, where the refusal is about its form: it is not worth the contact. */
export function malformed(error: ApiError, content: Content): Identifier[] {
  const isPhone = error.status === 400 && /phone|\bsms\b/i.test(error.message);
  return isPhone && content.sms !== undefined && content.sms !== '' ? ['SMS'] : [];
}

/** The values of these identifiers in `content`. */
export function valuesOf(content: Content, identifiers: readonly Identifier[]): Refused {
  return Object.fromEntries(identifiers.map((name) => [name, valueOf(content, name)]));
}

function valueOf(content: Content, name: Identifier): string | undefined {
  if (name === 'EXT_ID') return content.extId;
  return name === 'EMAIL' ? content.email : content.sms;
}

/** Whether the change leaves out an e-mail that was refused before: its reject goes on waiting. */
export const awaitsEmail = ({ kind, after }: Change): boolean =>
  (kind === 'create' || kind === 'update') && after.refused?.['EMAIL'] !== undefined;

const HINTS: readonly [test: RegExp, hint: string][] = [
  [/list id/i, 'The list is gone at Brevo: create it again, or take it out of the configuration.'],
  [/e-?mail/i, 'Correct the e-mail at the source.'],
  [/ext_id/i, 'Two contacts at Brevo stand for this record: delete one of them there.'],
  [/attribute/i, 'Compare the mapping with the attributes of the account.'],
];
const HINT = 'Correct the record at the source.';
// Two commands show these: how rejects are replayed is for each to say.
const AGAIN = 'It is sent again when it changes, or when the rejects are replayed.';

/** A line for the rejects file: a new contact whose e-mail another contact of the stream has not given up. */
export function heldBy(holder: string, { id, after }: Change, stream: string): Reject {
  return {
    stream,
    key: id,
    reason: `contact ${holder} still has this e-mail at Brevo, since its own change was refused`,
    hint: `See to contact ${holder} first. This one is sent again when it changes, or when the rejects are replayed.`,
    payload: { email: after.email, ext_id: after.extId },
  };
}

/** A line for the rejects file: all of the contact was delivered but its e-mail, which another one has. */
export function emailReject(record: RecordName, error: ApiError, payload: Row): Reject {
  const hint =
    'Another contact at Brevo has this e-mail: change or delete that one, then replay the rejects.';
  return { ...rejectOf(record, error, payload), hint };
}

/** A line for the rejects file. */
export function rejectOf(record: RecordName, error: ApiError, payload: Row): Reject {
  const hint = HINTS.find(([test]) => test.test(error.message))?.[1] ?? HINT;
  return {
    stream: record.stream,
    key: record.key,
    reason: error.message,
    status: error.status,
    ...(error.code !== undefined && { code: error.code }),
    hint: `${hint} ${AGAIN}`,
    payload,
  };
}
