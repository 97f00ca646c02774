// Creating and updating one contact: who is meant, who is in the way, and what becomes of it.
import type { Fields } from '../../json.ts';
import type { Account } from '../account.ts';
import { Problem } from '../problem.ts';
import { DONE, type Reply } from '../route.ts';
import { changed, readChange, type Change } from './change.ts';
import type { Contact } from './contact.ts';
import { IDENTIFIERS, normalized, type IdentifierName } from './identifiers.ts';

/** The order in which POST takes the first identifier it is given for the contact's own. */
const KEYS: readonly IdentifierName[] = ['EMAIL', 'EXT_ID', 'SMS', 'WHATSAPP', 'LANDLINE_NUMBER'];

/** POST /contacts: 201 with the id of a new contact, 204 for one that was updated. Throws Problem. */
export function createContact(account: Account, body: Fields, now: number): Reply {
  const change = readChange(account, body);
  const email = body['email'] === undefined ? undefined : normalized('EMAIL', body['email']);
  const given: Change['identity'] = { ...change.identity, ...(email !== undefined && { EMAIL: email }) };
  const key = KEYS.find((name) => typeof given[name] === 'string');
  if (key === undefined)
    throw new Problem(
      400,
      'missing_parameter',
      'One of email, ext_id, SMS, WHATSAPP, LANDLINE_NUMBER is required',
    );
  const found = account.contacts.current.owner(key, given[key] ?? '');
  if (found !== undefined && body['updateEnabled'] !== true)
    throw conflict('create', 'duplicate_parameter', [key]);
  if (found !== undefined) {
    // POST has no unlinkListIds.
    const updated = update(account, found, { ...change, unlinkListIds: [] }, body, now);
    return body['getId'] === true ? { status: 201, body: { id: updated.id } } : DONE;
  }
  if (change.identity.EMAIL === undefined && email !== undefined) change.identity.EMAIL = email;
  const sms = change.identity.SMS;
  if (key === 'SMS' && sms !== undefined) change.identity.EMAIL ??= `${sms}@mailin-sms.com`;
  return { status: 201, body: { id: create(account, change, body, now).id } };
}

/** PUT /contacts/:identifier. Throws Problem where an identifier belongs to somebody else. */
export function updateContact(account: Account, contact: Contact, body: Fields, now: number): Reply {
  update(account, contact, readChange(account, body), body, now);
  return DONE;
}

function create(account: Account, change: Change, body: Fields, now: number): Contact {
  const rivals = rivalsOf(account, undefined, change);
  if (rivals.length > 0 && body['forceMerge'] !== true)
    throw conflict(
      'create',
      'duplicate_parameter',
      rivals.map(({ name }) => name),
    );
  const survivor = merge(
    account,
    rivals.map(({ contact }) => contact),
    now,
  );
  const contact = changed(survivor ?? blank(account, now), { ...change, unlinkListIds: [] }, now);
  account.contacts.put(contact, now);
  return contact;
}

function update(account: Account, contact: Contact, change: Change, body: Fields, now: number): Contact {
  const rivals = rivalsOf(account, contact, change);
  if (rivals.length > 0 && body['forceMerge'] !== true)
    throw conflict(
      'update',
      'invalid_parameter',
      rivals.map(({ name }) => name),
    );
  const survivor = merge(account, [contact, ...rivals.map((rival) => rival.contact)], now) ?? contact;
  const updated = changed(survivor, change, now);
  account.contacts.put(updated, now);
  return updated;
}

/** A contact with nothing in it yet. */
export function blank(account: Account, now: number): Contact {
  return {
    id: account.contacts.nextId(),
    identity: {},
    attributes: {},
    listIds: [],
    emailBlacklisted: false,
    smsBlacklisted: false,
    createdAt: now,
    modifiedAt: now,
  };
}

/** Who else has the identifiers that the change brings. */
function rivalsOf(
  account: Account,
  self: Contact | undefined,
  { identity }: Change,
): { name: IdentifierName; contact: Contact }[] {
  return IDENTIFIERS.flatMap(({ name }) => {
    const contact = account.contacts.current.owner(name, identity[name] ?? '');
    return contact === undefined || contact.id === self?.id ? [] : [{ name, contact }];
  });
}

/** `forceMerge`: the most recently modified one survives, the others are deleted. */
function merge(account: Account, contacts: Contact[], now: number): Contact | undefined {
  const [survivor, ...losers] = [...new Set(contacts)].toSorted((a, b) => b.modifiedAt - a.modifiedAt);
  for (const { id } of losers) {
    account.contacts.delete(id, now);
    account.log.count('force_merges');
  }
  return survivor;
}

/** Brevo uses both codes for it; `metadata` says what it is about. */
function conflict(verb: 'create' | 'update', code: string, names: IdentifierName[]): Problem {
  const reported = IDENTIFIERS.filter(({ name }) => names.includes(name)).map(
    (identifier) => identifier.reported,
  );
  return new Problem(
    400,
    code,
    `Unable to ${verb} contact, ${reported.join(', ')} is already associated with another Contact`,
    { duplicate_identifiers: reported },
  );
}
