// What a request wants of a contact, read once and then applied.
import { fieldsOf, isFields, type Fields } from '../../json.ts';
import type { Account } from '../account.ts';
import { invalid } from '../problem.ts';
import { numberList } from '../request.ts';
import type { Contact } from './contact.ts';
import { IDENTIFIERS, normalized, type IdentifierName, type Identity } from './identifiers.ts';
import { apiValue, type AttributeValue } from './values.ts';

/** A change; null clears, and what is absent stays. */
export interface Change {
  identity: Partial<Record<IdentifierName, string | null>>;
  attributes: Record<string, AttributeValue | null>;
  emailBlacklisted: boolean | undefined;
  smsBlacklisted: boolean | undefined;
  listIds: number[];
  unlinkListIds: number[];
}

/** Reads the body of POST and PUT; unknown attributes and values of a wrong type are left out. Throws Problem. */
export function readChange(account: Account, body: Fields): Change {
  const given = fieldsOf(body['attributes']);
  if (body['attributes'] !== undefined && !isFields(body['attributes']))
    throw invalid('attributes should be an object');
  const listIds = numberList(body['listIds'], 'listIds');
  const unlinkListIds = numberList(body['unlinkListIds'], 'unlinkListIds');
  for (const id of [...listIds, ...unlinkListIds])
    if (!account.lists.has(id)) throw invalid(`List ID ${id} does not exist`);
  return {
    identity: readIdentity(body, given),
    attributes: readAttributes(account, given),
    emailBlacklisted: flag(body, 'emailBlacklisted'),
    smsBlacklisted: flag(body, 'smsBlacklisted'),
    listIds,
    unlinkListIds,
  };
}

function readIdentity(body: Fields, attributes: Fields): Change['identity'] {
  const identity: Change['identity'] = {};
  for (const { name } of IDENTIFIERS) {
    const value = (name === 'EXT_ID' ? body['ext_id'] : undefined) ?? attributes[name];
    if (value === undefined) continue;
    if (value !== '') identity[name] = normalized(name, value);
    // A contact cannot be left without the identifiers that it is known by, but a phone can go.
    else if (name !== 'EXT_ID' && name !== 'EMAIL') identity[name] = null;
  }
  return identity;
}

function readAttributes(account: Account, given: Fields): Change['attributes'] {
  const attributes: Change['attributes'] = {};
  for (const [name, value] of Object.entries(given)) {
    const attribute = account.attributes.get(name);
    if (attribute === undefined || isIdentifier(name)) continue;
    const read = apiValue(attribute, value);
    if (read !== undefined) attributes[name] = read;
  }
  return attributes;
}

/** Whether an attribute is an identifier, which contacts keep apart. */
export const isIdentifier = (name: string): boolean =>
  IDENTIFIERS.some((identifier) => identifier.name === name);

function flag(body: Fields, name: string): boolean | undefined {
  const value = body[name];
  if (value !== undefined && typeof value !== 'boolean') throw invalid(`${name} should be a boolean`);
  return value;
}

/** The contact after the change. A new e-mail ends the blocking of the old one unless the change blocks again. */
export function changed(contact: Contact, change: Change, now: number): Contact {
  const identity: Identity = withChanges(contact.identity, change.identity);
  const isReplaced = contact.identity.EMAIL !== undefined && contact.identity.EMAIL !== identity.EMAIL;
  const listIds = [...new Set([...contact.listIds, ...change.listIds])];
  return {
    id: contact.id,
    identity,
    attributes: withChanges(contact.attributes, change.attributes),
    listIds: listIds.filter((id) => !change.unlinkListIds.includes(id)),
    emailBlacklisted: change.emailBlacklisted ?? (contact.emailBlacklisted && !isReplaced),
    smsBlacklisted: change.smsBlacklisted ?? contact.smsBlacklisted,
    createdAt: contact.createdAt,
    modifiedAt: now,
  };
}

function withChanges<T>(
  before: Partial<Record<string, T>>,
  change: Partial<Record<string, T | null>>,
): Record<string, T> {
  const after: Record<string, T> = {};
  for (const [name, value] of Object.entries({ ...before, ...change }))
    if (value !== null && value !== undefined) after[name] = value;
  return after;
}
