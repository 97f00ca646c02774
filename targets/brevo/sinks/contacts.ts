// Sends the difference of one contact, and finds a way past identifiers that others have.
import type { ApiError } from '../../../core/errors.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import type { BrevoAccount } from '../account/account.ts';
import type { Change, Confirmed, Outcome } from '../model.ts';
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
import { malformed, refusal, rejectOf, takenBy, valuesOf } from './refusals.ts';

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
}

/** `wait`: not sent yet. `released`: sent in part, with what Brevo holds of it now; the whole is still to be sent. */
export type Sent = Outcome | 'wait' | { released: Confirmed };

/** Where a request goes, and what it says: to a contact by its ext_id, or wherever its e-mail leads. */
type Way = { put: string; content: Content } | { post: Content };

// Values are personal data, and have no place in a log.
const NAMES: Record<Identifier, string> = { EMAIL: 'e-mail', SMS: 'phone', EXT_ID: 'ext_id' };

/** Two ext_ids, POST, and each identifier refused by itself: no change takes more. */
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

  constructor(account: ContactCalls, change: Change, circumstances: Circumstances) {
    this.#account = account;
    this.#change = change;
    this.#circumstances = circumstances;
    this.#ways = waysOf(change);
  }

  /** One more request, or two where a read comes first. */
  async attempt(): Promise<Sent | 'again'> {
    const way = this.#ways[0] ?? { post: wholeOf(this.#change) };
    const given = 'put' in way ? way.content : way.post;
    const content = without(given, this.#refused, this.#circumstances.before?.sms);
    let body: Row = 'put' in way ? putBody(content) : postBody(content);
    try {
      if ('post' in way) await this.#account.postContact(body);
      else {
        if (await this.#mustStayBlocked(way.put, content)) body = { ...body, emailBlacklisted: true };
        if (Object.keys(body).length > 0) await this.#account.putContact(way.put, body);
      }
      return this.#delivered();
    } catch (error) {
      const failure = refusal(error);
      return this.#around(way, content, failure) ?? this.#rejected(failure, body);
    }
  }

  /** A new address lifts the block of a contact that has unsubscribed at Brevo, unless the request blocks it again. */
  async #mustStayBlocked(extId: string, content: Content): Promise<boolean> {
    if (content.email === undefined || content.emailBlacklisted !== undefined) return false;
    const contact = await this.#account.getContact(extId);
    return contact?.emailBlacklisted === true || this.#change.after.emailBlacklisted === true;
  }

  /** What can be done about a failure; undefined where nothing can. */
  #around(way: Way, content: Content, failure: ApiError): Sent | 'again' | undefined {
    if (failure.status === 404) return this.#elsewhere(way);
    const taken = takenBy(failure, content);
    if (taken.length === 0) {
      const wrong = malformed(failure, content);
      return wrong.length > 0 ? this.#doWithout(content, wrong) : undefined;
    }
    if ('post' in way) {
      // Brevo knows the ext_id: the contact was this target's in an earlier life.
      if (taken.includes('EXT_ID')) return this.#goOn([{ put: this.#change.after.extId, content: way.post }]);
      if (taken.includes('EMAIL')) return undefined;
    }
    if (this.#circumstances.onConflict === 'wait') return 'wait';
    if (taken.includes('EXT_ID') && this.#ways.length > 1) return this.#goOn(ownWays(this.#change));
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
    const refused = Object.entries(this.#refused);
    if (refused.length === 0) return { ok: true, confirmed: this.#change.after };
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
    if (this.#circumstances.onConflict === 'release') return { released: confirmed };
    const notes = refused.map(
      ([name]) => `its ${NAMES[name as Identifier]} was refused by Brevo and left out`,
    );
    return { ok: true, confirmed, notes };
  }

  #rejected(failure: ApiError, body: Row): Sent {
    const record = { stream: this.#circumstances.stream, key: this.#change.id };
    return { ok: false, reject: rejectOf(record, failure, body) };
  }
}

function waysOf(change: Change): Way[] {
  const whole = wholeOf(change);
  if (change.kind === 'create') return [{ post: whole }];
  const taken: Way[] =
    change.extId === change.after.extId ? [] : [{ put: change.after.extId, content: whole }];
  return [{ put: change.extId, content: differenceOf(change) }, ...taken, { post: whole }];
}

/**
 * Where a record is to be taken over and the contact's own is there, from an earlier life: that one is right, and the
 * other stays whose it is. What was confirmed of the other says nothing of this one: nothing is cleared or left here.
 */
function ownWays(change: Change): Way[] {
  const whole = wholeOf(change);
  const content: Content = { ...whole, attributes: change.after.attributes, removeLists: [] };
  return [{ put: change.after.extId, content }, { post: whole }];
}
