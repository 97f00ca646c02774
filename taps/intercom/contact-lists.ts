// Completes the lists of a contact that Intercom cuts at ten.
import { AuthError } from '../../core/errors.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { epochSeconds } from '../../core/time.ts';
import type { Page, ReadRequest } from '../../core/stream.ts';
import type { IntercomApi } from './api.ts';
import { unlessGone } from './gone.ts';
import { readLinked } from './lists.ts';
import { PAGE } from '../../vendors/intercom.ts';

interface CutList extends Row {
  data?: Row[];
  url?: string;
  total_count?: number;
  has_more?: boolean;
}

/** Where a whole list is, and the form of its items. */
interface WholeList {
  path: string;
  type: string;
  /** Where each item is. */
  items: string;
  query?: Record<string, number>;
  /** Which of its rows are meant. */
  consent?: 'opt_in' | 'opt_out';
  /** It takes a permission of its own, without which a contact still is worth having. */
  optional?: boolean;
}

/**
 * Of both kinds at once, what a person has decided:
 * https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/contacts/listsubscriptionsforacontact
 */
const SUBSCRIPTIONS = {
  path: 'subscriptions',
  type: 'subscription',
  items: 'subscription_types',
  optional: true,
};

const LISTS: Readonly<Record<string, WholeList>> = {
  // Tags come whole.
  tags: { path: 'tags', type: 'tag', items: 'tags' },
  companies: { path: 'companies', type: 'company', items: 'companies', query: { per_page: PAGE.link } },
  notes: { path: 'notes', type: 'note', items: 'notes', query: { per_page: PAGE.link } },
  opted_in_subscription_types: { ...SUBSCRIPTIONS, consent: 'opt_in' },
  opted_out_subscription_types: { ...SUBSCRIPTIONS, consent: 'opt_out' },
};

/** The page with the selected lists of its contacts in full, in the form of the short ones: `{type, id, url}`. */
export async function completeLists(api: IntercomApi, request: ReadRequest, page: Page): Promise<Page> {
  const wanted = Object.entries(LISTS).filter(([name]) => request.wants(name));
  const cut: Promise<void>[] = [];
  for (const contact of page.records) {
    if (epochSeconds(contact['updated_at']) < request.emittedSince) continue;
    for (const [name, whole] of wanted) {
      const list = contact[name] as CutList | null | undefined;
      if (list?.has_more) cut.push(completeList(api, request, contact, { name, whole, list }));
    }
  }
  await Promise.all(cut);
  return page;
}

async function completeList(
  api: IntercomApi,
  request: ReadRequest,
  contact: Row,
  { name, whole, list }: { name: string; whole: WholeList; list: CutList },
): Promise<void> {
  const rows = await readWhole(api, contact, whole, list);
  if (rows === 'gone') {
    request.count('contacts gone before they were read');
    return;
  }
  const held = rows ?? list.data ?? [];
  if (held.length < (list.total_count ?? 0))
    request.count(`${name} missing from lists`, (list.total_count ?? 0) - held.length);
  if (!rows) return;
  request.count('lists completed');
  const { type, items } = whole;
  const data = rows.map(({ id }) => ({ type, id, url: `/${items}/${String(id)}` }));
  contact[name] = { ...list, data, has_more: false };
}

/** Its rows; undefined where they may not be read. */
async function readWhole(
  api: IntercomApi,
  contact: Row,
  { path: end, query = {}, consent, optional }: WholeList,
  { url, data = [] }: CutList,
): Promise<Row[] | 'gone' | undefined> {
  const path = url ?? `/contacts/${String(contact['id'])}/${end}`;
  const route = `/contacts/{id}/${end}`;
  try {
    const list = { stream: 'contacts', path, route, query, rows: ['data', end] };
    const rows = await unlessGone(readLinked(api, list));
    if (!rows || consent === undefined) return rows ?? 'gone';
    const said = rows.filter((row) => row['consent_type'] === consent);
    // Fewer than the contact came with: the kind is told in a way that we do not know.
    return said.length < data.length ? undefined : said;
  } catch (error) {
    if (optional && error instanceof AuthError && error.status === 403) return undefined;
    throw error;
  }
}
