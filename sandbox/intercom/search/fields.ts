// Which fields of contacts and conversations can be searched, and where each is found in the record.
import { fieldsOf, textOf } from '../../json.ts';
import { DEFAULT_VERSION } from '../api-version.ts';
import { contactTags } from '../records/addressable.ts';
import { contactRecord } from '../records/contact.ts';
import { conversationRecord } from '../records/conversation.ts';
import { contactSegments } from '../records/directory.ts';
import { conversationId, tagId } from '../ids.ts';
import type { Workspace } from '../workspace.ts';
import type { Searchable } from './engine.ts';

const CONTACT_DATES = new Set([
  'signed_up_at',
  'last_seen_at',
  'last_contacted_at',
  'last_replied_at',
  'last_email_opened_at',
  'last_email_clicked_at',
  'ios_last_seen_at',
  'android_last_seen_at',
  'custom_attributes.trial_ends_at',
]);
const CONTACT_FIELDS = [
  'role',
  'name',
  'avatar.image_url',
  'owner_id',
  'email',
  'email_domain',
  'phone',
  'external_id',
  'language_override',
  'browser',
  'browser_version',
  'browser_language',
  'os',
  'location.country',
  'location.region',
  'location.city',
  'unsubscribed_from_emails',
  'marked_email_as_spam',
  'has_hard_bounced',
  'ios_app_name',
  'ios_app_version',
  'ios_device',
  'ios_os_version',
  'ios_sdk_version',
  'android_app_name',
  'android_app_version',
  'android_device',
  'android_os_version',
  'android_sdk_version',
  ...CONTACT_DATES,
];
const CONVERSATION_DATES = new Set([
  'waiting_since',
  'snoozed_until',
  'statistics.first_contact_reply_at',
  'statistics.first_assignment_at',
  'statistics.first_admin_reply_at',
  'statistics.first_close_at',
  'statistics.last_assignment_at',
  'statistics.last_assignment_admin_reply_at',
  'statistics.last_contact_reply_at',
  'statistics.last_admin_reply_at',
  'statistics.last_close_at',
  'conversation_rating.requested_at',
  'conversation_rating.replied_at',
]);
const CONVERSATION_FIELDS = [
  'source.type',
  'source.id',
  'source.delivered_as',
  'source.subject',
  'source.author.id',
  'source.author.type',
  'source.author.name',
  'source.author.email',
  'source.url',
  'admin_assignee_id',
  'team_assignee_id',
  'open',
  'read',
  'state',
  'title',
  'priority',
  'statistics.time_to_assignment',
  'statistics.time_to_admin_reply',
  'statistics.time_to_first_close',
  'statistics.time_to_last_close',
  'statistics.median_time_to_reply',
  'statistics.last_closed_by_id',
  'statistics.count_reopens',
  'statistics.count_assignments',
  'statistics.count_conversation_parts',
  'conversation_rating.score',
  'conversation_rating.remark',
  'conversation_rating.contact_id',
  'ai_agent_participated',
  'ai_agent.resolution_state',
  'ai_agent.last_answer_type',
  'ai_agent.rating',
  'ai_agent.rating_remark',
  'ai_agent.source_type',
  'ai_agent.source_title',
  ...CONVERSATION_DATES,
];
/** Searched under one name, shown under another. */
const ALIASES: Record<string, string> = {
  'conversation_rating.score': 'conversation_rating.rating',
  'conversation_rating.contact_id': 'conversation_rating.contact.id',
  'conversation_rating.requested_at': 'conversation_rating.created_at',
  'conversation_rating.replied_at': 'conversation_rating.created_at',
};

type Read = (index: number) => unknown;

function readers(names: string[], record: (index: number) => unknown): Record<string, Read> {
  return Object.fromEntries(
    names.map((name) => {
      const path = (ALIASES[name] ?? name).split('.');
      return [name, (index: number) => path.reduce(inside, record(index))];
    }),
  );
}

function inside(value: unknown, key: string): unknown {
  return fieldsOf(value)[key];
}

/** Contacts as POST /contacts/search knows them. */
export function searchableContacts(workspace: Workspace): Searchable {
  const { contacts } = workspace;
  const record: Read = (index) =>
    contactRecord(workspace, index, contacts.indexedRow(index), DEFAULT_VERSION);
  return {
    table: contacts,
    idOf: (index) => workspace.contactId(index),
    dates: CONTACT_DATES,
    fields: {
      ...readers(CONTACT_FIELDS, record),
      tag_id: (index) => contactTags(workspace, index, contacts.indexedRow(index).tags).map(tagId),
      segment_id: (index) => contactSegments(workspace, index).map((segment) => segment['id']),
    },
    dynamicField: (name) => {
      const attribute = /^custom_attributes\.(.+)$/.exec(name)?.[1];
      return attribute === undefined
        ? undefined
        : (index) => inside(inside(record(index), 'custom_attributes'), attribute);
    },
  };
}

/** Conversations as POST /conversations/search knows them. */
export function searchableConversations(workspace: Workspace): Searchable {
  const { conversations } = workspace;
  const record: Read = (index) =>
    conversationRecord(workspace, index, conversations.indexedRow(index), DEFAULT_VERSION);
  const ids =
    (list: string, items: string): Read =>
    (index) => {
      const found = inside(inside(record(index), list), items);
      return Array.isArray(found) ? found.map((item: unknown) => inside(item, 'id')) : [];
    };
  return {
    table: conversations,
    idOf: conversationId,
    dates: CONVERSATION_DATES,
    fields: {
      ...readers(CONVERSATION_FIELDS, record),
      contact_ids: ids('contacts', 'contacts'),
      teammate_ids: ids('teammates', 'admins'),
      tag_ids: ids('tags', 'tags'),
      'source.body': (index) =>
        textOf(inside(inside(record(index), 'source'), 'body')).split(/[^\p{L}\p{N}]+/u),
    },
    dynamicField: () => undefined,
  };
}
