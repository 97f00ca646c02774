// What the default preset makes of a workspace, in plain code; names are left to the test, which knows how they split.
import type { Row } from '../../core/protocol/messages.ts';
import type { Rules, Value } from './brevo-model.ts';
import { conversationsOf, day, number, primaryCompany, text, within } from './brevo-rules.ts';
import type { World } from './brevo-world.ts';

const own =
  (name: string, read: (value: unknown) => Value) =>
  (contact: Row): Value =>
    read(contact[name]);
const custom =
  (name: string, read: (value: unknown) => Value) =>
  ({ custom_attributes }: Row): Value =>
    read(within(custom_attributes, name));
const last = (contact: Row, world: World): Row | undefined => conversationsOf(contact, world).at(-1);

const seconds = (iso: unknown): number => Date.parse(String(iso)) / 1000;
const epochDay = (value: unknown): Value =>
  typeof value === 'number' ? new Date(value * 1000).toISOString().slice(0, 10) : null;
const flag = (value: unknown): Value => (typeof value === 'boolean' ? value : null);

function lastOf(contact: Row, world: World, read: (row: Row) => Value): Value {
  const values = conversationsOf(contact, world).map(read);
  return values.findLast((value) => value !== null) ?? null;
}

const ratedAt = (rating: Row): number => seconds(rating['updated_at'] ?? rating['created_at']);

/** The rating that this contact gave last. */
function lastRating(contact: Row, world: World): Row | undefined {
  const ratings = conversationsOf(contact, world).flatMap(({ conversation_rating }): Row[] => {
    const by = within(within(conversation_rating, 'contact'), 'id') ?? contact['id'];
    return typeof within(conversation_rating, 'rating') === 'number' && by === contact['id']
      ? [conversation_rating as Row]
      : [];
  });
  return ratings.toSorted((a, b) => ratedAt(a) - ratedAt(b)).at(-1);
}

const OUTCOMES: Record<string, string> = { routed_to_team: 'escalated' };

/** The preset's four groups. */
export const PRESET: Rules = {
  attributes: {
    ROLE: own('role', text),
    COMPANY_NAME: (contact, world) => text(primaryCompany(contact, world)?.['name']),
    SIGNUP_DATE: own('signed_up_at', day),
    LAST_ACTIVE: own('last_seen_at', day),
    LAST_REPLIED: own('last_replied_at', day),
    LAST_CONTACTED: own('last_contacted_at', day),
    LAST_EMAIL_OPENED: own('last_email_opened_at', day),
    LAST_EMAIL_CLICKED: own('last_email_clicked_at', day),
    PLAN_TIER: custom('plan_tier', text),
    SEATS: custom('seats', number),
    LIFETIME_VALUE: custom('lifetime_value', number),
    IS_BETA: custom('is_beta', flag),
    TRIAL_ENDS_AT: custom('trial_ends_at', epochDay),
    FAVOURITE_COLOUR: custom('Favourite colour', text),
    REFERRAL: custom('referral', text),
    EDIT_COUNT: custom('edit_count', number),
    CONVERSATIONS: (contact, world) => conversationsOf(contact, world).length || null,
    OPEN_CONVERSATIONS: (contact, world) => {
      const conversations = conversationsOf(contact, world);
      return conversations.length === 0 ? null : conversations.filter(({ open }) => open === true).length;
    },
    LAST_CONVERSATION: (contact, world) => day(last(contact, world)?.['created_at']),
    LAST_CONVERSATION_STATE: (contact, world) => text(last(contact, world)?.['state']),
    LAST_RATING: (contact, world) => number(lastRating(contact, world)?.['rating']),
    LAST_RATING_REMARK: (contact, world) => text(lastRating(contact, world)?.['remark']),
    CONVERSATION_TAGS: (contact, world) => {
      const tags = conversationsOf(contact, world).flatMap(({ tags: list }) => (list ?? []) as Row[]);
      return text([...new Set(tags.map(({ name }) => String(name)))].toSorted().join(', '));
    },
    FIRST_RESPONSE_SECONDS: (contact, world) => {
      const row = last(contact, world);
      const replied = within(row?.['statistics'], 'first_admin_reply_at');
      return typeof replied === 'string' ? seconds(replied) - seconds(row?.['created_at']) : null;
    },
    AI_OUTCOME: (contact, world) =>
      lastOf(contact, world, ({ ai_agent }) => {
        const state = within(ai_agent, 'resolution_state');
        return typeof state === 'string' ? (OUTCOMES[state] ?? state) : null;
      }),
    AI_RATING: (contact, world) =>
      lastOf(contact, world, ({ ai_agent }) => number(within(ai_agent, 'rating'))),
  },
  lists: {},
};
