// The npm package as a user has it: packed, and installed into an empty folder.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { temporaryFolder } from '../../support/spawn.ts';
import { cached, makeOnce } from './cache.ts';
import { succeed } from './command.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder into which the package is installed. */
    packageFolder: string;
  }
}

/** Absolute path of one of the package's commands, for example `installed('tap-intercom')`. */
export function installed(command: 'tap-intercom' | 'target-brevo' | 'target-jsonl'): string {
  return join(inject('packageFolder'), 'node_modules', '.bin', command);
}

/** Packs what is built and installs it, unless the very same package is installed already; the result is the folder. */
export async function installPackage(): Promise<string> {
  const tarballs = temporaryFolder();
  const packed = await succeed([
    'npm',
    'pack',
    '--silent',
    '--ignore-scripts',
    '--pack-destination',
    tarballs,
  ]);
  const tarball = join(tarballs, packed.trim());
  const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 16);
  const folder = cached('packages', hash);
  await makeOnce(folder, async (aside) => {
    await succeed(['npm', 'init', '--yes'], { cwd: aside });
    await succeed(['npm', 'install', '--omit=dev', tarball], { cwd: aside });
  });
  return folder;
}
