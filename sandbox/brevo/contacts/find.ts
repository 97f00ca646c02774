// Which contact an identifier in a path means.
import { invalid, missing } from '../problem.ts';
import type { Contact } from './contact.ts';
import { IDENTIFIERS, normalized } from './identifiers.ts';
import type { ContactTable } from './table.ts';

/** Without a type only e-mails and contact ids are understood: digits are a contact id. Throws Problem 400 or 404. */
export function findContact(table: ContactTable, identifier: string, type: string | null): Contact {
  const found = lookUp(table, identifier, type ?? (identifier.includes('@') ? 'email_id' : 'contact_id'));
  if (found === undefined) throw missing('Contact does not exist');
  return found;
}

function lookUp(table: ContactTable, identifier: string, type: string): Contact | undefined {
  if (type === 'contact_id') {
    if (!/^\d+$/.test(identifier)) throw invalid('Invalid contact identifier');
    return table.get(Number(identifier));
  }
  const known = IDENTIFIERS.find((candidate) => candidate.type === type);
  if (known === undefined) throw invalid('Invalid identifierType');
  return table.owner(known.name, normalized(known.name, identifier));
}
