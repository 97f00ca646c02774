// Prepares an account for a test: what the API would take many requests for, in one.
import { fieldsOf, isFields, textOf, type Fields } from '../json.ts';
import type { Account } from './account.ts';
import { createContact } from './contacts/upsert.ts';
import { eventProblem, storeEvent } from './events.ts';
import { Problem } from './problem.ts';

/** What can be seeded, created in this order; each item is the body its API call would have. */
export interface Seed {
  /** `{category, name, …}` */
  attributes?: Fields[];
  /** `{name, id?}` */
  folders?: Fields[];
  /** `{name, id?, folderId?}` in the first folder by default. */
  lists?: Fields[];
  contacts?: Fields[];
  companies?: Fields[];
  events?: Fields[];
}

/** The seed cannot be used. */
export class SeedError extends Error {}

const CREATE: Record<keyof Seed, (account: Account, item: Fields, now: number) => unknown> = {
  attributes: (account, { category = 'normal', name, ...body }) => {
    account.attributes.create(textOf(category), textOf(name), body);
    return name;
  },
  folders: (account, { name, id }) => account.lists.createFolder(name, idOf(id)).id,
  lists: (account, { name, id, folderId = 1 }, now) =>
    account.lists.createList(name, folderId, now, idOf(id)).id,
  contacts: (account, body, now) => fieldsOf(createContact(account, body, now).body)['id'],
  companies: (account, body, now) => account.companies.create(body, now).id,
  events: (account, event, now) => {
    const problem = eventProblem(event);
    if (problem !== undefined) throw new SeedError(problem);
    storeEvent(account, event, now);
    return account.events.length;
  },
};

const idOf = (id: unknown): number | undefined => (typeof id === 'number' ? id : undefined);

/** Creates all of it, visible to reads at once, and gives the ids by kind. Throws SeedError at the first that fails. */
export function seed(account: Account, input: unknown, now: number): Record<string, unknown[]> {
  const ids: Record<string, unknown[]> = {};
  const given = fieldsOf(input);
  for (const name of Object.keys(given))
    if (!(name in CREATE)) throw new SeedError(`${name} cannot be seeded`);
  for (const [name, create] of Object.entries(CREATE)) {
    const items = given[name] ?? [];
    if (!Array.isArray(items) || !items.every(isFields))
      throw new SeedError(`${name} must be a list of objects`);
    if (items.length > 0)
      ids[name] = items.map((item, n) =>
        created(`${name} ${n}`, () => create(account, item, now - account.readLagMs)),
      );
  }
  return ids;
}

function created<T>(what: string, create: () => T): T {
  try {
    return create();
  } catch (error) {
    if (error instanceof Problem) throw new SeedError(`${what}: ${error.message}`, { cause: error });
    throw error;
  }
}
