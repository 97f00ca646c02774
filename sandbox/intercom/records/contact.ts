// A contact as the API shows it, made from its row.
import type { Dice } from '../../dice.ts';
import { absent, type ApiVersion } from '../api-version.ts';
import places from '../data/places.json' with { type: 'json' };
import { adminId, KIND } from '../ids.ts';
import type { ContactRow, Workspace } from '../workspace.ts';
import { companyItems, inline, noteItems, tagItems } from './addressable.ts';
import { personAt } from './person.ts';
import { subscriptionItems } from './subscription.ts';

/** The contact at `index` as search and GET /contacts/:id show it. */
export function contactRecord(
  workspace: Workspace,
  index: number,
  row: ContactRow,
  version: ApiVersion,
): Record<string, unknown> {
  const id = workspace.contactId(index);
  const person = personAt(workspace, index);
  const dice = workspace.dice(KIND.contact, index, row.version + 1);
  const seenAt = (probability: number): number | null =>
    dice.chance(probability) ? Math.max(row.created_at, row.updated_at - dice.int(0, 5_000_000)) : null;
  const owner = dice.chance(0.3) ? adminId(dice.int(1, 5)) : null;
  const android = dice.chance(0.15);
  const ios = dice.chance(0.15);
  const browser = dice.chance(0.6) ? dice.pick(places.browsers) : [null, null, null];
  return {
    type: 'contact',
    id,
    workspace_id: workspace.options.workspace,
    external_id: person.external_id,
    role: person.role,
    email: person.email ?? absent(version),
    email_domain: person.email?.split('@')[1] ?? absent(version),
    phone: person.phone,
    formatted_phone: version.minor <= 11 ? (person.phone?.replace(/[^+\d]/g, ' ').trim() ?? null) : undefined,
    name: person.name,
    owner_id: owner !== null && version.minor >= 16 ? String(owner) : owner,
    avatar: dice.chance(0.2)
      ? { type: 'avatar', image_url: `https://static.intercomassets.example/avatars/${index}.png` }
      : null,
    social_profiles: { type: 'list', data: socialProfiles(dice, index) },
    has_hard_bounced: dice.chance(0.02),
    marked_email_as_spam: dice.chance(0.01),
    unsubscribed_from_emails: dice.chance(0.1),
    created_at: row.created_at,
    updated_at: row.updated_at,
    signed_up_at: signedUpAt(dice, row),
    last_seen_at: seenAt(0.7),
    last_replied_at: seenAt(0.4),
    last_contacted_at: seenAt(0.5),
    last_email_opened_at: seenAt(0.3),
    last_email_clicked_at: seenAt(0.1),
    language_override: dice.chance(0.1) ? dice.pick(places.languages) : null,
    browser: browser[0],
    browser_version: browser[1],
    browser_language: browser[0] === null ? null : dice.pick(places.languages),
    os: browser[2],
    location: location(dice),
    android_app_name: android ? 'Acme' : null,
    android_app_version: android ? '3.1.4' : null,
    android_device: android ? 'Pixel 9' : null,
    android_os_version: android ? '16' : null,
    android_sdk_version: android ? '15.2.0' : null,
    android_last_seen_at: android ? row.updated_at - 60 : null,
    ios_app_name: ios ? 'Acme' : null,
    ios_app_version: ios ? '3.1.5' : null,
    ios_device: ios ? 'iPhone16,1' : null,
    ios_os_version: ios ? '19.1' : null,
    ios_sdk_version: ios ? '18.0.0' : null,
    ios_last_seen_at: ios ? row.updated_at - 90 : null,
    custom_attributes: customAttributes(dice, row),
    tags: inline(tagItems(workspace, index, row.tags), `/contacts/${id}/tags`),
    notes: inline(noteItems(index, row.notes), `/contacts/${id}/notes`),
    companies: inline(companyItems(workspace, index, row.companies), `/contacts/${id}/companies`),
    opted_out_subscription_types: inline(
      subscriptionItems(workspace, index, 'opt_out'),
      `/contacts/${id}/subscriptions`,
    ),
    opted_in_subscription_types: inline(
      subscriptionItems(workspace, index, 'opt_in'),
      `/contacts/${id}/subscriptions`,
    ),
    utm_campaign: dice.chance(0.1) ? 'spring-24' : null,
    utm_content: null,
    utm_medium: dice.chance(0.1) ? 'cpc' : null,
    utm_source: dice.chance(0.1) ? 'newsletter' : null,
    utm_term: null,
    referrer: dice.chance(0.2) ? 'https://www.example.com/?q=a%20b' : null,
    sms_consent: dice.chance(0.05),
    unsubscribed_from_sms: false,
  };
}

/** Imported sign-up dates may lie before 1970 or after 2038. */
function signedUpAt(dice: Dice, row: ContactRow): number | null {
  const roll = dice.next();
  if (roll < 0.02) return -dice.int(1, 300_000_000);
  if (roll < 0.04) return 2_738_966_400 + dice.int(0, 1_000_000);
  if (roll < 0.06) return dice.int(0, 999_999_999);
  return roll < 0.7 ? row.created_at - dice.int(0, 86_400) : null;
}

function location(dice: Dice): Record<string, string | null> {
  const [country, region, city, country_code, continent_code] = dice.pick(places.locations);
  return {
    type: 'location',
    country: country ?? null,
    region: region ?? null,
    city: city ?? null,
    country_code: country_code ?? null,
    continent_code: continent_code ?? null,
  };
}

function socialProfiles(dice: Dice, index: number): unknown[] {
  if (!dice.chance(0.1)) return [];
  return [{ type: 'social_profile', name: 'Twitter', url: `https://twitter.com/person${index}` }];
}

function customAttributes(dice: Dice, row: ContactRow): Record<string, unknown> {
  return {
    plan_tier: dice.pick(['free', 'pro', 'enterprise', '', null]),
    seats: dice.pick([0, 1, 5, 250, null]),
    lifetime_value: dice.pick([0.1, 19.99, 1e6, -3.5, null]),
    is_beta: dice.pick([true, false, null]),
    trial_ends_at: dice.chance(0.5) ? row.created_at + 1_209_600 : null,
    'Favourite colour': dice.pick(['blue', 'grün', 'красный', '']),
    referral: dice.chance(0.3) ? 'friend "Bob" <bob@example.com>' : null,
    edit_count: row.version,
  };
}
