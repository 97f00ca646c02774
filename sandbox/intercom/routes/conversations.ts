// Conversations: search without parts, one by id with its newest 500.
import { conversationRecord } from '../records/conversation.ts';
import { partList } from '../records/part.ts';
import { conversationIndex } from '../ids.ts';
import { Problem } from '../problem.ts';
import type { ApiRequest, Route } from '../route.ts';
import { searchableConversations } from '../search/fields.ts';
import { Search } from '../search/search.ts';
import { STATUS } from '../table.ts';
import type { Workspace } from '../workspace.ts';

/** The routes under /conversations. */
export function conversationRoutes(workspace: Workspace): Route[] {
  const search = new Search({
    kind: searchableConversations(workspace),
    defaultPerPage: 20,
    indexOf: conversationIndex,
  });
  return [
    {
      method: 'POST',
      path: '/conversations/search',
      scope: 'conversations',
      answer: ({ body, version }) => {
        const { indexes, total_count, pages } = search.page(body, version);
        const conversations = indexes.map((index) =>
          conversationRecord(workspace, index, workspace.conversations.indexedRow(index), version),
        );
        return { type: 'conversation.list', conversations, total_count, pages };
      },
    },
    {
      method: 'GET',
      path: '/conversations/:id',
      scope: 'conversations',
      answer: (request) => oneConversation(workspace, request),
    },
  ];
}

function oneConversation(workspace: Workspace, { params, query, version }: ApiRequest): unknown {
  const index = workspace.conversationIndex(params['id'] ?? '');
  const row = index < 0 ? undefined : workspace.conversations.row(index);
  if (row === undefined || row.status !== STATUS.active)
    throw new Problem(404, 'not_found', 'Resource Not Found');
  const plain = query['display_as'] === 'plaintext';
  return {
    ...conversationRecord(workspace, index, row, version, plain),
    conversation_parts: partList(workspace, index, row, version, plain),
  };
}
