// Custom events: what Brevo takes, and what it keeps of them.
import { fieldsOf, isFields, textOf, type Fields } from '../json.ts';
import type { Account } from './account.ts';
import { apiValue, type AttributeValue } from './contacts/values.ts';
import type { Contact } from './contacts/contact.ts';
import { isIdentifier } from './contacts/change.ts';
import { IDENTIFIERS, normalized } from './contacts/identifiers.ts';
import { Problem } from './problem.ts';

/** An event as the account keeps it. */
export interface StoredEvent {
  event_name: string;
  /** ISO 8601, UTC. */
  event_date: string;
  /** Who it belonged to when it came; null for an event of nobody known. */
  contact_id: number | null;
  identifiers: Fields;
  event_properties: Fields;
  object_type?: string;
  /** Epoch milliseconds. */
  received_at: number;
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const MAX_PROPERTIES = 50 * 1024;

/** What is wrong with an event, or undefined. */
export function eventProblem(event: unknown): string | undefined {
  const { event_name, identifiers, event_date, event_properties = {} } = fieldsOf(event);
  if (typeof event_name !== 'string' || !NAME.test(event_name)) return 'event_name is invalid';
  if (!hasIdentifier(identifiers)) return 'identifiers are missing';
  if (event_date !== undefined && Number.isNaN(timeOf(event_date))) return 'event_date is invalid';
  if (!isFields(event_properties)) return 'event_properties should be an object';
  if (!Object.keys(event_properties).every((key) => NAME.test(key)))
    return 'event_properties has an invalid key';
  if (Buffer.byteLength(JSON.stringify(event_properties)) > MAX_PROPERTIES)
    return 'event_properties exceeds 50 KB';
  return undefined;
}

function hasIdentifier(identifiers: unknown): boolean {
  const { contact_id, ...others } = fieldsOf(identifiers);
  return Number.isInteger(contact_id) || IDENTIFIERS.some(({ type }) => typeof others[type] === 'string');
}

function timeOf(date: unknown): number {
  return typeof date === 'string' && /^\d{4}-\d\d-\d\d/.test(date) ? Date.parse(date) : Number.NaN;
}

/** Keeps a sound event, and what it says of its contact. */
export function storeEvent(account: Account, event: unknown, now: number): void {
  const { event_name, identifiers, event_date, event_properties, contact_properties, object } =
    fieldsOf(event);
  const contact = contactOf(account, fieldsOf(identifiers));
  const { type } = fieldsOf(object);
  account.events.push({
    event_name: textOf(event_name),
    event_date: new Date(event_date === undefined ? now : timeOf(event_date)).toISOString(),
    contact_id: contact?.id ?? null,
    identifiers: fieldsOf(identifiers),
    event_properties: fieldsOf(keptProperty(event_properties)),
    ...(typeof type === 'string' && { object_type: type }),
    received_at: now,
  });
  if (contact !== undefined && isFields(contact_properties))
    describe(account, contact, contact_properties, now);
}

/** `contact_id` wins, then the identifiers in their order. */
function contactOf(account: Account, identifiers: Fields): Contact | undefined {
  const { current } = account.contacts;
  const { contact_id } = identifiers;
  if (typeof contact_id === 'number') return current.get(contact_id);
  for (const { name, type } of IDENTIFIERS) {
    const value = identifiers[type];
    const contact = typeof value === 'string' ? current.owner(name, kept(name, value)) : undefined;
    if (contact !== undefined) return contact;
  }
  return undefined;
}

/** An identifier in its kept form; one that has none belongs to nobody. */
function kept(name: (typeof IDENTIFIERS)[number]['name'], value: string): string {
  try {
    return normalized(name, value);
  } catch (error) {
    if (error instanceof Problem) return '';
    throw error;
  }
}

/** Booleans are kept as "0" and "1", nulls not at all. */
function keptProperty(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(keptProperty);
  if (!isFields(value)) return value;
  const filled = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(filled.map(([key, inner]) => [key, keptProperty(inner)]));
}

function describe(account: Account, contact: Contact, properties: Fields, now: number): void {
  const attributes: Record<string, AttributeValue> = { ...contact.attributes };
  for (const [name, value] of Object.entries(properties)) {
    const attribute = account.attributes.get(name);
    const read = attribute === undefined || isIdentifier(name) ? undefined : apiValue(attribute, value);
    if (read !== undefined && read !== null) attributes[name] = read;
  }
  account.contacts.put({ ...contact, attributes, modifiedAt: now }, now);
}
