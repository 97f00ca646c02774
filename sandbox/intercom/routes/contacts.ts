// Contacts: search, one by id, and the full lists behind it.
import { contactCompanies, contactTags } from '../records/addressable.ts';
import { companyRecord } from '../records/company.ts';
import { contactRecord } from '../records/contact.ts';
import { contactSegments } from '../records/directory.ts';
import { contactEvents } from '../records/event.ts';
import { notes } from '../records/note.ts';
import { subscriptions } from '../records/subscription.ts';
import { adminId, tagId } from '../ids.ts';
import directory from '../data/directory.json' with { type: 'json' };
import { numberedPage } from '../pages.ts';
import { Problem } from '../problem.ts';
import type { ApiRequest, Route } from '../route.ts';
import { searchableContacts } from '../search/fields.ts';
import { Search } from '../search/search.ts';
import { STATUS } from '../table.ts';
import type { ContactRow, Workspace } from '../workspace.ts';

type ContactAnswer = (request: ApiRequest, index: number, row: ContactRow) => unknown;

/** The routes under /contacts. */
export function contactRoutes(workspace: Workspace): Route[] {
  const search = new Search({
    kind: searchableContacts(workspace),
    defaultPerPage: 50,
    dayTimezone: workspace.options.timezone,
    indexOf: (id) => workspace.contactIndex(id),
  });
  const one = (path: string, answer: ContactAnswer): Route => ({
    method: 'GET',
    path: `/contacts/:id${path}`,
    scope: 'contacts',
    answer: (request) => {
      const index = existing(workspace, request);
      return answer(request, index, workspace.contacts.row(index));
    },
  });
  return [
    {
      method: 'POST',
      path: '/contacts/search',
      scope: 'contacts',
      answer: ({ body, version }) => {
        const { indexes, total_count, pages } = search.page(body, version);
        const data = indexes.map((index) =>
          contactRecord(workspace, index, workspace.contacts.indexedRow(index), version),
        );
        return { type: 'list', data, total_count, pages };
      },
    },
    one('', ({ version }, index, row) => ({
      ...contactRecord(workspace, index, row, version),
      ...(version.minor >= 12 && { enabled_push_messaging: null }),
    })),
    one('/tags', (_, index, row) => ({ type: 'list', data: appliedTags(workspace, index, row) })),
    one('/companies', (request, index, row) => companies(workspace, request, index, row)),
    one('/notes', (request, index, row) => {
      const { items, pages } = numberedPage(
        notes(workspace, index, row, request.version),
        request,
        50,
        false,
      );
      return { type: 'list', data: items, total_count: row.notes, pages };
    }),
    one('/subscriptions', (_, index) => ({ type: 'list', data: subscriptions(workspace, index) })),
    one('/segments', (_, index) => ({ type: 'list', data: contactSegments(workspace, index) })),
    { method: 'GET', path: '/events', scope: 'events', answer: (request) => events(workspace, request) },
  ];
}

/** The index of a contact that can be read by id; throws Problem 404, or 410 for a merged one from 2.16. */
function existing(workspace: Workspace, { params, version }: ApiRequest): number {
  const index = workspace.contactIndex(params['id'] ?? '');
  const row = index < 0 ? undefined : workspace.contacts.row(index);
  if (row?.status === STATUS.merged && version.minor >= 16)
    throw new Problem(410, 'contact_merged', 'Contact was merged', {
      link: `</contacts/${workspace.contactId(row.into)}>; rel="canonical"`,
    });
  if (row === undefined || row.status === STATUS.deleted || row.status === STATUS.merged)
    throw new Problem(404, 'not_found', 'User Not Found');
  return index;
}

/** Tags in a tagging context: with who and when, without url. */
function appliedTags(workspace: Workspace, index: number, row: ContactRow): unknown[] {
  return contactTags(workspace, index, row.tags).map((n) => ({
    type: 'tag',
    id: tagId(n),
    name: directory.tags[n],
    applied_at: row.created_at + n,
    applied_by: { type: 'admin', id: String(adminId(1)) },
  }));
}

/** The description names the list `companies`, real payloads name it `data`: up to 2.11 both are there. */
function companies(workspace: Workspace, request: ApiRequest, index: number, row: ContactRow): unknown {
  const all = contactCompanies(workspace, index, row.companies);
  const { items, pages } = numberedPage(all, request, 50, true);
  const data = items.map((n) => companyRecord(workspace, n, workspace.companies.row(n), request.version));
  return {
    type: 'list',
    data,
    ...(request.version.bySpec && { companies: data }),
    pages,
    total_count: all.length,
  };
}

const MAX_EVENTS = 50;

function events(workspace: Workspace, { query, origin }: ApiRequest): unknown {
  const id = query['intercom_user_id'];
  if (query['type'] !== 'user' || id === undefined)
    throw new Problem(400, 'parameter_invalid', 'type=user and intercom_user_id are required');
  const index = workspace.contactIndex(id);
  if (index < 0 || workspace.contacts.row(index).status !== STATUS.active)
    throw new Problem(404, 'not_found', 'User Not Found');
  const before = Number(query['before'] ?? Infinity);
  const per_page = Math.min(MAX_EVENTS, Math.max(1, Number(query['per_page'] ?? MAX_EVENTS)));
  const all = contactEvents(workspace, index, Math.floor(Date.now() / 1000)).filter(
    (event) => Number(event['created_at']) < before,
  );
  const page = all.slice(0, per_page);
  const last = page.at(-1)?.['created_at'];
  const next = new URLSearchParams({
    type: 'user',
    intercom_user_id: id,
    per_page: String(per_page),
    before: String(last),
  });
  return {
    type: 'event.list',
    events: page,
    pages: all.length > page.length ? { next: `${origin}/events?${next.toString()}` } : {},
  };
}
