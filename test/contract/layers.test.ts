// Which folder may import which, and where a vendor's name may stand.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What the modules of a folder may import, besides packages. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: ['core'],
  vendors: ['vendors', 'core'],
  taps: ['taps', 'vendors', 'core', 'schemas'],
  targets: ['targets', 'vendors', 'core', 'schemas'],
  connector: ['connector', 'taps', 'targets', 'vendors', 'core', 'schemas'],
  sandbox: ['sandbox'],
};

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** Paths of a folder's modules, subfolders included. */
function modulesOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}

/** What a module imports beside packages, as paths from the root. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path = '']) => join(dirname(file), path));
}

describe.each(Object.entries(MAY_IMPORT))('%s', (folder, allowed) => {
  it(`imports from ${allowed.join(', ')} alone`, () => {
    const imports = modulesOf(folder).flatMap((file) =>
      importsOf(file).map((imported) => ({ file, imported })),
    );
    expect(imports.length).toBeGreaterThan(0);
    const strange = imports.filter(({ imported }) => !allowed.includes(imported.split('/')[0] ?? ''));
    expect(strange).toEqual([]);
  });
});

describe('core', () => {
  it('names no vendor', () => {
    const files = modulesOf('core');
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => /intercom|brevo/i.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

it.each(['taps', 'targets'])('a folder in %s imports no other one there', (kind) => {
  const strange = modulesOf(kind).flatMap((file) =>
    importsOf(file)
      .filter((imported) => imported.startsWith(`${kind}/`))
      .filter((imported) => imported.split('/')[1] !== file.split('/')[1])
      .map((imported) => ({ file, imported })),
  );
  expect(strange).toEqual([]);
});
