// docs/compatibility.md lists every field that differs from what singer-io/tap-intercom 2.2.5 declares, and no other.
import { describe, expect, test } from 'vitest';
import { compatibilityPage, tableBelow } from '../../support/compatibility.ts';
import theirs from './singer-io-fields.json' with { type: 'json' };
import { columnTypes, fieldsOf, streamSchemas } from './stream-schemas.ts';

type Types = Record<string, string[]>;

const streams: [string, Types][] = Object.entries(theirs as Record<string, Types>);

function ours(stream: string): Types {
  const schema = streamSchemas.get(stream) ?? {};
  return Object.fromEntries(fieldsOf(schema).map((field) => [field.path, columnTypes(field.schema)]));
}

/** The paths among `paths` that lie below none of `tops`. */
function outside(paths: string[], tops: string[]): string[] {
  return paths.filter(
    (path) => !tops.some((top) => path.startsWith(`${top}.`) || path.startsWith(`${top}[]`)),
  );
}

function changed(stream: string, fields: Types): string[] {
  const own = ours(stream);
  return Object.entries(fields)
    .filter(([path, types]) => own[path] !== undefined && own[path].join() !== types.join())
    .map(([path, types]) => `${stream} ${path}: ${types.join(' or ')} -> ${own[path]?.join(' or ')}`);
}

function gone(stream: string, fields: Types): string[] {
  const own = ours(stream);
  const missing = Object.keys(fields).filter((path) => own[path] === undefined);
  return outside(missing, missing).map((path) => `${stream} ${path}`);
}

function added(stream: string, fields: Types): string[] {
  const own = ours(stream);
  const extra = Object.keys(own).filter((path) => fields[path] === undefined);
  const retyped = Object.keys(fields).filter((path) => own[path]?.join() !== fields[path]?.join());
  return outside(extra, [...extra, ...retyped]).map((path) => `${stream} ${path}`);
}

/** One `stream field` for each field that a cell names. */
function named([stream = '', fields = '']: string[]): string[] {
  return fields.split(', ').map((field) => `${stream} ${field}`);
}

describe('docs/compatibility.md against the two sets of schemas', () => {
  test('lists every field whose type differs', () => {
    const documented = tableBelow('Fields with another type').map(([stream, field, their, our]) => {
      return `${stream} ${field}: ${their} -> ${our}`;
    });
    expect(documented.toSorted()).toEqual(
      streams.flatMap(([name, fields]) => changed(name, fields)).toSorted(),
    );
  });

  test('lists every field that is gone', () => {
    const documented = tableBelow('Fields that are gone').flatMap(named);
    expect(documented.toSorted()).toEqual(streams.flatMap(([name, fields]) => gone(name, fields)).toSorted());
  });

  test('lists every field that is new', () => {
    const documented = tableBelow('Fields that are new').flatMap(named);
    expect(documented.toSorted()).toEqual(
      streams.flatMap(([name, fields]) => added(name, fields)).toSorted(),
    );
  });

  test('lists every stream that is new', () => {
    const extra = [...streamSchemas.keys()].filter((stream) => !(stream in theirs));
    expect(extra).toEqual(['contact_events']);
    expect(compatibilityPage).toContain('`contact_events`');
  });

  test('says no field was narrowed: what they accept, we accept, but where the table names it', () => {
    const incompatible = streams.flatMap(([stream, fields]) => {
      const own = ours(stream);
      return Object.entries(fields)
        .filter(
          ([path, types]) => own[path] !== undefined && types.some((type) => !own[path]?.includes(type)),
        )
        .map(([path]) => `${stream} ${path}`);
    });
    expect(incompatible.toSorted()).toEqual([
      'contacts avatar',
      'conversation_parts assigned_to',
      'conversations source.attachments[]',
    ]);
  });
});
