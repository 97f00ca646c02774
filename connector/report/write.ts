// Writes the run report to its file, and tells beforehand whether that can be done.
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../../core/errors.ts';
import { replaceFile } from '../state-file.ts';
import type { SyncResult } from '../sync-result.ts';
import { reportPage } from './page.ts';

/** Looks before the sync, which may take hours, whether its report has a place. @throws ConfigError where it has none */
export async function checkReport(file: string): Promise<void> {
  const path = resolve(file);
  try {
    await access(`${dirname(path)}/`, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unwritable(file, cause);
  }
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new ConfigError(`--report: "${file}" is a folder; name a file`);
}

/** It names people: its owner alone may read it. @throws ConfigError where it cannot be written */
export async function writeReport(file: string, result: SyncResult): Promise<void> {
  try {
    await replaceFile(file, reportPage(result));
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): ConfigError {
  const { code } = cause as NodeJS.ErrnoException;
  return new ConfigError(`--report: ${file} cannot be written (${code})`, { cause });
}
