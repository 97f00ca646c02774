// Paths that mappings name by their text, split once.
import type { Path } from '../mapping/mapping.ts';
import { parsePath } from '../mapping/path.ts';

const paths = new Map<string, Path>();

/** The path of `text`: always the same array, so that what `readPath` works out about it is kept. */
export function knownPath(text: string): Path {
  let path = paths.get(text);
  if (path === undefined) {
    path = parsePath(text);
    paths.set(text, path);
  }
  return path;
}
