// The mapping most tests use, as the operator writes it and as the model computes it.
import type { Row } from '../../core/protocol/messages.ts';
import type { SandboxOptions } from '../../sandbox/index.ts';
import type { Rules, Value } from './brevo-model.ts';
import { BrevoSetting } from './brevo.ts';
import type { World } from './brevo-world.ts';

/** As the documentation gives it. */
export const FIELD_MAPPING = {
  email: 'email',
  name: 'FULLNAME',
  phone: 'SMS',
  signed_up_at: 'SIGNUP_DATE',
  last_seen_at: 'LAST_ACTIVE',
  session_count: 'SESSION_COUNT',
  unsubscribed_from_emails: 'UNSUBSCRIBED',
  'company.name': 'COMPANY_NAME',
  'company.plan': 'COMPANY_PLAN',
  'company.size': 'COMPANY_SIZE',
  'custom_attributes.plan_tier': 'PLAN_TIER',
  'custom_attributes.feature_usage': 'FEATURE_USAGE',
};

/** The configuration around it. */
export const CONFIG = {
  field_mapping: FIELD_MAPPING,
  lists: { all_users: 35, leads: 37, active_conversations: 36 },
  tag_lists: { VIP: 40, beta: 41 },
};

const TYPES = {
  FULLNAME: 'text',
  SIGNUP_DATE: 'date',
  LAST_ACTIVE: 'date',
  SESSION_COUNT: 'float',
  UNSUBSCRIBED: 'boolean',
  COMPANY_NAME: 'text',
  COMPANY_PLAN: 'text',
  COMPANY_SIZE: 'float',
  PLAN_TIER: 'text',
  FEATURE_USAGE: 'float',
};

/** What the account needs for it. */
export const ACCOUNT = {
  attributes: Object.entries(TYPES).map(([name, type]) => ({ name, type })),
  lists: [35, 36, 37, 40, 41, 99].map((id) => ({ id, name: `List ${id}` })),
};

/** The tags of the workspaces, by id. */
export const TAGS: Record<string, string> = { t1: 'VIP', t2: 'beta', t3: 'other' };

/** An account ready for this mapping. */
export async function openSetting(
  config: Row = {},
  options: Partial<SandboxOptions> = {},
): Promise<BrevoSetting> {
  const setting = await BrevoSetting.open({ ...CONFIG, ...config }, options);
  await setting.control('seed', ACCOUNT);
  return setting;
}

/** How the model reads values: what is not of the kind, or empty, is null. */
export const text = (value: unknown): Value =>
  typeof value === 'string' && value.trim() !== '' ? value : null;
/** See `text`. */
export const number = (value: unknown): Value => (typeof value === 'number' ? value : null);
/** See `text`; of a time in ISO form. */
export const day = (value: unknown): Value => (typeof value === 'string' ? value.slice(0, 10) : null);
/** A property of what may be an object. */
export const within = (row: unknown, name: string): unknown => (row as Row | null | undefined)?.[name];
const idsIn = (list: unknown): string[] => ((list ?? []) as Row[]).map((item) => String(item['id']));

/** The contact's company that was seen last; of several that never were the one with the smallest id. */
export function primaryCompany(contact: Row, world: World): Row | undefined {
  const companies = idsIn(contact['companies']).flatMap((id): Row[] => {
    const row = world.get('companies', id);
    return row === undefined ? [] : [row];
  });
  return companies.toSorted((a, b) => (isLater(a, b) ? -1 : 1))[0];
}

/** The conversations of a contact, the oldest first. */
export function conversationsOf({ id }: Row, world: World): Row[] {
  return world
    .all('conversations')
    .filter((row) => idsIn(row['contacts']).includes(String(id)))
    .toSorted((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1));
}

const lastSeen = ({ last_request_at: at }: Row): string => (typeof at === 'string' ? at : '');

const isLater = (a: Row, b: Row): boolean =>
  lastSeen(a) === lastSeen(b) ? String(a['id']) < String(b['id']) : lastSeen(a) > lastSeen(b);

const ageOf = (row: Row): string => `${String(row['created_at'])} ${String(row['id']).padStart(20, '0')}`;

const tagged = (tag: string) => (contact: Row) => idsIn(contact['tags']).some((id) => TAGS[id] === tag);

/** The same mapping in plain code. */
export const RULES: Rules = {
  attributes: {
    FULLNAME: ({ name }) => text(name),
    SIGNUP_DATE: ({ signed_up_at }) => day(signed_up_at),
    LAST_ACTIVE: ({ last_seen_at }) => day(last_seen_at),
    SESSION_COUNT: ({ session_count }) => number(session_count),
    UNSUBSCRIBED: ({ unsubscribed_from_emails }) => unsubscribed_from_emails === true,
    COMPANY_NAME: (contact, world) => text(primaryCompany(contact, world)?.['name']),
    COMPANY_PLAN: (contact, world) => text(within(primaryCompany(contact, world)?.['plan'], 'name')),
    COMPANY_SIZE: (contact, world) => number(primaryCompany(contact, world)?.['size']),
    PLAN_TIER: ({ custom_attributes }) => text(within(custom_attributes, 'plan_tier')),
    FEATURE_USAGE: ({ custom_attributes }) => number(within(custom_attributes, 'feature_usage')),
  },
  lists: {
    35: ({ role }) => role === 'user',
    37: ({ role }) => role === 'lead',
    36: (contact, world) => conversationsOf(contact, world).some(({ open }) => open === true),
    40: tagged('VIP'),
    41: tagged('beta'),
  },
};
