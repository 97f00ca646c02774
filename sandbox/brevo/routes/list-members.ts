// Who is on a list: reading, adding, removing.
import { fieldsOf } from '../../json.ts';
import type { Account } from '../account.ts';
import { contactRecord, type Contact } from '../contacts/contact.ts';
import { normalized } from '../contacts/identifiers.ts';
import { invalid, Problem } from '../problem.ts';
import { pageOf, PAGED, timeIn } from '../request.ts';
import { ok, type ApiRequest, type Reply, type Route } from '../route.ts';
import { idIn, removeFromList } from './lists.ts';

const MAX_MEMBERS = 150;

/** The routes under /contacts/lists/:id/contacts. */
export function listMemberRoutes(account: Account): Route[] {
  const path = '/contacts/lists/:id/contacts';
  return [
    {
      method: 'GET',
      path,
      query: [...PAGED, 'modifiedSince'],
      answer: (request) => members(account, request),
    },
    { method: 'POST', path: `${path}/add`, answer: (request) => add(account, request) },
    { method: 'POST', path: `${path}/remove`, answer: (request) => remove(account, request) },
  ];
}

function members(account: Account, request: ApiRequest): Reply {
  const { id } = account.lists.list(idIn(request));
  const since = timeIn(request.query, 'modifiedSince') ?? 0;
  const found = account.contacts
    .seen(request.now)
    .select(
      `list ${id} since ${since}`,
      ({ listIds, modifiedAt }) => listIds.includes(id) && modifiedAt >= since,
    );
  return ok({ contacts: pageOf(found, request.query, 50, 500).map(contactRecord), count: found.length });
}

function add(account: Account, request: ApiRequest): Reply {
  const { id } = account.lists.list(idIn(request));
  return moved(account, request, 'Contact already in list and/or does not exist', (contact) =>
    contact.listIds.includes(id) ? undefined : [...contact.listIds, id],
  );
}

function remove(account: Account, request: ApiRequest): Reply {
  const { id } = account.lists.list(idIn(request));
  const { now } = request;
  if (fieldsOf(request.body)['all'] === true) {
    const total = removeFromList(account, id, now);
    return {
      status: 201,
      body: { contacts: { processId: account.processes.add(now, () => undefined), total } },
    };
  }
  return moved(account, request, 'Contact already removed from list and/or does not exist', (contact) =>
    contact.listIds.includes(id) ? contact.listIds.filter((one) => one !== id) : undefined,
  );
}

/** Gives each named contact its new lists; refuses where there are new ones for none. */
function moved(
  account: Account,
  { body, now }: ApiRequest,
  refusal: string,
  listsAfter: (contact: Contact) => readonly number[] | undefined,
): Reply {
  const success: unknown[] = [];
  const failure: unknown[] = [];
  for (const { given, contact } of named(account, fieldsOf(body))) {
    const listIds = contact === undefined ? undefined : listsAfter(contact);
    if (contact === undefined || listIds === undefined) failure.push(given);
    else {
      account.contacts.put({ ...contact, listIds, modifiedAt: now }, now);
      success.push(given);
    }
  }
  if (success.length === 0) throw invalid(refusal);
  return { status: 201, body: { contacts: { success, failure } } };
}

const KINDS: Record<string, (account: Account, given: unknown) => Contact | undefined> = {
  emails: ({ contacts }, given) => contacts.current.owner('EMAIL', normalized('EMAIL', given)),
  ids: ({ contacts }, given) => contacts.current.get(Number(given)),
  extIds: ({ contacts }, given) => contacts.current.owner('EXT_ID', normalized('EXT_ID', given)),
};

/** The contacts a body names, by one kind of identifier, each looked up when its turn comes. */
function named(
  account: Account,
  body: Record<string, unknown>,
): Iterable<{ given: unknown; contact: Contact | undefined }> {
  const [kind, ...more] = Object.keys(KINDS).filter((name) => body[name] !== undefined);
  const find = kind === undefined ? undefined : KINDS[kind];
  const given = kind === undefined ? [] : body[kind];
  if (find === undefined || more.length > 0 || !Array.isArray(given) || given.length === 0)
    throw new Problem(400, 'missing_parameter', 'One of emails, ids, extIds is required');
  if (given.length > MAX_MEMBERS)
    throw new Problem(400, 'out_of_range', `At most ${MAX_MEMBERS} ${kind} can be passed`);
  return lookedUp(given, (one) => find(account, one));
}

function* lookedUp(given: unknown[], find: (one: unknown) => Contact | undefined) {
  for (const one of given) yield { given: one, contact: find(one) };
}
