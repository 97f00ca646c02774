// The cache folder in which downloaded tools stay between runs, and how a folder of it is made.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Path of a folder or file of the cache. */
export function cached(...path: string[]): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'intercom-brevo', ...path);
}

/** Makes a folder once: `fill` gets an empty one beside it, which takes the name when it is whole. */
export async function makeOnce(folder: string, fill: (aside: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const aside = mkdtempSync(`${folder}.`);
  try {
    await fill(aside);
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true });
    // Another run was quicker.
    if (!existsSync(folder)) throw error;
  }
}
