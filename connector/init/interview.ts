// The questions of `init`, each with the usual answer: what is asked depends on what is known already.
import { ConfigError } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import schema from '../../schemas/config/intercom-brevo.json' with { type: 'json' };
import { attributeName, sanitisedName } from '../../targets/brevo/mapping/attribute-names.ts';
import { HOSTS, type Region } from '../../vendors/intercom.ts';
import { RESOURCES, type Resource } from '../connector.ts';
import type { Account, Offer } from './offer.ts';

/** Asks a question until `read` takes the answer; it throws ConfigError where it does not. */
export type Ask = <T>(question: string, usual: string, read: (answer: string) => T) => Promise<T>;

/** What the configuration is to say. */
export interface Answers {
  access: 'token' | 'oauth';
  region: Region;
  sync: Record<Resource, boolean>;
  /** Rule to list. */
  lists: Record<string, number | string>;
  /** Source to attribute; undefined takes the preset. */
  fields: Record<string, string> | undefined;
}

/** What each resource brings. */
export const { properties: SYNC } = schema.definitions.connector.properties.sync;

/** Rules that are asked for; the preset has more. */
export const LISTS: Readonly<Record<string, string>> = {
  all_users: 'all users',
  leads: 'all leads',
  active_conversations: 'those with an open conversation',
};

/** What most people send, beside the custom attributes of the workspace, and what it is usually called at Brevo. */
const FIELDS: Readonly<Record<string, string>> = {
  name: 'FULLNAME',
  phone: 'SMS',
  role: 'ROLE',
  signed_up_at: 'SIGNUP_DATE',
  last_seen_at: 'LAST_ACTIVE',
  'company.name': 'COMPANY_NAME',
  'company.plan': 'COMPANY_PLAN',
};

const NONE = '-';

/** Asks what has to be asked. */
export async function interview(ask: Ask, { workspace, account }: Offer): Promise<Answers> {
  const access = workspace
    ? 'token'
    : await ask<Answers['access']>(
        'Access to Intercom by a token, or in the browser: token or oauth?',
        'token',
        oneOf(['token', 'oauth']),
      );
  const region =
    workspace?.region ??
    (await ask('Where is the workspace hosted: us, eu or au?', 'us', oneOf(Object.keys(HOSTS) as Region[])));
  const sync = {} as Answers['sync'];
  for (const resource of RESOURCES) {
    const { default: usual, description } = SYNC[resource];
    sync[resource] = await ask(`Sync ${resource}? ${description}`, usual ? 'yes' : 'no', yesOrNo);
  }
  const lists: Answers['lists'] = {};
  for (const [rule, who] of Object.entries(LISTS)) {
    const list = await ask(
      `List at Brevo for ${who}: its id or name, ${NONE} for none`,
      NONE,
      listIn(account),
    );
    if (list !== undefined) lists[rule] = list;
  }
  const question =
    'Say field by field where it goes? Otherwise names, company, dates, custom attributes and more are sent';
  const fields = (await ask(question, 'no', yesOrNo))
    ? await fieldsOf(ask, workspace?.attributes ?? [], account)
    : undefined;
  return { access, region, sync, lists, fields };
}

async function fieldsOf(
  ask: Ask,
  custom: readonly string[],
  account: Account | undefined,
): Promise<Record<string, string>> {
  const fields: Record<string, string> = { email: 'email' };
  for (const [source, name] of Object.entries(sourcesOf(custom))) {
    const isThere = account?.attributes.some((attribute) => attribute.name === name) ?? false;
    const attribute = await ask(
      `${source}: which attribute? ${NONE} for none`,
      isThere || name === 'SMS' ? name : NONE,
      attributeIn,
    );
    if (attribute !== undefined) fields[source] = attribute;
  }
  return fields;
}

/** All sources that can be offered, and the names that suggest themselves. */
export function sourcesOf(custom: readonly string[]): Record<string, string> {
  const named = custom.flatMap((name) => {
    const attribute = sanitisedName(name);
    return attribute === undefined ? [] : [[`custom_attributes.${name}`, attribute]];
  });
  return { ...FIELDS, ...Object.fromEntries(named) };
}

function oneOf<T extends string>(words: readonly T[]): (answer: string) => T {
  return (answer) => {
    const found = words.find((word) => word === answer.toLowerCase());
    if (found !== undefined) return found;
    throw new ConfigError(`"${answer}" is none of ${words.join(', ')}${didYouMean(answer, words)}`);
  };
}

function yesOrNo(answer: string): boolean {
  const word = answer.toLowerCase();
  if (['yes', 'y'].includes(word)) return true;
  if (['no', 'n'].includes(word)) return false;
  throw new ConfigError(`yes or no, not "${answer}"`);
}

function listIn(account: Account | undefined): (answer: string) => number | string | undefined {
  return (answer) => {
    if (answer === NONE) return undefined;
    const list = /^\d+$/.test(answer) ? Number(answer) : answer;
    const lists = account?.lists ?? [];
    if (!account || lists.some(({ id, name }) => id === list || name === list)) return list;
    const hint = didYouMean(
      answer,
      lists.map(({ name }) => name),
    );
    throw new ConfigError(`the account has no list ${typeof list === 'number' ? list : `"${list}"`}${hint}`);
  };
}

function attributeIn(answer: string): string | undefined {
  return answer === NONE ? undefined : attributeName(answer, 'attribute');
}
