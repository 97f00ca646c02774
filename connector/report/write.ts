// Writes the run report to its file.
import { ConfigError } from '../../core/errors.ts';
import { replaceFile } from '../state-file.ts';
import type { SyncResult } from '../sync-result.ts';
import { reportPage } from './page.ts';

/** It names people: its owner alone may read it. @throws ConfigError where it cannot be written */
export async function writeReport(file: string, result: SyncResult): Promise<void> {
  try {
    await replaceFile(file, reportPage(result));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`--report: ${file} cannot be written (${code})`, { cause });
  }
}
