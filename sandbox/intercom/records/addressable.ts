// Addressable lists: ten items inline, the rest behind the list's own URL; and the items they hold.
import { distinct } from '../../dice.ts';
import directory from '../data/directory.json' with { type: 'json' };
import { KIND, noteId, tagId } from '../ids.ts';
import type { Workspace } from '../workspace.ts';

const INLINE = 10;

/** An item of an addressable list. */
export interface Item {
  type: string;
  id: string;
  url: string;
}

/** A list as it stands inside a record: cut at ten. */
export function inline(items: Item[], url: string): Record<string, unknown> {
  return {
    type: 'list',
    data: items.slice(0, INLINE),
    url,
    total_count: items.length,
    has_more: items.length > INLINE,
  };
}

/** Which of the workspace's tags a contact has. */
export function contactTags(workspace: Workspace, contact: number, count: number): number[] {
  return distinct(workspace.dice(KIND.contactTags, contact), count, directory.tags.length);
}

/** Which companies (by index) a contact belongs to. */
export function contactCompanies(workspace: Workspace, contact: number, count: number): number[] {
  if (count === 0) return [];
  const chosen = distinct(workspace.dice(KIND.contactCompanies, contact), count, workspace.options.companies);
  return chosen.map((n) => workspace.listedCompany(n));
}

/** All tags of a contact, as items. */
export function tagItems(workspace: Workspace, contact: number, count: number): Item[] {
  if (count === 0) return [];
  return contactTags(workspace, contact, count).map((n) => ({
    type: 'tag',
    id: tagId(n),
    url: `/tags/${tagId(n)}`,
  }));
}

/** All companies of a contact, as items. */
export function companyItems(workspace: Workspace, contact: number, count: number): Item[] {
  return contactCompanies(workspace, contact, count).map((n) => {
    const id = workspace.companyId(n);
    return { type: 'company', id, url: `/companies/${id}` };
  });
}

/** All notes of a contact, newest first, as items. */
export function noteItems(contact: number, count: number): Item[] {
  return Array.from({ length: count }, (_, n) => {
    const id = noteId(contact, count - 1 - n);
    return { type: 'note', id, url: `/notes/${id}` };
  });
}
