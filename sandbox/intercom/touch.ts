// Sets the `updated_at` of chosen records, as an ordinary edit of each: tests place records where they need them.
import type { Row, Table } from './table.ts';
import type { Workspace } from './workspace.ts';

/** `updated_at` is in epoch seconds, now by default. */
export interface TouchRequest {
  stream?: string;
  id?: string;
  ids?: string[];
  updated_at?: number;
}

/** The stream cannot be touched or an id does not exist. */
export class TouchError extends Error {}

/** Edits the records and says how many they were; throws TouchError. */
export function touch(workspace: Workspace, request: TouchRequest): { touched: number; updated_at: number } {
  const { stream, id, ids = id === undefined ? [] : [id] } = request;
  if (!Array.isArray(ids)) throw new TouchError('ids must be a list');
  const now = Math.floor(Date.now() / 1000);
  const updated_at = request.updated_at ?? now;
  if (!Number.isInteger(updated_at) || updated_at < 0)
    throw new TouchError('updated_at must be epoch seconds');
  for (const one of ids) {
    if (stream === 'contacts') edit(workspace.contacts, workspace.contactIndex(one), one);
    else if (stream === 'companies') edit(workspace.companies, workspace.companyIndex(one), one);
    else if (stream === 'conversations') edit(workspace.conversations, workspace.conversationIndex(one), one);
    else throw new TouchError('stream must be contacts, companies or conversations');
  }
  return { touched: ids.length, updated_at };

  function edit<C extends string>(table: Table<C>, index: number, name: string): void {
    if (index < 0) throw new TouchError(`${stream} has no ${name}`);
    const row: Row<C> = table.row(index);
    table.put(index, { ...row, version: row.version + 1, updated_at }, now);
  }
}
