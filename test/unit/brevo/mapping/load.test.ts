// The mapping of a run: what the preset gives, and what file and configuration make of it.
import { describe, expect, test } from 'vitest';
import { loadMapping } from '../../../../targets/brevo/mapping/load.ts';
import { FIELD_MAPPING } from '../../../support/brevo-rules.ts';
import { attribute, lines, load } from './mapping-file.ts';

describe('the preset', () => {
  test('has attributes in four groups, all of which apply without settings', () => {
    const mapping = loadMapping({});
    expect(lines(mapping)).toEqual([
      'AI_OUTCOME < ai.last_outcome text',
      'AI_RATING < ai.last_rating float',
      'COMPANY_NAME < company.name text',
      'CONVERSATIONS < conversations.count float',
      'CONVERSATION_TAGS < conversations.tags text',
      'FIRSTNAME < name text first_name',
      'FIRST_RESPONSE_SECONDS < conversations.first_response_seconds float',
      'LASTNAME < name text last_name',
      'LAST_ACTIVE < last_seen_at date',
      'LAST_CONTACTED < last_contacted_at date',
      'LAST_CONVERSATION < conversations.last_at date',
      'LAST_CONVERSATION_STATE < conversations.last_state text',
      'LAST_EMAIL_CLICKED < last_email_clicked_at date',
      'LAST_EMAIL_OPENED < last_email_opened_at date',
      'LAST_RATING < conversations.last_rating float',
      'LAST_RATING_REMARK < conversations.last_rating_remark text',
      'LAST_REPLIED < last_replied_at date',
      'OPEN_CONVERSATIONS < conversations.open_count float',
      'ROLE < role text',
      'SIGNUP_DATE < signed_up_at date',
    ]);
    expect(mapping.wildcards).toEqual([
      { path: ['custom_attributes'], nulls: 'clear', text: 'custom_attributes.*', group: 'contacts' },
    ]);
    expect(new Set(mapping.attributes.map(({ group }) => group))).toEqual(
      new Set(['contacts', 'engagement', 'conversations', 'ai_agent']),
    );
  });

  test('knows who a contact is, and harms nobody', () => {
    const { identity, consent, deleted, mergedFrom } = loadMapping({});
    expect(identity).toEqual({
      email: ['email'],
      phone: ['phone'],
      country: [
        ['location', 'country_code'],
        ['location', 'country'],
      ],
      role: ['role'],
      roles: ['user', 'lead'],
      created: ['created_at'],
    });
    expect(consent).toEqual({
      emails: ['unsubscribed_from_emails'],
      sms: ['unsubscribed_from_sms'],
      owner: 'brevo',
    });
    expect(deleted).toContainEqual(['archived']);
    expect(mergedFrom).toEqual(['merge_history[]', 'source_contact_id']);
  });

  test('names what becomes of each stream', () => {
    const { streams, ignored } = loadMapping({});
    expect([...streams.values()].map(({ name, sink }) => `${name} ${sink}`)).toEqual([
      'contacts contacts',
      'companies related',
      'conversations related',
      'conversation_parts related',
      'contact_events events',
      'tags lookup',
      'contact_attributes lookup',
    ]);
    expect([...ignored]).toContain('admins');
  });

  test('sends all conversation events under their own names', () => {
    expect(loadMapping({}).events).toEqual({
      conversations: {
        conversation_created: 'conversation_created',
        conversation_closed: 'conversation_closed',
        conversation_rating_added: 'conversation_rating_added',
        conversation_snoozed: 'conversation_snoozed',
        ai_agent_outcome: 'ai_agent_outcome',
      },
      streams: true,
    });
  });
});

describe('field_mapping', () => {
  test('replaces the attributes of the preset; e-mail and phone are identity', () => {
    const mapping = loadMapping({ field_mapping: FIELD_MAPPING });
    expect(lines(mapping)).toEqual([
      'COMPANY_NAME < company.name text',
      'COMPANY_PLAN < company.plan text',
      'COMPANY_SIZE < company.size float',
      'FEATURE_USAGE < custom_attributes.feature_usage ?',
      'FULLNAME < name text',
      'LAST_ACTIVE < last_seen_at date',
      'PLAN_TIER < custom_attributes.plan_tier ?',
      'SESSION_COUNT < session_count float',
      'SIGNUP_DATE < signed_up_at date',
      'UNSUBSCRIBED < unsubscribed_from_emails boolean',
    ]);
    expect(mapping.identity).toMatchObject({ email: ['email'], phone: ['phone'] });
    expect(attribute(mapping, 'COMPANY_PLAN')?.source).toEqual({ company: ['plan'] });
    expect(mapping.wildcards).toEqual([]);
  });

  test('without a line for SMS no phone number is sent, and the e-mail is still who it is', () => {
    const { identity } = loadMapping({ field_mapping: { name: 'FULLNAME' } });
    expect(identity.phone).toBeUndefined();
    expect(identity.email).toEqual(['email']);
  });

  test('takes names in lower case for what Brevo makes of them', () => {
    expect(lines(loadMapping({ field_mapping: { role: 'kind', phone: 'sms' } }))).toEqual([
      'KIND < role text',
    ]);
  });

  test('with attribute_groups has those groups too, and wins where both have a name', () => {
    const mapping = loadMapping({ field_mapping: { referrer: 'AI_RATING' }, attribute_groups: ['ai_agent'] });
    expect(lines(mapping)).toEqual(['AI_OUTCOME < ai.last_outcome text', 'AI_RATING < referrer ?']);
  });

  test('attribute_groups alone choose among the groups', () => {
    expect(lines(loadMapping({ attribute_groups: ['ai_agent'] }))).toHaveLength(2);
    expect(lines(loadMapping({ attribute_groups: [] }))).toEqual([]);
  });
});

test('the hash changes with the mapping and with nothing else', () => {
  const { hash } = loadMapping({});
  expect(loadMapping({}).hash).toBe(hash);
  expect(load('').hash).toBe(hash);
  expect(load('# nothing\n').hash).toBe(hash);
  expect(loadMapping({ lists: { leads: 37 } }).hash).not.toBe(hash);
  expect(load('consent: { owner: intercom }').hash).not.toBe(hash);
  expect(load('streams: { admins: { sink: lookup, key: [id] } }').hash).not.toBe(hash);
});
