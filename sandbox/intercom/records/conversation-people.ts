// Who takes part in a conversation.
import type { Dice } from '../../dice.ts';
import type { ApiVersion } from '../api-version.ts';
import directory from '../data/directory.json' with { type: 'json' };
import { adminId, KIND } from '../ids.ts';
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

/** A teammate as the author of something. */
export function adminAuthor(dice: Dice, version: ApiVersion): Record<string, unknown> {
  return colleague('admin', dice.int(1, directory.admins.length - 1), version);
}

/** Fin, who shares its account with the Operator bot. */
export function botAuthor(version: ApiVersion): Record<string, unknown> {
  return colleague('bot', 0, version);
}

function colleague(type: 'admin' | 'bot', n: number, version: ApiVersion): Record<string, unknown> {
  const ai = version.minor >= 14 ? type === 'bot' : undefined;
  return {
    type,
    id: String(adminId(n)),
    name: type === 'bot' ? 'Fin' : directory.admins[n]?.name,
    email: directory.admins[n]?.email,
    from_ai_agent: ai,
    is_ai_answer: ai,
  };
}
