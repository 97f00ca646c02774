// Follows a path into a row: dots inside names, and arrays along the way.
import type { Path } from './mapping.ts';

/**
 * The value at `path`; undefined where there is none. A step whose name holds dots is found by the longest match:
 * `a.b.c` is the property `a.b.c`, else `c` of `a.b`, else `b.c` of `a`, else `c` of `b` of `a`.
 * A step that ends in `[]` walks an array: then the result is an array of all that was found.
 */
export function readPath(value: unknown, path: Path): unknown {
  return step(value, path, 0);
}

/** A path of its text: `companies[].id` is `['companies[]', 'id']`. */
export function parsePath(text: string): Path {
  return text.split('.');
}

function step(value: unknown, path: Path, from: number): unknown {
  if (from === path.length) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let to = path.length; to > from; to -= 1) {
    const name = to === from + 1 ? (path[from] ?? '') : path.slice(from, to).join('.');
    if (Object.hasOwn(value, name)) return step((value as Record<string, unknown>)[name], path, to);
    if (name.endsWith('[]') && Object.hasOwn(value, name.slice(0, -2)))
      return walk((value as Record<string, unknown>)[name.slice(0, -2)], path, to);
  }
  return undefined;
}

function walk(items: unknown, path: Path, from: number): unknown[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) => step(item, path, from) ?? []);
}
