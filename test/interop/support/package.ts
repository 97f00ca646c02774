// The npm package as a user has it: packed, and installed into an empty folder.
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { digest } from '../../../core/digest.ts';
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
  const install = (folder: string): Promise<string> =>
    succeed(['npm', 'install', '--omit=dev', tarball], { cwd: folder });

  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const sameDependencies = cached('packages', digest(JSON.stringify([process.version, dependencies])));
  await makeOnce(sameDependencies, async (aside) => {
    await succeed(['npm', 'init', '--yes'], { cwd: aside });
    await install(aside);
  });
  const folder = cached('packages', digest(readFileSync(tarball, 'base64')));
  await makeOnce(folder, async (aside) => {
    // With what is compiled for it in place already, a change of this package alone is installed in seconds.
    cpSync(sameDependencies, aside, { recursive: true, verbatimSymlinks: true });
    await install(aside);
  });
  return folder;
}
