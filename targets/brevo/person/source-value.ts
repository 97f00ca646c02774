// The value of a mapping's source for one contact.
import type { Row } from '../../../core/protocol/messages.ts';
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

/** What answers SQL; the replica does. */
export interface SqlSource {
  get(sql: string, parameters: unknown[]): Row | undefined;
}

/** Answers expressions about one row of the view of the contacts, whose stream is `contacts`. */
export function sqlOver(replica: SqlSource, contacts: string): Sql {
  const view = `"${contacts.replaceAll('"', '""')}"`;
  return (expression, id) =>
    replica.get(`SELECT (${expression}) AS value FROM ${view} WHERE _key = ?`, [id])?.['value'] ?? null;
}
