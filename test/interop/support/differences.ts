// Compares the records of two taps field by field.
import { isRow, type JsonSchema, type Row } from '../../../core/protocol/messages.ts';

/** How many records differ at each path, for example `tags[].name`; keys that one map alone has do not count. */
export function countDifferences(
  theirs: ReadonlyMap<string, Row>,
  ours: ReadonlyMap<string, Row>,
  schema: JsonSchema,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [key, record] of theirs) {
    const other = ours.get(key);
    const paths = other ? new Set(differences(record, other, schema)) : [];
    for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}

/** The paths at which two values differ, of the fields that the schema declares; null and missing are the same. */
function differences(theirs: unknown, ours: unknown, schema: JsonSchema | undefined, path = ''): string[] {
  if ((theirs ?? null) === (ours ?? null)) return [];
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const longer = theirs.length > ours.length ? theirs : ours;
    return longer.flatMap((_, at) => differences(theirs[at], ours[at], schema?.items, `${path}[]`));
  }
  if (isRow(theirs) && isRow(ours)) {
    const names = Object.keys(schema?.properties ?? { ...theirs, ...ours });
    return names.flatMap((name) =>
      differences(theirs[name], ours[name], schema?.properties?.[name], path ? `${path}.${name}` : name),
    );
  }
  return [path];
}
