// The replica's note of an import that may not have ended yet: what is sent beside it would be overwritten by it.
import type { Replica } from '../replica/replica.ts';

/** An import that was asked for. */
export interface ImportNote {
  /** The newest process before it. */
  before: number;
  /** Its own process, once that is known. */
  id?: number;
}

const NOTE = 'import';

/** The import that has not ended, as far as is known. */
export function importNote(replica: Replica): ImportNote | undefined {
  const text = replica.meta(NOTE) ?? '';
  return text === '' ? undefined : (JSON.parse(text) as ImportNote);
}

/** Notes it for this run and those after it, undefined once it has ended. */
export function noteImport(replica: Replica, note: ImportNote | undefined): void {
  replica.begin();
  replica.setMeta(NOTE, note ? JSON.stringify(note) : '');
  replica.commit();
}
