// Completes the lists of a contact that Intercom cuts at ten.
import { AuthError } from '../../core/errors.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { epochSeconds } from '../../core/time.ts';
import { describeFailure, type Page, type ReadRequest } from '../../core/stream.ts';
import type { IntercomApi } from './api.ts';
import { unlessGone } from './gone.ts';
import { readLinked } from './lists.ts';
import { PAGE } from '../../vendors/intercom.ts';

interface CutList extends Row {
  data?: Row[] | null;
  total_count?: number;
  has_more?: boolean;
}

/** Where the whole is, and the form of an item in a short list. */
interface WholeList {
  /** Last part of its path, and its name in the answer. */
  name: string;
  type: string;
  /** Where each item is. */
  items: string;
  query?: Record<string, number>;
}

/**
 * Both lists at once: what a person has decided.
 * https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/contacts/listsubscriptionsforacontact
 */
const SUBSCRIPTIONS: WholeList = { name: 'subscriptions', type: 'subscription', items: 'subscription_types' };

const LISTS = new Map<string, WholeList>([
  // Tags come whole.
  ['tags', { name: 'tags', type: 'tag', items: 'tags' }],
  ['companies', { name: 'companies', type: 'company', items: 'companies', query: { per_page: PAGE.link } }],
  ['notes', { name: 'notes', type: 'note', items: 'notes', query: { per_page: PAGE.link } }],
  ['opted_in_subscription_types', SUBSCRIPTIONS],
  ['opted_out_subscription_types', SUBSCRIPTIONS],
]);

const CONSENTS = new Map([
  ['opted_in_subscription_types', 'opt_in'],
  ['opted_out_subscription_types', 'opt_out'],
]);

/** Whether a connection's token may read subscription types: unknown until one of them has told, while the others wait. */
interface Right {
  granted?: boolean;
  asking?: Promise<unknown>;
}
const rights = new WeakMap<IntercomApi, Right>();

type Found = Row[] | 'gone' | 'refused';

/** The page with the selected lists of its contacts in full, in the form of the short ones: `{type, id, url}`. */
export async function completeLists(api: IntercomApi, request: ReadRequest, page: Page): Promise<Page> {
  const wanted = [...LISTS].filter(([name]) => request.wants(name));
  const completed: Promise<void>[] = [];
  for (const contact of page.records) {
    if (epochSeconds(contact['updated_at']) < request.emittedSince) continue;
    const cut = wanted.filter(([name]) => (contact[name] as CutList | null | undefined)?.has_more);
    if (cut.length > 0) completed.push(completeContact(api, request, contact, cut));
  }
  await Promise.all(completed);
  return page;
}

async function completeContact(
  api: IntercomApi,
  request: ReadRequest,
  contact: Row,
  cut: [string, WholeList][],
): Promise<void> {
  const reads = new Map<WholeList, Promise<Found>>();
  const read = (whole: WholeList): Promise<Found> =>
    whole === SUBSCRIPTIONS ? readSubscriptions(api, request, contact) : readWhole(api, contact, whole);
  for (const [, whole] of cut) if (!reads.has(whole)) reads.set(whole, read(whole));
  const found = new Map(
    await Promise.all([...reads].map(async ([whole, reading]) => [whole, await reading] as const)),
  );
  if ([...found.values()].includes('gone')) request.count('contacts gone before they were read');
  for (const [name, whole] of cut) fill(request, contact, name, { whole, found: found.get(whole) ?? 'gone' });
}

function fill(
  request: ReadRequest,
  contact: Row,
  name: string,
  { whole: { type, items }, found }: { whole: WholeList; found: Found },
): void {
  if (found === 'gone') return;
  const list = contact[name] as CutList;
  const short = list.data ?? [];
  const rows = found === 'refused' ? undefined : ofConsent(found, CONSENTS.get(name), short.length);
  const missing = (list.total_count ?? 0) - (rows ?? short).length;
  if (missing > 0) request.count(`${name} missing from lists`, missing);
  if (!rows) return;
  request.count('lists completed');
  const data = rows.map(({ id }) => ({ type, id, url: `/${items}/${String(id)}` }));
  contact[name] = { ...list, data, has_more: false };
}

/** The rows that are meant; undefined where they tell that in a way which we do not know, or are fewer than known before. */
function ofConsent(rows: Row[], consent: string | undefined, known: number): Row[] | undefined {
  if (consent === undefined) return rows;
  const all = [...CONSENTS.values()];
  if (!rows.every((row) => all.includes(row['consent_type'] as string))) return undefined;
  const said = rows.filter((row) => row['consent_type'] === consent);
  return said.length < known ? undefined : said;
}

async function readWhole(
  api: IntercomApi,
  contact: Row,
  { name, query = {} }: WholeList,
): Promise<Row[] | 'gone'> {
  const path = `/contacts/${encodeURIComponent(String(contact['id']))}/${name}`;
  const list = { stream: 'contacts', path, route: `/contacts/{id}/${name}`, query, rows: ['data', name] };
  return (await unlessGone(readLinked(api, list))) ?? 'gone';
}

// They take a permission of their own, without which a contact is still worth having.
async function readSubscriptions(api: IntercomApi, request: ReadRequest, contact: Row): Promise<Found> {
  const right = rights.get(api) ?? {};
  rights.set(api, right);
  while (right.asking) await right.asking;
  if (right.granted === false) return 'refused';
  const reading = readWhole(api, contact, SUBSCRIPTIONS);
  if (right.granted === undefined) right.asking = reading.catch(() => undefined);
  try {
    const found = await reading;
    // One that is gone tells nothing.
    if (found !== 'gone') right.granted = true;
    return found;
  } catch (error) {
    if (right.granted || !isRefusal(error)) throw error;
    right.granted = false;
    const why = describeFailure({ permission: 'Read subscription types' }, error);
    request.log.warn({ stream: 'contacts' }, `contacts: subscription types stay cut at ten: ${why}`);
    return 'refused';
  } finally {
    delete right.asking;
  }
}

/** Of this one call: a token that is none is refused everywhere. */
function isRefusal(error: unknown): error is AuthError {
  return error instanceof AuthError && !(error.status === 401 && error.advice !== undefined);
}
