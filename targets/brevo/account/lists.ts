// The account's lists and folders, and who is on a list.
import { ApiError } from '../../../core/errors.ts';
import { PAGE, type BrevoClient } from '../../../vendors/brevo.ts';
import { pages, read, send, unlessMissing } from './calls.ts';

/** A folder of lists. */
export interface Folder {
  id: number;
  name: string;
}

/** A list. */
export interface List extends Folder {
  folderId: number;
}

/** What became of each contact that a call for a list named, by ext_id. `failure`: on the list already (or off it), or not at Brevo. */
export interface Moved {
  success: string[];
  failure: string[];
}

/** Every list, oldest first: https://developers.brevo.com/reference/get-lists */
export function readLists(api: BrevoClient): Promise<List[]> {
  return all(pages<List>(api, { path: '/contacts/lists', of: 'lists', size: PAGE.lists }));
}

/** Every folder, oldest first: https://developers.brevo.com/reference/get-folders */
export function readFolders(api: BrevoClient): Promise<Folder[]> {
  return all(pages<Folder>(api, { path: '/contacts/folders', of: 'folders', size: PAGE.lists }));
}

/** Creates a list and gives its id: https://developers.brevo.com/reference/create-list */
export function createList(api: BrevoClient, name: string, folderId: number): Promise<number> {
  const create = () => post(api, '/contacts/lists', { name, folderId });
  const find = async () =>
    (await readLists(api)).find((list) => list.name === name && list.folderId === folderId);
  return once(create, find);
}

/** Deletes a list, not its contacts; one that is gone will do: https://developers.brevo.com/reference/delete-list */
export async function deleteList(api: BrevoClient, id: number): Promise<void> {
  await unlessMissing(
    send(api, { method: 'DELETE', path: `/contacts/lists/${id}`, route: '/contacts/lists/{id}' }),
  );
}

/** Creates a folder and gives its id: https://developers.brevo.com/reference/create-folder */
export function createFolder(api: BrevoClient, name: string): Promise<number> {
  const create = () => post(api, '/contacts/folders', { name });
  return once(create, async () => (await readFolders(api)).find((folder) => folder.name === name));
}

/**
 * Puts contacts on a list, or takes them off: https://developers.brevo.com/reference/add-contact-to-list.
 * @throws ApiError 404 for a list that does not exist
 */
export async function moveMembers(
  api: BrevoClient,
  verb: 'add' | 'remove',
  list: number,
  extIds: readonly string[],
): Promise<Moved> {
  const route = `/contacts/lists/{id}/contacts/${verb}`;
  try {
    const { contacts } = await read<{ contacts?: Partial<Record<keyof Moved, unknown[]>> }>(api, {
      method: 'POST',
      path: route.replace('{id}', String(list)),
      route,
      body: { extIds },
    });
    const success = (contacts?.success ?? []).map(String);
    return { success, failure: extIds.filter((id) => !success.includes(id)) };
  } catch (error) {
    if (isNoOp(error)) return { success: [], failure: [...extIds] };
    throw error;
  }
}

// Brevo refuses the call where it has nothing to do: "Contact already in list and/or does not exist".
const isNoOp = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 400 && /already|does not exist/i.test(error.message);

async function post(api: BrevoClient, path: string, body: Record<string, unknown>): Promise<number> {
  return (await read<{ id: number }>(api, { method: 'POST', path, body, repeat: false })).id;
}

const TRIES = 3;

/** Names need not be unique, so what may have been created is looked for before it is created again. */
async function once(create: () => Promise<number>, find: () => Promise<Folder | undefined>): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.ambiguous) throw error;
      const found = await find();
      if (found) return found.id;
      if (attempt === TRIES) throw error;
    }
  }
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
