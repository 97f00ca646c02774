// Follows a path into a row: dots inside names, and arrays along the way.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Path } from './mapping.ts';

/** A path of its text: `companies[].id` is `['companies[]', 'id']`. */
export function parsePath(text: string): Path {
  return text.split('.');
}

/**
 * The value at `path`; undefined where there is none. Names with dots in them are found by the longest match:
 * `a.b.c` is the property `a.b.c`, else `c` of `a.b`, else `b.c` of `a`, else `c` of `b` of `a`.
 * A step that ends in `[]` walks an array: then the result is an array of all that was found.
 */
export function readPath(value: unknown, path: Path): unknown {
  if (path.length === 1) {
    const [name = ''] = path;
    if (!name.endsWith('[]')) return isRow(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return step(value, path, 0);
}

function step(value: unknown, path: Path, from: number): unknown {
  if (from === path.length) return value;
  if (!isRow(value)) return undefined;
  const names = joined(path, from);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? '';
    const to = path.length - index;
    const found = Object.hasOwn(value, name)
      ? step(value[name], path, to)
      : name.endsWith('[]')
        ? walk(value[name.slice(0, -2)], path, to)
        : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function walk(items: unknown, path: Path, from: number): unknown[] | undefined {
  if (!Array.isArray(items)) return undefined;
  return items.flatMap((item) => step(item, path, from) ?? []);
}

// Joining anew for each of a million rows would cost more than all the rest of the walk.
const joins = new WeakMap<Path, string[][]>();

/** `path` from `from` on, with ever fewer steps at its end, each as one name. */
function joined(path: Path, from: number): string[] {
  let all = joins.get(path);
  if (all === undefined) {
    all = path.map((_, start) =>
      path.slice(start).map((__, drop) => path.slice(start, path.length - drop).join('.')),
    );
    joins.set(path, all);
  }
  return all[from] ?? [];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}
