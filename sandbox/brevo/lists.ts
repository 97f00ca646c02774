// Lists and the folders they are in.
import { invalid, missing, Problem } from './problem.ts';

/** A folder. */
export interface Folder {
  id: number;
  name: string;
}

/** A list; who is on it stands with the contacts. */
export interface List extends Folder {
  folderId: number;
  /** Epoch milliseconds. */
  createdAt: number;
}

const QUOTA = 300;

/** What an account has of both; it starts with one folder. */
export class Lists {
  readonly #folders = new Map<number, Folder>([[1, { id: 1, name: 'Your first folder' }]]);
  readonly #lists = new Map<number, List>();

  folders(): Folder[] {
    return [...this.#folders.values()];
  }

  all(): List[] {
    return [...this.#lists.values()];
  }

  has(id: number): boolean {
    return this.#lists.has(id);
  }

  /** Throws Problem 404. */
  folder(id: number): Folder {
    const folder = this.#folders.get(id);
    if (folder === undefined) throw missing('Folder ID does not exist');
    return folder;
  }

  /** Throws Problem 404. */
  list(id: number): List {
    const list = this.#lists.get(id);
    if (list === undefined) throw missing('List ID does not exist');
    return list;
  }

  /** Several folders may share a name, as lists may. Throws Problem 400. */
  createFolder(name: unknown, id = nextId(this.#folders)): Folder {
    checkRoom(this.#folders, 'folders');
    const folder = { id, name: readName(name) };
    this.#folders.set(id, folder);
    return folder;
  }

  /** Throws Problem 400, or 404 for a folder that is not there. */
  createList(name: unknown, folderId: unknown, now: number, id = nextId(this.#lists)): List {
    if (typeof folderId !== 'number') throw new Problem(400, 'missing_parameter', 'folderId is missing');
    checkRoom(this.#lists, 'lists');
    const list = { id, name: readName(name), folderId: this.folder(folderId).id, createdAt: now };
    this.#lists.set(id, list);
    return list;
  }

  /** Throws Problem 400 or 404. */
  renameFolder(id: number, name: unknown): void {
    this.#folders.set(id, { ...this.folder(id), name: readName(name) });
  }

  /** A new name or another folder, one of the two. Throws Problem 400 or 404. */
  updateList(id: number, { name, folderId }: { name?: unknown; folderId?: unknown }): void {
    const list = this.list(id);
    if ((name === undefined) === (folderId === undefined))
      throw invalid('Either name or folderId is required');
    this.#lists.set(id, {
      ...list,
      ...(name !== undefined && { name: readName(name) }),
      ...(folderId !== undefined && { folderId: this.folder(Number(folderId)).id }),
    });
  }

  /** Throws Problem 404. */
  deleteList(id: number): void {
    this.#lists.delete(this.list(id).id);
  }

  /** Deletes a folder, and gives the lists that were in it. Throws Problem 404. */
  deleteFolder(id: number): List[] {
    this.#folders.delete(this.folder(id).id);
    return this.all().filter(({ folderId }) => folderId === id);
  }
}

const nextId = (things: Map<number, unknown>): number => Math.max(0, ...things.keys()) + 1;

function checkRoom(things: Map<number, unknown>, what: string): void {
  if (things.size >= QUOTA) throw new Problem(400, 'out_of_range', `An account has at most ${QUOTA} ${what}`);
}

function readName(name: unknown): string {
  if (typeof name !== 'string' || name === '') throw new Problem(400, 'missing_parameter', 'name is missing');
  return name;
}
