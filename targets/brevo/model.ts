// The words of this target: what a person should be at Brevo, what Brevo confirmed, and the difference.
import type { Row } from '../../core/protocol/messages.ts';

/** Types of contact attributes that can be written: https://developers.brevo.com/reference/create-attribute */
export type AttributeType = 'text' | 'float' | 'boolean' | 'date' | 'category' | 'multiple-choice';

/** A value as the API takes it; days are `YYYY-MM-DD`. */
export type AttributeValue = string | number | boolean | string[];

/** What the rows in the replica make of one contact. */
export interface Wanted {
  /** Lower-cased; undefined where the contact has none. */
  email: string | undefined;
  /** E.164 with the leading `+`; undefined where there is none that can be read, or another contact has it. */
  sms: string | undefined;
  /** Every mapped attribute by its Brevo name; null where the source is empty. SMS and EMAIL are not among them. */
  attributes: Record<string, AttributeValue | null>;
  /** Managed lists it belongs to, ascending. */
  lists: number[];
  /** True blocklists; false says nothing, unless the operator gave consent to Intercom. */
  emailBlacklisted: boolean;
  smsBlacklisted: boolean;
}

/** What Brevo holds because of this target. Attributes, lists and blocks of other origin are not in it. */
export interface Confirmed {
  /** The ext_id that Brevo knows the contact by; another contact's id where that one was taken over. */
  extId: string;
  email?: string;
  sms?: string;
  attributes: Record<string, AttributeValue>;
  lists: number[];
  emailBlacklisted?: boolean;
  smsBlacklisted?: boolean;
  /** Identifiers that Brevo refused, with the value refused: not tried again until the value changes. */
  refused?: Record<string, string>;
  /** Nothing of it is certain: a request was under way when a run ended. What it names counts as set by this target. */
  unsure?: boolean;
}

/** One contact's difference between what is wanted and what is confirmed: at most a few requests. */
export interface Change {
  /** Key of the contact in its stream; becomes ext_id. */
  id: string;
  kind: 'create' | 'update' | 'unlist' | 'blocklist' | 'delete';
  /** The ext_id to find it by; differs from `id` where another contact's record is taken over. */
  extId: string;
  email?: string;
  /** Set where the e-mail differs from the confirmed one: Brevo lifts a block on that, so it is read first. */
  emailChanged?: true;
  /** `''` takes the number off. */
  sms?: string;
  /** `''` clears. */
  attributes: Record<string, AttributeValue>;
  addLists: number[];
  removeLists: number[];
  emailBlacklisted?: boolean;
  smsBlacklisted?: boolean;
  /** What will be confirmed once it is sent as it stands. */
  after: Confirmed;
}

/** A custom event to send, once. https://developers.brevo.com/reference/create-event */
export interface PendingEvent {
  /** Stands for the transition: the same key is never sent twice. */
  key: string;
  name: string;
  /** Key of the contact whose event it is, after merges and takeovers. */
  contact: string;
  /** ISO 8601 in UTC. */
  date: string;
  properties: Row;
}

/** What became of one change or event. Delivered with a `reject`: all of it but the e-mail; `created`: Brevo had no such contact. */
export type Outcome =
  | { ok: true; confirmed?: Confirmed; created?: boolean; notes?: string[]; reject?: Reject }
  | { ok: false; reject: Reject };

/** A line of the rejects file. */
export interface Reject {
  stream: string;
  key: string;
  reason: string;
  /** HTTP status, where Brevo refused. */
  status?: number;
  /** Brevo's error code. */
  code?: string;
  /** What the operator can do about it. */
  hint: string;
  /** What was to be sent. */
  payload: Row;
}
