// Conversations, without their parts.
import schema from '../../../schemas/intercom/conversations.json' with { type: 'json' };
import type { Row } from '../../../core/protocol/messages.ts';
import { defineStream } from '../define-stream.ts';
import { denest } from '../denest.ts';
import { probeSearch, readSearch, type Search } from '../search.ts';

const search: Search = {
  stream: 'conversations',
  path: '/conversations/search',
  rows: 'conversations',
  cut: () => Math.floor,
};

const denestLists = denest(['tags', 'contacts']);

// From 2.16 on nobody is 0 where it was null before.
function nobody(id: unknown): unknown {
  return id === 0 || id === '0' ? null : id;
}

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/conversations/conversation */
export const conversations = defineStream({
  name: 'conversations',
  schema,
  key: ['id'],
  replicationKey: 'updated_at',
  selectedByDefault: true,
  permission: 'Read conversations',
  prepare: (conversation: Row): Row => {
    conversation['admin_assignee_id'] = nobody(conversation['admin_assignee_id']);
    conversation['team_assignee_id'] = nobody(conversation['team_assignee_id']);
    return denestLists(conversation);
  },
  read: (api, request) => readSearch(api, search, request),
  probe: (api) => probeSearch(api, search),
});
