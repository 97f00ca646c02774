// The value of a mapping's source for one contact.
import type { Source } from '../mapping/mapping.ts';
import { readPath } from '../mapping/path.ts';
import { isComputed } from '../mapping/sources.ts';
import { computed } from './computed.ts';
import type { Person } from './person.ts';

/** The value of an SQL expression for a contact, by its key; null where there is none. */
export type Sql = (expression: string, id: string) => unknown;

/** The value that `source` has; null where it is empty, undefined where rows that it needs have not come yet. */
export function sourceValue(source: Source, person: Person, sql: Sql): unknown {
  if ('path' in source) return readPath(person.row, source.path) ?? null;
  if ('sql' in source) return sql(source.sql, person.id) ?? null;
  if ('computed' in source) return isComputed(source.computed) ? computed[source.computed](person) : null;
  const { company } = person;
  return company ? (readPath(company, source.company) ?? null) : company;
}
