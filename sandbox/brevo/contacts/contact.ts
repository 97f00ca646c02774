// A contact as the account keeps it, and as reads show it.
import type { Fields } from '../../json.ts';
import type { Identity } from './identifiers.ts';
import type { AttributeValue } from './values.ts';

/** Never changed in place: a write puts a new one in its stead, so that late reads can still show the old one. */
export interface Contact {
  readonly id: number;
  readonly identity: Identity;
  /** Values of the attributes that are no identifiers. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly listIds: readonly number[];
  readonly emailBlacklisted: boolean;
  readonly smsBlacklisted: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The contact in an answer of the API; `email` is left out where there is none. */
export function contactRecord({ identity, ...contact }: Contact): Fields {
  const { EMAIL, ...others } = identity;
  return {
    ...(EMAIL !== undefined && { email: EMAIL }),
    id: contact.id,
    emailBlacklisted: contact.emailBlacklisted,
    smsBlacklisted: contact.smsBlacklisted,
    whatsappBlacklisted: false,
    createdAt: new Date(contact.createdAt).toISOString(),
    modifiedAt: new Date(contact.modifiedAt).toISOString(),
    listIds: contact.listIds,
    attributes: { ...contact.attributes, ...others },
  };
}

/** The contact in the control route, for comparison with what it should be. */
export function contactTruth({ identity, ...contact }: Contact): Fields {
  const { EMAIL, EXT_ID, ...phones } = identity;
  return {
    id: contact.id,
    ext_id: EXT_ID ?? null,
    email: EMAIL ?? null,
    attributes: { ...contact.attributes, ...phones },
    lists: contact.listIds.toSorted((a, b) => a - b),
    emailBlacklisted: contact.emailBlacklisted,
    smsBlacklisted: contact.smsBlacklisted,
  };
}
