// A TypeScript project that has the packed package installed, and nothing else of this repository.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from './spawn.ts';

/** What a project needs beside the package: the compiler, and Node's types. */
const TOOLS = ['typescript', '@types/node', 'undici-types'];

interface Lock {
  packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
}

/** Packs the package, installs it into a folder with the packages that it depends on, and gives the folder. */
export function outsideProject(): string {
  const folder = temporaryFolder();
  // Built already; building again would take the files away from the other tests.
  sh('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], process.cwd());
  const own = join(folder, 'node_modules', 'intercom-brevo');
  mkdirSync(own, { recursive: true });
  sh('bash', ['-c', `tar xzf *.tgz --strip-components=1 -C ${own}`], folder);
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
  const installed = Object.entries(packages)
    .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev)
    .map(([path]) => path.slice('node_modules/'.length));
  for (const name of new Set([...installed, ...TOOLS])) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: ['node'],
    outDir: 'out',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  cpSync('examples/sdk', folder, { recursive: true });
  return folder;
}

/** Compiles the project; the result is what the compiler has to say. */
export function compileProject(folder: string): string {
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stdout;
}

function sh(command: string, args: string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
