// What one contact's request says: bodies of POST and PUT from a change, less what Brevo refused of it.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Change } from '../model.ts';

/** An identifier that can be refused because another contact at Brevo has it, or because it is none. */
export type Identifier = 'EMAIL' | 'SMS' | 'EXT_ID';

/** What was refused so far of a change, with the values. */
export type Refused = Partial<Record<Identifier, string>>;

/** What a request is about to say. */
export interface Content {
  /** Set where the contact is to be known by it, and is not. */
  extId?: string;
  email?: string;
  /** `''` takes the number off. */
  sms?: string;
  attributes: Change['attributes'];
  addLists: number[];
  removeLists: number[];
  emailBlacklisted?: boolean;
  smsBlacklisted?: boolean;
}

/** The difference alone, for a contact that is at Brevo as it was confirmed. */
export function differenceOf(change: Change): Content {
  const { email, sms, attributes, addLists, removeLists, emailBlacklisted, smsBlacklisted } = change;
  const { extId } = change.after;
  return {
    ...(extId !== change.extId && { extId }),
    ...(email !== undefined && { email }),
    ...(sms !== undefined && { sms }),
    attributes,
    addLists,
    removeLists,
    ...(emailBlacklisted !== undefined && { emailBlacklisted }),
    ...(smsBlacklisted !== undefined && { smsBlacklisted }),
  };
}

/** All that will be confirmed, for a contact that is not at Brevo or not as it was confirmed. */
export function wholeOf(change: Change): Content {
  const { after } = change;
  return {
    extId: after.extId,
    ...(after.email !== undefined && { email: after.email }),
    ...(after.sms !== undefined && { sms: after.sms }),
    attributes: { ...change.attributes, ...after.attributes },
    addLists: after.lists,
    removeLists: change.removeLists,
    ...(after.emailBlacklisted !== undefined && { emailBlacklisted: after.emailBlacklisted }),
    ...(after.smsBlacklisted !== undefined && { smsBlacklisted: after.smsBlacklisted }),
  };
}

/** `content` without the identifiers that were refused; a number that was replaced by a refused one goes all the same. */
export function without(content: Content, refused: Refused, heldSms: string | undefined): Content {
  const rest = { ...content };
  if (refused.EMAIL !== undefined) delete rest.email;
  if (refused.EXT_ID !== undefined) delete rest.extId;
  if (refused.SMS === undefined) return rest;
  delete rest.sms;
  return heldSms === undefined ? rest : { ...rest, sms: '' };
}

/**
 * POST /contacts: https://developers.brevo.com/reference/create-contact. A block is only ever set: the contact
 * may be one that Brevo has already. POST cannot take off lists, and a new contact has nothing to clear.
 */
export function postBody(content: Content): Row {
  const { extId, email, sms, addLists } = content;
  const attributes = {
    ...Object.fromEntries(Object.entries(content.attributes).filter(([, value]) => value !== '')),
    ...(sms !== undefined && sms !== '' && { SMS: sms }),
  };
  return {
    ...(email !== undefined && { email }),
    ...(extId !== undefined && { ext_id: extId }),
    attributes,
    ...(addLists.length > 0 && { listIds: addLists }),
    ...(content.emailBlacklisted === true && { emailBlacklisted: true }),
    ...(content.smsBlacklisted === true && { smsBlacklisted: true }),
    updateEnabled: true,
  };
}

/** PUT /contacts/{identifier}: https://developers.brevo.com/reference/update-contact. Empty where nothing is left to say. */
export function putBody(content: Content): Row {
  const { extId, email, sms, addLists, removeLists, emailBlacklisted, smsBlacklisted } = content;
  const attributes = {
    ...content.attributes,
    ...(email !== undefined && { EMAIL: email }),
    ...(sms !== undefined && { SMS: sms }),
  };
  return {
    ...(extId !== undefined && { ext_id: extId }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(addLists.length > 0 && { listIds: addLists }),
    ...(removeLists.length > 0 && { unlinkListIds: removeLists }),
    ...(emailBlacklisted !== undefined && { emailBlacklisted }),
    ...(smsBlacklisted !== undefined && { smsBlacklisted }),
  };
}
