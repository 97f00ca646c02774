// The notes on a contact, as its notes route shows them.
import { adminId, KIND, noteId } from '../ids.ts';
import type { ApiVersion } from '../api-version.ts';
import type { ContactRow, Workspace } from '../workspace.ts';
import { admins } from './directory.ts';

/** All notes of a contact, newest first. */
export function notes(
  workspace: Workspace,
  contact: number,
  row: ContactRow,
  version: ApiVersion,
): Record<string, unknown>[] {
  const id = workspace.contactId(contact);
  const authors = admins(version, false);
  return Array.from({ length: row.notes }, (_, index) => {
    const n = row.notes - 1 - index;
    const dice = workspace.dice(KIND.notes, contact, n);
    const author = dice.int(0, 5);
    return {
      type: 'note',
      id: noteId(contact, n),
      created_at: row.created_at + n * 60,
      contact: { type: 'contact', id },
      author: authors[author] ?? { type: 'admin', id: String(adminId(author)) },
      body: `<p>Note ${n}: <b>called</b> &amp; left a message</p>`,
    };
  });
}
