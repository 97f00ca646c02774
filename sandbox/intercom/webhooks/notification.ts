// Notifications of changes: their topics, and what Intercom puts into each.
import { createHmac, randomUUID } from 'node:crypto';
import { DEFAULT_VERSION } from '../api-version.ts';
import { conversationIndex } from '../ids.ts';
import type { Change } from '../mutations.ts';
import { companyRecord } from '../records/company.ts';
import { contactRecord } from '../records/contact.ts';
import { conversationRecord } from '../records/conversation.ts';
import { personAt } from '../records/person.ts';
import type { Workspace } from '../workspace.ts';

/** One notification: https://developers.intercom.com/docs/references/2.11/webhooks/webhook-models */
export interface Notification {
  topic: string;
  body: string;
}

/** Topics by kind of change; `ROLE` stands for user or lead. */
const TOPICS: Record<string, string> = {
  'contact.updated': 'contact.ROLE.updated',
  'contact.tagged': 'contact.ROLE.tag.created',
  'contact.untagged': 'contact.ROLE.tag.deleted',
  'contact.noted': 'contact.ROLE.updated',
  'contact.archived': 'contact.archived',
  'contact.deleted': 'contact.deleted',
  'contact.merged': 'contact.merged',
  'contact.created': 'contact.ROLE.created',
  'company.updated': 'company.updated',
  'company.created': 'company.created',
  'conversation.replied': 'conversation.user.replied',
  'conversation.closed': 'conversation.admin.closed',
  'conversation.snoozed': 'conversation.admin.snoozed',
  'conversation.rated': 'conversation.rating.added',
  'conversation.deleted': 'conversation.deleted',
  'conversation.created': 'conversation.user.created',
};

/** Makes the notifications of a workspace. */
export class Notifications {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The notification that a change sets off. */
  of(change: Change): Notification {
    const role = change.stream === 'contacts' ? this.#role(change.id) : '';
    const topic = (TOPICS[change.kind] ?? change.kind).replace('ROLE', role);
    return this.make(topic, this.#item(change), change.updated_at);
  }

  /** A notification of any topic; `created_at` is in epoch seconds. */
  make(topic: string, item: unknown, created_at = Math.floor(Date.now() / 1000)): Notification {
    const body = JSON.stringify({
      type: 'notification_event',
      app_id: this.#workspace.options.workspace,
      data: { type: 'notification_event_data', item },
      links: {},
      id: `notif_${randomUUID()}`,
      self: null,
      topic,
      delivery_status: 'pending',
      delivery_attempts: 1,
      delivered_at: 0,
      first_sent_at: created_at,
      created_at,
    });
    return { topic, body };
  }

  #role(id: string): string {
    return personAt(this.#workspace, this.#workspace.contactIndex(id)).role;
  }

  /** The object as it is by now; of one that is gone only the id is left. */
  #item({ kind, stream, id, merged_from: source }: Change): unknown {
    const gone = /\.(archived|deleted)$/.exec(kind)?.[1];
    const type = { contacts: 'contact', companies: 'company', conversations: 'conversation' }[stream];
    if (gone !== undefined) return { type, id, [gone]: true };
    const item = this.#record(stream, id);
    if (source !== undefined) return { ...item, merged_from: { type: 'contact', id: source } };
    if (!/\.(un)?tagged$/.test(kind)) return item;
    const tag = { type: 'tag', id: '8120300', name: 'VIP' };
    return { type: 'contact_tag', created_at: item['updated_at'], tag, contact: item };
  }

  #record(stream: Change['stream'], id: string): Record<string, unknown> {
    const workspace = this.#workspace;
    if (stream === 'contacts') {
      const index = workspace.contactIndex(id);
      return contactRecord(workspace, index, workspace.contacts.row(index), DEFAULT_VERSION);
    }
    if (stream === 'companies') {
      const index = workspace.companyIndex(id);
      return companyRecord(workspace, index, workspace.companies.row(index), DEFAULT_VERSION);
    }
    const index = conversationIndex(id);
    return conversationRecord(workspace, index, workspace.conversations.row(index), DEFAULT_VERSION);
  }
}

/** `X-Hub-Signature` of a body. */
export function signatureOf(secret: string, body: string): string {
  return `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`;
}
