// A mapping with nothing in it, and a replica that is a few plain objects.
import type { Row } from '../../../../core/protocol/messages.ts';
import type { Mapping } from '../../../../targets/brevo/mapping/mapping.ts';
import type { Claimant, Reader } from '../../../../targets/brevo/person/reader.ts';

/** The identity and the streams of Intercom's preset, and no attributes, lists or events. */
export function mappingWith(changes: Partial<Mapping> = {}): Mapping {
  return {
    streams: new Map([
      ['companies', { name: 'companies', sink: 'related', key: ['id'], onContact: 'companies[].id' }],
      ['conversations', { name: 'conversations', sink: 'related', key: ['id'], contacts: 'contacts[].id' }],
      [
        'contact_events',
        {
          name: 'contact_events',
          sink: 'events',
          key: ['intercom_user_id', 'event_name', 'created_at'],
          contacts: 'intercom_user_id',
          event: { name: 'event_name', at: 'created_at', properties: 'metadata' },
        },
      ],
    ]),
    ignored: new Set(),
    identity: {
      email: ['email'],
      phone: ['phone'],
      country: [
        ['location', 'country_code'],
        ['location', 'country'],
      ],
      role: ['role'],
      roles: ['user', 'lead'],
      created: ['created_at'],
    },
    attributes: [],
    wildcards: [],
    lists: [],
    tags: [],
    conversationTags: [],
    consent: { emails: ['unsubscribed_from_emails'], sms: ['unsubscribed_from_sms'], owner: 'brevo' },
    deleted: [['deleted'], ['archived']],
    mergedFrom: ['merge_history[]', 'source_contact_id'],
    primaryCompany: 'most_recently_seen',
    companies: 'flatten',
    events: {
      conversations: {
        conversation_created: 'conversation_created',
        conversation_closed: 'conversation_closed',
        conversation_rating_added: 'conversation_rating_added',
        conversation_snoozed: 'conversation_snoozed',
        ai_agent_outcome: 'ai_agent_outcome',
      },
      streams: true,
    },
    hash: '',
    ...changes,
  };
}

/** What a replica holds around one contact. */
export interface Holding {
  companies?: Row[];
  conversations?: Row[];
  tags?: Row[];
  claimants?: Claimant[];
  lists?: number[];
  /** The e-mails and phones of those who have unsubscribed. */
  unsubscribed?: string[];
}

/** A replica of one contact, which counts what it is asked. */
export function replicaOf(holding: Holding): Reader & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    row: (stream, key) => {
      asked.push(`${stream} ${key}`);
      return stream === 'tags' ? holding.tags?.find(({ id }) => id === key) : undefined;
    },
    rowsOf: (stream) => {
      asked.push(stream);
      return (stream === 'companies' ? holding.companies : holding.conversations) ?? [];
    },
    claimants: () => holding.claimants ?? [],
    isUnsubscribed: (kind, value) => holding.unsubscribed?.includes(`${kind} ${value}`) === true,
    confirmed: () => (holding.lists === undefined ? undefined : { lists: holding.lists }),
  };
}
