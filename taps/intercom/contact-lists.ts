// Completes the lists of a contact that Intercom cuts at ten: tags, companies and notes.
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

const LISTS = {
  // Tags come whole.
  tags: { type: 'tag', query: {} },
  companies: { type: 'company', query: { per_page: PAGE.link } },
  notes: { type: 'note', query: { per_page: PAGE.link } },
};

type ListName = keyof typeof LISTS;

/** The page with the selected lists of its contacts in full, in the form of the short ones: `{type, id, url}`. */
export async function completeLists(api: IntercomApi, request: ReadRequest, page: Page): Promise<Page> {
  const names = (Object.keys(LISTS) as ListName[]).filter((name) => request.wants(name));
  const cut: Promise<void>[] = [];
  for (const contact of page.records) {
    if (epochSeconds(contact['updated_at']) < request.since) continue;
    for (const name of names) {
      const list = contact[name] as CutList | null | undefined;
      if (list?.has_more) cut.push(completeList(api, request, contact, name));
    }
  }
  await Promise.all(cut);
  return page;
}

async function completeList(
  api: IntercomApi,
  request: ReadRequest,
  contact: Row,
  name: ListName,
): Promise<void> {
  const list = contact[name] as CutList;
  const path = list.url ?? `/contacts/${String(contact['id'])}/${name}`;
  const route = `/contacts/{id}/${name}`;
  const { type, query } = LISTS[name];
  const rows = await unlessGone(
    readLinked(api, { stream: 'contacts', path, route, query, rows: ['data', name] }),
  );
  if (!rows) {
    request.count('contacts gone before they were read');
    return;
  }
  request.count('lists completed');
  if (rows.length < (list.total_count ?? 0))
    request.count(`${name} missing from lists`, (list.total_count ?? 0) - rows.length);
  const data = rows.map(({ id }) => ({ type, id, url: `/${name}/${String(id)}` }));
  contact[name] = { ...list, data, has_more: false };
}
