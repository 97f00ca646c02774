// Writes the run report to its file.
import { writeFile } from 'node:fs/promises';
import { ConfigError } from '../../core/errors.ts';
import type { SyncResult } from '../sync-result.ts';
import { reportPage } from './page.ts';

/** A new file is readable by its owner alone, as it names people; one that is there keeps its mode. @throws ConfigError where it cannot be written */
export async function writeReport(file: string, result: SyncResult): Promise<void> {
  try {
    await writeFile(file, reportPage(result), { mode: 0o600 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`--report: ${file} cannot be written (${code})`, { cause });
  }
}
