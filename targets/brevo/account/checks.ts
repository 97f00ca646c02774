// What --test tells of an account: the key, attributes, lists, quotas and rate limits, a line each.
import { ApiError, AuthError } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import { QUOTA, type Group } from '../../../vendors/brevo.ts';
import type { BrevoAccount } from './account.ts';
import type { AttributeOnAccount, NewAttribute } from './attributes.ts';
import type { List } from './lists.ts';
import { nameOf } from './owner.ts';

/** One finding; `ok: false` stands in the way of a run. */
export interface Check {
  ok: boolean;
  text: string;
}

/** What a configuration needs of an account. */
export interface Needs {
  /** Compares the attributes of the account with those that are needed. */
  attributes: (existing: AttributeOnAccount[]) => {
    create: NewAttribute[];
    untyped: string[];
    extend: { attribute: AttributeOnAccount; options: string[] }[];
    problems: string[];
  };
  /** Managed lists, by id or by name. */
  lists: readonly (number | string)[];
  /** The folder in which missing lists may be created, if they may. */
  listFolder?: string | undefined;
}

/** The calls it takes, none of which changes anything. */
type Reading = Pick<BrevoAccount, 'me' | 'attributes' | 'lists' | 'left' | 'limits'>;

/**
 * Checks everything that can be checked without a write. What fails is a line, and the checks after it go on
 * unless the key itself is no good.
 * @throws ApiError where Brevo cannot be reached
 */
export async function checkAccount(account: Reading, needs: Needs): Promise<Check[]> {
  const key = await checked(() => checkKey(account));
  if (key.some(({ ok }) => !ok)) return key.map(({ ok, text }) => ({ ok, text: `API connection: ${text}` }));
  const attributes = await checked(async () => checkAttributes(await account.attributes(), needs));
  const lists = await checked(async () => checkLists(await account.lists(), needs));
  return [...key, ...attributes, ...lists, checkRates(account)];
}

async function checked(check: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await check();
  } catch (error) {
    const isFinding = error instanceof AuthError || (error instanceof ApiError && error.status !== 0);
    if (!isFinding) throw error;
    return [{ ok: false, text: error.message }];
  }
}

async function checkKey(account: Reading): Promise<Check[]> {
  try {
    const owner = await account.me();
    const { plan = [] } = owner;
    const plans = plan.map(({ type }) => type).filter(Boolean);
    const text = `key accepted, and this address with it: ${nameOf(owner)}${plans.length > 0 ? `, plan ${plans.join(', ')}` : ''}`;
    return [{ ok: true, text }];
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 429) throw error;
    // It is the first call, and the hour's requests of its group are others' to use up as well.
    return [{ ok: true, text: `account not asked for: ${error.message}` }];
  }
}

function checkAttributes(existing: AttributeOnAccount[], needs: Needs): Check[] {
  const { create, untyped, extend, problems } = needs.attributes(existing);
  const used = existing.filter(({ category }) => category !== 'global').length;
  const names = existing.map(({ name }) => name);
  return [
    {
      ok: used + create.length + untyped.length <= QUOTA.attributes,
      text: `attributes: ${used} of ${QUOTA.attributes}`,
    },
    ...problems.map((problem) => ({ ok: false, text: `attribute ${problem}` })),
    ...create.map(({ name, type }) => ({
      ok: true,
      text: `attribute ${name} is missing and will be created as ${type}${didYouMean(name, names)}`,
    })),
    ...untyped.map((name) => ({
      ok: true,
      text: `attribute ${name} is missing and will be created: its type will come from the data${didYouMean(name, names)}`,
    })),
    ...extend.map(({ attribute, options }) => ({
      ok: true,
      text: `attribute ${attribute.name} will offer ${options.length} more: ${options.slice(0, 5).join(', ')}`,
    })),
  ];
}

function checkLists(existing: List[], { lists, listFolder }: Needs): Check[] {
  const missing = lists.filter((list) => !existing.some(({ id, name }) => id === list || name === list));
  const names = existing.map(({ name }) => name);
  const creatable = listFolder === undefined ? [] : missing.filter((list) => typeof list === 'string');
  const count = existing.length + creatable.length;
  return [
    { ok: count <= QUOTA.lists, text: `lists: ${existing.length} of ${QUOTA.lists}` },
    ...missing.map((list) => {
      if (typeof list === 'number') return { ok: false, text: `list ${list} does not exist` };
      const found = `list "${list}" is missing`;
      return listFolder === undefined
        ? { ok: false, text: `${found}${didYouMean(list, names)}` }
        : { ok: true, text: `${found} and will be created in the folder "${listFolder}"` };
    }),
  ];
}

const GROUPS: readonly Group[] = ['contacts', 'events', 'rest'];

function checkRates(account: Reading): Check {
  const seen = GROUPS.flatMap((group) =>
    account.limits(group).map(({ limit, seconds }) => {
      const left = account.left(group);
      return `${group} ${limit} per ${spanOf(seconds)}${seconds > 60 && left !== undefined ? `, ${left} left` : ''}`;
    }),
  );
  return { ok: true, text: `rate limits: ${seen.join('; ') || 'none told'}` };
}

// An hour that others have begun is told by what is left of it.
const spanOf = (seconds: number): string => (seconds > 60 ? 'hour' : seconds > 1 ? `${seconds} s` : 'second');
