// Reads the text files that people name.
import { readFileSync } from 'node:fs';
import { ConfigError } from './errors.ts';

/** The text of `file`. @throws ConfigError where it cannot be read; `what` names its role */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`${file}: cannot read the ${what} file (${code})`, { cause });
  }
}
