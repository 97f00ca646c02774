// Companies and their attributes.
import { fieldsOf } from '../../json.ts';
import type { Account } from '../account.ts';
import { companyRecord, type Company } from '../companies/companies.ts';
import { importCompanies, readCompanyImport } from '../imports/companies.ts';
import { invalid } from '../problem.ts';
import { numberList, numbersIn, timeIn, wholeNumber } from '../request.ts';
import { DONE, ok, type ApiRequest, type Reply, type Route } from '../route.ts';

const PAGE = 50;
const LISTED = [
  'filters',
  'linkedContactsIds',
  'linkedDealsIds',
  'modifiedSince',
  'createdSince',
  'page',
  'limit',
  'sort',
  'sortBy',
];

/** The routes under /companies and of /crm/attributes. */
export function companyRoutes(account: Account): Route[] {
  return [
    ...attributeRoutes(account),
    { method: 'GET', path: '/companies', query: LISTED, answer: (request) => page(account, request) },
    {
      method: 'POST',
      path: '/companies',
      answer: ({ body, now }) => {
        checkContacts(account, fieldsOf(body)['linkedContactsIds']);
        return ok({ id: account.companies.create(body, now).id });
      },
    },
    {
      method: 'POST',
      path: '/companies/import',
      answer: ({ body, now }) => {
        const job = readCompanyImport(fieldsOf(body));
        return ok({ processId: account.processes.add(now, () => importCompanies(account, job, Date.now())) });
      },
    },
    {
      method: 'PATCH',
      path: '/companies/link-unlink/:id',
      answer: ({ params, body, now }) => {
        checkContacts(account, fieldsOf(body)['linkContactIds']);
        account.companies.link(params['id'] ?? '', body, now);
        return DONE;
      },
    },
    {
      method: 'GET',
      path: '/companies/:id',
      answer: ({ params }) => ok(companyRecord(account.companies.get(params['id'] ?? ''))),
    },
    {
      method: 'PATCH',
      path: '/companies/:id',
      answer: ({ params, body, now }) => {
        checkContacts(account, fieldsOf(body)['linkedContactsIds']);
        return ok(companyRecord(account.companies.update(params['id'] ?? '', body, now)));
      },
    },
    {
      method: 'DELETE',
      path: '/companies/:id',
      answer: ({ params }) => {
        account.companies.delete(params['id'] ?? '');
        return DONE;
      },
    },
  ];
}

function attributeRoutes(account: Account): Route[] {
  return [
    {
      method: 'GET',
      path: '/crm/attributes/companies',
      answer: () => ok(account.companies.attributes()),
    },
    {
      method: 'POST',
      path: '/crm/attributes',
      answer: ({ body }) => ok({ id: account.companies.createAttribute(body).internalName }),
    },
  ];
}

function checkContacts(account: Account, ids: unknown): void {
  for (const id of numberList(ids, 'contact ids'))
    if (account.contacts.current.get(id) === undefined) throw invalid(`Contact ${id} does not exist`);
}

/** `filters[attributes.name]=…` filters; a plain `filters=…` does nothing. */
function page(account: Account, { query }: ApiRequest): Reply {
  const filters = [...query].flatMap(([name, value]) => {
    const attribute = /^filters\[attributes\.(\w+)\]$/.exec(name)?.[1];
    return attribute === undefined ? [] : [{ attribute, value }];
  });
  const contacts = numbersIn(query, 'linkedContactsIds');
  const modifiedSince = timeIn(query, 'modifiedSince') ?? 0;
  const createdSince = timeIn(query, 'createdSince') ?? 0;
  const limit = wholeNumber(query, 'limit', PAGE);
  const first = (Math.max(1, wholeNumber(query, 'page', 1)) - 1) * limit;
  const passes = (company: Company): boolean =>
    company.modifiedAt >= modifiedSince &&
    company.createdAt >= createdSince &&
    filters.every(({ attribute, value }) => String(company.attributes[attribute]) === value) &&
    (contacts?.some((id) => company.linkedContactsIds.includes(id)) ?? true);
  const found = account.companies.all().filter(passes);
  if (query.get('sort') === 'desc') found.reverse();
  return ok({ items: found.slice(first, first + limit).map(companyRecord) });
}
