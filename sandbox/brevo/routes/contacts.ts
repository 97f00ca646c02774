// Contacts: one by one, and the list of all.
import { fieldsOf } from '../../json.ts';
import type { Account } from '../account.ts';
import { contactRecord, type Contact } from '../contacts/contact.ts';
import { filterTest } from '../contacts/filter.ts';
import { findContact } from '../contacts/find.ts';
import { createContact, updateContact } from '../contacts/upsert.ts';
import { Problem } from '../problem.ts';
import { numbersIn, pageOf, PAGED, timeIn } from '../request.ts';
import { DONE, ok, type ApiRequest, type Route } from '../route.ts';

const MAX_IDS = 20;
const FILTERS = ['modifiedSince', 'createdSince', 'ids', 'listIds', 'filter'];

/** The routes for contacts. */
export function contactRoutes(account: Account): Route[] {
  return [
    {
      method: 'GET',
      path: '/contacts',
      query: [...PAGED, ...FILTERS],
      answer: (request) => page(account, request),
    },
    {
      method: 'POST',
      path: '/contacts',
      answer: ({ body, now }) => createContact(account, fieldsOf(body), now),
    },
    {
      method: 'POST',
      path: '/contacts/batch',
      answer: () => {
        throw new Problem(404, 'document_not_found', 'POST /contacts/batch is gone, use /contacts/import');
      },
    },
    {
      method: 'GET',
      path: '/contacts/:identifier',
      query: ['identifierType', 'startDate', 'endDate'],
      answer: (request) => ok({ ...contactRecord(named(account, request)), statistics: {} }),
    },
    {
      method: 'PUT',
      path: '/contacts/:identifier',
      query: ['identifierType'],
      answer: (request) => {
        const contact = findContact(account.contacts.current, ...identifierIn(request));
        return updateContact(account, contact, fieldsOf(request.body), request.now);
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/:identifier',
      query: ['identifierType'],
      answer: (request) => {
        const { id } = findContact(account.contacts.current, ...identifierIn(request));
        account.contacts.delete(id, request.now);
        return DONE;
      },
    },
  ];
}

const identifierIn = ({ params, query }: ApiRequest): [string, string | null] => [
  params['identifier'] ?? '',
  query.get('identifierType'),
];

const named = (account: Account, request: ApiRequest): Contact =>
  findContact(account.contacts.seen(request.now), ...identifierIn(request));

function page(account: Account, { query, now }: ApiRequest) {
  const listIds = numbersIn(query, 'listIds');
  const ids = numbersIn(query, 'ids');
  if (ids !== undefined && ids.length > MAX_IDS)
    throw new Problem(400, 'out_of_range', 'At most 20 ids can be passed');
  const modifiedSince = timeIn(query, 'modifiedSince') ?? 0;
  const createdSince = timeIn(query, 'createdSince') ?? 0;
  const filter = query.get('filter');
  const passesFilter = filter === null ? () => true : filterTest(account.attributes, filter);
  const found = account.contacts
    .seen(now)
    .select(
      JSON.stringify([modifiedSince, createdSince, ids, listIds, filter]),
      (contact) =>
        contact.modifiedAt >= modifiedSince &&
        contact.createdAt >= createdSince &&
        (ids?.includes(contact.id) ?? true) &&
        (listIds?.some((id) => contact.listIds.includes(id)) ?? true) &&
        passesFilter(contact),
    );
  return ok({ contacts: pageOf(found, query, 50, 1000).map(contactRecord), count: found.length });
}
