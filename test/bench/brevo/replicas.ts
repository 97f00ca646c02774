// Replicas of one measurement each: made anew, and gone after it, since a large one has gigabytes.
import { rmSync } from 'node:fs';
import { scratchPath } from '../processes.ts';

let made = 0;

/** Gives `use` the path of a replica that is not there yet. */
export async function withReplica<T>(use: (path: string) => Promise<T>): Promise<T> {
  made += 1;
  const path = scratchPath(`${made}.replica`);
  try {
    return await use(path);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '.lock', '.rejects.jsonl'])
      rmSync(path + suffix, { force: true });
  }
}
