// Installs the package and other people's tools before the tests; without Python or a registry all tests are skipped.
import type { TestProject } from 'vitest/node';
import build from '../setup.ts';
import { installPackage } from './support/package.ts';
import { makeInstaller, makeVenvs } from './support/venv.ts';

export default async function setup(project: TestProject): Promise<void> {
  try {
    await makeInstaller();
  } catch (error) {
    process.stderr.write(
      `INTEROP TESTS SKIPPED: they need python3 and its package registry: ${String(error)}\n`,
    );
    project.vitest.setGlobalTestNamePattern(/$^/);
    return;
  }
  build();
  project.provide('packageFolder', await installPackage());
  await makeVenvs();
}
