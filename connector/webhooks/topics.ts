// The topics of notifications, and what each calls for.

/** The streams whose objects notifications are about. */
export type Subject = 'contacts' | 'conversations' | 'companies' | 'tags';

/**
 * What a notification calls for. `read`: its objects are read again from Intercom. `gone`: its object is, and only the
 * id is left of it. `back`: it is there again. `merged`: one contact went into another.
 */
export type Reaction = 'read' | 'gone' | 'back' | 'merged';

/** What one topic calls for. */
export interface Topic {
  reaction: Reaction;
  /** The objects that the notification carries; of `tags` the whole list is read, since it is short. */
  about: readonly Subject[];
}

/** Topics that call for the same. */
export interface TopicRow extends Topic {
  /** A `*` at the end stands for whatever follows; the row with the longest match holds. */
  topics: readonly string[];
}

/** https://developers.intercom.com/docs/references/2.11/webhooks/webhook-models */
export const TOPICS: readonly TopicRow[] = [
  {
    reaction: 'read',
    about: ['conversations'],
    topics: [
      'conversation.user.created',
      'conversation.user.replied',
      'conversation.admin.closed',
      'conversation.admin.snoozed',
      'conversation.operator.replied',
      'conversation.rating.added',
      'conversation.*',
      'conversation_part.*',
    ],
  },
  { reaction: 'gone', about: ['conversations'], topics: ['conversation.deleted'] },
  {
    reaction: 'read',
    about: ['contacts'],
    topics: [
      'contact.user.*',
      'contact.lead.*',
      'contact.email.updated',
      'contact.subscribed',
      'contact.unsubscribed',
    ],
  },
  {
    reaction: 'read',
    about: ['contacts', 'tags'],
    topics: [
      'contact.user.tag.created',
      'contact.user.tag.deleted',
      'contact.lead.tag.created',
      'contact.lead.tag.deleted',
    ],
  },
  { reaction: 'gone', about: ['contacts'], topics: ['contact.archived', 'contact.deleted'] },
  { reaction: 'back', about: ['contacts'], topics: ['contact.unarchive'] },
  { reaction: 'merged', about: ['contacts'], topics: ['contact.merged'] },
  { reaction: 'read', about: ['companies'], topics: ['company.*'] },
  { reaction: 'read', about: ['companies', 'contacts'], topics: ['company.contact.*'] },
  { reaction: 'gone', about: ['companies'], topics: ['company.deleted'] },
];

/** Other names of topics: those of API 1.x, and those that other integrations give them. */
export const ALIASES: Readonly<Record<string, string>> = {
  'conversation.created': 'conversation.user.created',
  'conversation.closed': 'conversation.admin.closed',
  'conversation.snoozed': 'conversation.admin.snoozed',
  'contact.created': 'contact.user.created',
  'contact.updated': 'contact.user.updated',
  'contact.tag.created': 'contact.user.tag.created',
  'user.created': 'contact.user.created',
  'user.email.updated': 'contact.email.updated',
  'user.unsubscribed': 'contact.unsubscribed',
};

/** Intercom's test of the address; it asks for nothing but an answer. */
export const PING = 'ping';

/** What `name`, or the topic that it is another name of, calls for; undefined where nobody here knows it. */
export function topicOf(name: string): TopicRow | undefined {
  const topic = ALIASES[name] ?? name;
  let found: TopicRow | undefined;
  let longest = -1;
  for (const row of TOPICS) {
    for (const pattern of row.topics) {
      if (pattern.length <= longest || !matches(topic, pattern)) continue;
      found = row;
      longest = pattern.length;
    }
  }
  return found;
}

function matches(topic: string, pattern: string): boolean {
  return pattern.endsWith('*') ? topic.startsWith(pattern.slice(0, -1)) : topic === pattern;
}
