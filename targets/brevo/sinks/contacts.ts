// Sends the difference of one contact, and finds a way past identifiers that others have.
import type { ApiError } from '../../../core/errors.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import type { BrevoAccount, ContactOnAccount } from '../account/account.ts';
import type { Change, Confirmed, Outcome, Reject } from '../model.ts';
import {
  differenceOf,
  postBody,
  putBody,
  wholeOf,
  without,
  type Content,
  type Identifier,
  type Refused,
} from './contact-body.ts';
import { emailReject, malformed, refusal, rejectOf, takenBy, valuesOf } from './refusals.ts';

/** The calls that one contact needs. */
export type ContactCalls = Pick<BrevoAccount, 'postContact' | 'putContact' | 'getContact' | 'deleteContact'>;

/**
 * What to do about an identifier that another contact has: leave the change for after the others, who may give it
 * up; do the rest of it first, since others may wait for what this contact gives up; or do without it for good.
 */
export type OnConflict = 'wait' | 'release' | 'refuse';

/** What is known around a change when it is sent. */
export interface Circumstances {
  /** Stream of the contacts, for rejects. */
  stream: string;
  /** What was confirmed of the record so far. */
  before: Confirmed | undefined;
  onConflict: OnConflict;
  /** Whether an ext_id is a contact's of this stream. */
  isOurs: (extId: string) => boolean;
}

/** `wait`: not sent yet. `released`: sent in part, with what Brevo holds of it now; the whole is still to be sent. */
export type Sent = Outcome | 'wait' | { released: Confirmed; created: boolean };

/** To a contact by its ext_id, or by the e-mail that was confirmed of it. */
interface Put {
  put: string;
  by: 'ext_id' | 'email_id';
  content: Content;
}

/** Where a request goes, and what it says: to a contact that is there, or wherever its e-mail leads. */
type Way = Put | { post: Content };

// Values are personal data, and have no place in a log.
const NAMES: Record<Identifier, string> = { EMAIL: 'e-mail', SMS: 'phone', EXT_ID: 'ext_id' };

/** Two ext_ids, the e-mail so far, POST, and each identifier refused by itself: no change takes more. */
const TRIES = 8;

/**
 * Sends a change with as few requests as it takes: one, unless a read must come first or somebody is in the way.
 * Contacts are never merged, and a block at Brevo is never lifted unless the change says so.
 * @throws AuthError, and ApiError for what is not this contact's fault
 */
export async function sendChange(
  account: ContactCalls,
  change: Change,
  circumstances: Circumstances,
): Promise<Sent> {
  if (change.kind === 'delete') return remove(account, change, circumstances);
  const delivery = new Delivery(account, change, circumstances);
  for (let tries = 1; ; tries += 1) {
    const sent = await delivery.attempt();
    if (sent !== 'again') return sent;
    if (tries === TRIES) throw new Error(`contact ${change.id}: no way to Brevo was found in ${TRIES} tries`);
  }
}

async function remove(account: ContactCalls, change: Change, { stream }: Circumstances): Promise<Sent> {
  try {
    await account.deleteContact(change.extId);
  } catch (error) {
    const failure = refusal(error);
    if (failure.status !== 404)
      return { ok: false, reject: rejectOf({ stream, key: change.id }, failure, { ext_id: change.extId }) };
  }
  return { ok: true };
}

class Delivery {
  readonly #account: ContactCalls;
  readonly #change: Change;
  readonly #circumstances: Circumstances;
  /** The first that leads to the contact is the right one. */
  #ways: Way[];
  #refused: Refused = {};
  #reject: Reject | undefined;
  #created = false;

  constructor(account: ContactCalls, change: Change, circumstances: Circumstances) {
    this.#account = account;
    this.#change = change;
    this.#circumstances = circumstances;
    this.#ways = waysOf(change, circumstances.before);
  }

  /** One more request, or two where a read comes first, or somebody else's record is to be blocked too. */
  async attempt(): Promise<Sent | 'again'> {
    const way = this.#ways[0] ?? { post: wholeOf(this.#change) };
    const given = 'put' in way ? way.content : way.post;
    const content = without(given, this.#refused, this.#circumstances.before?.sms);
    const body = 'put' in way ? putBody(content) : postBody(content);
    try {
      if ('post' in way) this.#created = (await this.#account.postContact(body)).created;
      else if (!(await this.#put(way, content, body))) return this.#goOn(this.#ways.slice(1));
      await this.#blockRefused();
      return this.#delivered();
    } catch (error) {
      const failure = refusal(error);
      return this.#around(way, content, failure, body) ?? this.#rejected(failure, body);
    }
  }

  /** False, and nothing sent, where the e-mail so far leads to nobody, or to another contact of the stream. */
  async #put({ put, by }: Put, content: Content, body: Row): Promise<boolean> {
    // A new address lifts the block of a contact that has unsubscribed at Brevo, unless the request blocks it again.
    const mayLift = content.email !== undefined && content.emailBlacklisted === undefined;
    const contact = mayLift || by === 'email_id' ? await this.#account.getContact(put, by) : undefined;
    if (by === 'email_id' && !this.#isFree(contact)) return false;
    const isBlocked = contact?.emailBlacklisted === true || this.#change.after.emailBlacklisted === true;
    const whole = mayLift && isBlocked ? { ...body, emailBlacklisted: true } : body;
    if (Object.keys(whole).length > 0) await this.#account.putContact(put, whole, by);
    return true;
  }

  #isFree(contact: ContactOnAccount | undefined): boolean {
    const extId = contact?.attributes['EXT_ID'];
    return contact !== undefined && !(typeof extId === 'string' && this.#circumstances.isOurs(extId));
  }

  /** Who has unsubscribed gets no mail at the refused address either, whoever's it is at Brevo. */
  async #blockRefused(): Promise<void> {
    const { kind, emailBlacklisted, after } = this.#change;
    const email = this.#refused.EMAIL ?? after.refused?.['EMAIL'];
    // A block by `on_delete` is about the record, and one that is to be sent again comes too early.
    const isDue =
      emailBlacklisted === true && kind !== 'blocklist' && this.#circumstances.onConflict !== 'release';
    if (email === undefined || !isDue) return;
    try {
      await this.#account.putContact(email, { emailBlacklisted: true }, 'email_id');
    } catch (error) {
      if (refusal(error).status !== 404) throw error;
    }
  }

  /** What can be done about a failure; undefined where nothing can. */
  #around(way: Way, content: Content, failure: ApiError, body: Row): Sent | 'again' | undefined {
    if (failure.status === 404) return this.#elsewhere(way);
    const taken = takenBy(failure, content);
    if (taken.length === 0) {
      const wrong = malformed(failure, content);
      return wrong.length > 0 ? this.#doWithout(content, wrong) : undefined;
    }
    if ('post' in way) {
      // Brevo knows the ext_id: the contact was this target's in an earlier life.
      if (taken.includes('EXT_ID'))
        return this.#goOn([{ put: this.#change.after.extId, by: 'ext_id', content: way.post }]);
      if (taken.includes('EMAIL')) return undefined;
    }
    if (this.#circumstances.onConflict === 'wait') return 'wait';
    if (taken.includes('EXT_ID') && this.#ways.length > 1) return this.#goOn(ownWays(this.#change));
    if (taken.includes('EMAIL')) this.#reject = emailReject(this.#record, failure, body);
    return this.#doWithout(content, taken);
  }

  #elsewhere(way: Way): Sent | 'again' | undefined {
    if ('post' in way) return undefined;
    const { kind } = this.#change;
    if (kind === 'unlist' || kind === 'blocklist') return { ok: true };
    return this.#ways.length > 1 ? this.#goOn(this.#ways.slice(1)) : undefined;
  }

  #goOn(ways: Way[]): 'again' {
    this.#ways = ways;
    return 'again';
  }

  #doWithout(content: Content, identifiers: Identifier[]): 'again' {
    this.#refused = { ...this.#refused, ...valuesOf(content, identifiers) };
    return 'again';
  }

  #delivered(): Sent {
    const { before } = this.#circumstances;
    const created = this.#created;
    const refused = Object.entries(this.#refused);
    if (refused.length === 0) return { ok: true, confirmed: this.#change.after, created };
    const confirmed: Confirmed = {
      ...this.#change.after,
      refused: { ...this.#change.after.refused, ...this.#refused },
    };
    if (this.#refused.SMS !== undefined) delete confirmed.sms;
    if (this.#refused.EXT_ID !== undefined) confirmed.extId = this.#change.extId;
    if (this.#refused.EMAIL !== undefined) {
      delete confirmed.email;
      if (before?.email !== undefined) confirmed.email = before.email;
    }
    if (this.#circumstances.onConflict === 'release') return { released: confirmed, created };
    const notes = refused.map(
      ([name]) => `its ${NAMES[name as Identifier]} was refused by Brevo and left out`,
    );
    return { ok: true, confirmed, created, notes, ...(this.#reject && { reject: this.#reject }) };
  }

  #rejected(failure: ApiError, body: Row): Sent {
    return { ok: false, reject: rejectOf(this.#record, failure, body) };
  }

  get #record(): Pick<Reject, 'stream' | 'key'> {
    return { stream: this.#circumstances.stream, key: this.#change.id };
  }
}

function waysOf(change: Change, before: Confirmed | undefined): Way[] {
  const content = wholeOf(change);
  const { extId, after } = change;
  if (change.kind === 'create') return [{ post: content }];
  const ways: Way[] = [{ put: extId, by: 'ext_id', content: differenceOf(change) }];
  if (extId !== after.extId) ways.push({ put: after.extId, by: 'ext_id', content });
  // Somebody may have changed its ext_id at Brevo: a new contact would be let in where this one is blocked.
  if (before?.email !== undefined && before.email !== after.email)
    ways.push({ put: before.email, by: 'email_id', content });
  return [...ways, { post: content }];
}

/**
 * Where a record is to be taken over and the contact's own is there, from an earlier life: that one is right, and the
 * other stays whose it is. What was confirmed of the other says nothing of this one: nothing is cleared or left here.
 */
function ownWays(change: Change): Way[] {
  const whole = wholeOf(change);
  const content: Content = { ...whole, attributes: change.after.attributes, removeLists: [] };
  return [{ put: change.after.extId, by: 'ext_id', content }, { post: whole }];
}
