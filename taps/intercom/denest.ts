// Lifts lists out of the objects Intercom wraps them in, as singer-io's tap does.
import type { Row } from '../../core/protocol/messages.ts';

/**
 * A function that replaces `row.tags` by the array inside it (`tags.tags` or `tags.data`), for each
 * named field. An empty list is left out: a row without the key has none.
 */
export function denest(fields: readonly string[]): (row: Row) => Row {
  return (row) => {
    for (const field of fields) {
      const wrapper = row[field] as Row | unknown[] | null | undefined;
      const list = Array.isArray(wrapper) ? wrapper : (wrapper?.[field] ?? wrapper?.['data']);
      row[field] = Array.isArray(list) && list.length > 0 ? list : undefined;
    }
    return row;
  };
}
