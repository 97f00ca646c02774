// A stream's file name: safe on every file system, and no two streams share one.
import { createHash } from 'node:crypto';

/** What the name says beside the stream. */
export interface FileNameOptions {
  gzip: boolean;
  /** The run's start, where every run writes files of its own. */
  at: Date | undefined;
}

const PLAIN = /^[a-z0-9_][a-z0-9_.-]{0,99}$/;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;
const SLUG_LENGTH = 40;

/**
 * `users` becomes `users.jsonl`. A name with anything but lower-case letters, digits and `_.-` in it keeps its letters and
 * digits and gets a hash: `Users` becomes `Users~….jsonl`, which a disk that ignores case tells from `users.jsonl`.
 */
export function fileName(stream: string, { gzip, at }: FileNameOptions): string {
  const time = at ? `-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}` : '';
  return `${safeName(stream)}${time}.jsonl${gzip ? '.gz' : ''}`;
}

function safeName(stream: string): string {
  if (PLAIN.test(stream) && !RESERVED.test(stream)) return stream;
  const slug = Array.from(stream.replaceAll(/[^\p{L}\p{M}\p{N}_-]+/gu, '_'))
    .slice(0, SLUG_LENGTH)
    .join('');
  // As JSON, since UTF-8 has one form only for all the lone surrogates.
  const hash = createHash('sha256').update(JSON.stringify(stream)).digest('hex').slice(0, 8);
  return `${slug}~${hash}`;
}
