// Who takes part in a conversation.
import { KIND } from '../ids.ts';
import type { Workspace } from '../workspace.ts';
import { personAt } from './person.ts';

/** The index of the contact a conversation is with, or -1 in a workspace without contacts. */
export function conversationContactIndex(workspace: Workspace, index: number): number {
  if (workspace.firstContacts === 0) return -1;
  return workspace.dice(KIND.conversation, index, -1).int(0, workspace.firstContacts - 1);
}

/** That contact as the author of something. Authors always have an e-mail in the description. */
export function conversationContact(workspace: Workspace, index: number): Record<string, unknown> {
  const contact = conversationContactIndex(workspace, index);
  if (contact < 0) return { type: 'lead', id: '0', name: null, email: 'visitor@example.com' };
  const person = personAt(workspace, contact);
  const email = person.email ?? `lead-${contact}@no-email.example`;
  return { type: person.role, id: workspace.contactId(contact), name: person.name, email };
}
