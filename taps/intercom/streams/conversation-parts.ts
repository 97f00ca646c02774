// The parts of each changed conversation: replies, notes, assignments, closings.
import schema from '../../../schemas/intercom/conversation_parts.json' with { type: 'json' };
import type { Row } from '../../../core/protocol/messages.ts';
import { defineChildStream } from '../define-stream.ts';
import { unlessGone } from '../gone.ts';
import { rowsOf } from '../lists.ts';
import { readObject } from '../objects.ts';

interface Conversation extends Row {
  conversation_parts?: (Row & { total_count?: number }) | null;
  statistics?: { count_conversation_parts?: number | null } | null;
}

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/conversations/retrieveconversation */
export const conversationParts = defineChildStream({
  name: 'conversation_parts',
  schema,
  key: ['id'],
  replicationKey: 'updated_at',
  selectedByDefault: true,
  permission: 'Read conversations',
  parent: 'conversations',
  reference: ({ id, created_at, updated_at }) => ({ id, created_at, updated_at }),
  children: async (api, { id, created_at, updated_at }, request) => {
    const asked = { stream: 'conversation_parts', query: { display_as: 'plaintext' } };
    const conversation = await unlessGone(readObject<Conversation>(api, 'conversations', String(id), asked));
    if (!conversation) {
      request.count('conversations gone before they were read');
      return [];
    }
    const list = conversation.conversation_parts ?? null;
    const none = list === null && !conversation.statistics?.count_conversation_parts;
    const parts = none ? [] : rowsOf(list, ['conversation_parts'], 'GET /conversations/{id}');
    const total = list?.total_count ?? parts.length;
    if (total > parts.length) {
      request.count('parts withheld by Intercom', total - parts.length);
      request.log.warn(
        { stream: 'conversation_parts' },
        `conversation ${String(id)} has ${total} parts and Intercom gives the newest ${parts.length}: ${total - parts.length} are missing`,
      );
    }
    return parts.map((part) => ({
      ...part,
      conversation_id: id,
      conversation_created_at: created_at,
      conversation_updated_at: updated_at,
      conversation_total_parts: total,
    }));
  },
});
