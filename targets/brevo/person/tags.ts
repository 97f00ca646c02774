// The names of tags on a contact or a conversation.
import { STREAM } from '../mapping/mapping.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { property, textOf } from './text.ts';

/** Finds a row of a lookup stream. */
type Lookup = (stream: string, key: string) => Row | undefined;

/** Tags by name, and the ids that nobody has told the name of yet. */
export interface TagNames {
  /** Without repetitions, in the order of the row. */
  names: string[];
  unknown: string[];
}

/**
 * The tags of `items`, a row's `tags`: named there, or by the `tags` stream. A row without the key has none, since
 * taps leave empty lists out.
 */
export function tagNames(items: unknown, lookup: Lookup): TagNames {
  const names = new Set<string>();
  const unknown = new Set<string>();
  for (const item of Array.isArray(items) ? items : []) {
    const id = textOf(property(item, 'id'));
    const name = textOf(property(item, 'name')) ?? (id && textOf(lookup(STREAM.tags, id)?.['name']));
    if (name !== undefined) names.add(name);
    else if (id !== undefined) unknown.add(id);
  }
  return { names: [...names], unknown: [...unknown] };
}

/** Tag names are compared without regard to case and to the space around them. */
export function tagKey(name: string): string {
  return name.trim().toLowerCase();
}
