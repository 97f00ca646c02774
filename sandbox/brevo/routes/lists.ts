// Lists and folders.
import { fieldsOf, type Fields } from '../../json.ts';
import type { Account } from '../account.ts';
import type { Folder, List } from '../lists.ts';
import { missing } from '../problem.ts';
import { pageOf, PAGED } from '../request.ts';
import { DONE, ok, type ApiRequest, type Route } from '../route.ts';

/** The id in a path; throws Problem 404 for what cannot be one. */
export function idIn({ params }: ApiRequest): number {
  const id = params['id'] ?? '';
  if (!/^\d+$/.test(id)) throw missing('ID does not exist');
  return Number(id);
}

/** The routes under /contacts/folders and /contacts/lists, members apart. */
export function listRoutes(account: Account): Route[] {
  return [...folderRoutes(account), ...ownListRoutes(account)];
}

const folderRecord = (folder: Folder): Fields => ({ ...folder, ...subscribers(0) });

function folderRoutes(account: Account): Route[] {
  return [
    {
      method: 'GET',
      path: '/contacts/folders',
      query: PAGED,
      answer: ({ query }) => {
        const folders = account.lists.folders();
        return ok({ count: folders.length, folders: pageOf(folders, query, 10, 50).map(folderRecord) });
      },
    },
    {
      method: 'POST',
      path: '/contacts/folders',
      answer: ({ body }) => created(account.lists.createFolder(fieldsOf(body)['name'])),
    },
    {
      method: 'GET',
      path: '/contacts/folders/:id',
      answer: (request) => ok(folderRecord(account.lists.folder(idIn(request)))),
    },
    {
      method: 'PUT',
      path: '/contacts/folders/:id',
      answer: (request) => {
        account.lists.renameFolder(idIn(request), fieldsOf(request.body)['name']);
        return DONE;
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/folders/:id',
      answer: (request) => {
        for (const list of account.lists.deleteFolder(idIn(request)))
          deleteList(account, list.id, request.now);
        return DONE;
      },
    },
    {
      method: 'GET',
      path: '/contacts/folders/:id/lists',
      query: PAGED,
      answer: (request) => {
        const folder = account.lists.folder(idIn(request));
        return listPage(account, request, ({ folderId }) => folderId === folder.id);
      },
    },
  ];
}

function ownListRoutes(account: Account): Route[] {
  return [
    {
      method: 'GET',
      path: '/contacts/lists',
      query: PAGED,
      answer: (request) => listPage(account, request, () => true),
    },
    {
      method: 'POST',
      path: '/contacts/lists',
      answer: ({ body, now }) => {
        const { name, folderId } = fieldsOf(body);
        return created(account.lists.createList(name, folderId, now));
      },
    },
    {
      method: 'GET',
      path: '/contacts/lists/:id',
      query: ['startDate', 'endDate'],
      answer: (request) => ok(listRecord(account, account.lists.list(idIn(request)), request.now)),
    },
    {
      method: 'PUT',
      path: '/contacts/lists/:id',
      answer: (request) => {
        account.lists.updateList(idIn(request), fieldsOf(request.body));
        return DONE;
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/lists/:id',
      answer: (request) => {
        deleteList(account, idIn(request), request.now);
        return DONE;
      },
    },
  ];
}

const created = ({ id }: Folder) => ({ status: 201, body: { id } });

/** The totals are always 0 by now; only the unique subscribers are counted. */
const subscribers = (uniqueSubscribers: number): Fields => ({
  totalBlacklisted: 0,
  totalSubscribers: 0,
  uniqueSubscribers,
});

function listRecord(account: Account, { createdAt, ...list }: List, now: number): Fields {
  return {
    ...list,
    ...subscribers(account.contacts.seen(now).members(list.id)),
    createdAt: new Date(createdAt).toISOString(),
    dynamicList: false,
  };
}

function listPage(account: Account, { query, now }: ApiRequest, passes: (list: List) => boolean) {
  const found = account.lists.all().filter(passes);
  const page = pageOf(found, query, 10, 50).map((list) => {
    const { createdAt: _createdAt, dynamicList: _dynamicList, ...record } = listRecord(account, list, now);
    return record;
  });
  return ok({ count: found.length, lists: page });
}

function deleteList(account: Account, id: number, now: number): void {
  account.lists.deleteList(id);
  removeFromList(account, id, now);
}

/** Takes everybody off the list, and says how many they were. */
export function removeFromList(account: Account, id: number, now: number): number {
  const members = account.contacts.current.select(`on ${id}`, ({ listIds }) => listIds.includes(id));
  for (const contact of members)
    account.contacts.put({ ...contact, listIds: contact.listIds.filter((one) => one !== id) }, now);
  return members.length;
}
