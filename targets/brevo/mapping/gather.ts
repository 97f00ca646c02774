// Keeps what rows tell of properties beside the rows, and reads it again where nobody looked.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Fields } from './fields.ts';

/** What is needed of the replica. */
interface Store {
  setMeta(name: string, value: string): void;
  dirty(): Iterable<string>;
  row(stream: string, key: string): Row | undefined;
}

/** Keeps what `fields` has seen. To be called before the rows that it has seen it in are committed. */
export function keepFields(fields: Fields, store: Pick<Store, 'setMeta'>): void {
  const saved = fields.save();
  if (saved !== undefined) store.setMeta('fields', saved);
}

/**
 * Shows `fields` the contacts that were stored when nobody looked at what the mapping looks at now. Those are dirty all of them,
 * since another mapping applies; where none of it is new nothing is read.
 */
export function lookAgain(fields: Fields, store: Store, people: string): void {
  if (!fields.blind) return;
  for (const id of store.dirty()) {
    const row = store.row(people, id);
    if (row) fields.see(row);
  }
  keepFields(fields, store);
}
