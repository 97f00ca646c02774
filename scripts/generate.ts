// Writes every generated file: types, catalog.json, the blocks of the README and of docs; with --check, names the stale ones and exits 1.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogText } from '../core/tap/command.ts';
import { tapIntercom } from '../taps/intercom/index.ts';
import { generateTypes, staleFiles, type GeneratedFile } from './generate-types.ts';
import { meltanoPlugins } from './meltano-plugins.ts';
import { fillBlocks } from './readme-tables.ts';

async function generated(root: string): Promise<GeneratedFile[]> {
  const pages = ['README.md', 'docs/connector.md', 'docs/webhooks.md'].map(async (path) => ({
    path,
    text: fillBlocks(await readFile(join(root, path), 'utf8'), root),
  }));
  return [
    ...(await generateTypes(root)),
    { path: 'catalog.json', text: `${catalogText(tapIntercom)}\n` },
    ...meltanoPlugins(),
    ...(await Promise.all(pages)),
  ];
}

// Compiled, this file is dist/scripts/generate.js; dist/schemas holds copies, the sources are what counts.
const root = fileURLToPath(new URL('../..', import.meta.url));
const stale = await staleFiles(root, await generated(root));
if (!process.argv.includes('--check')) {
  await Promise.all(stale.map(({ path, text }) => writeFile(join(root, path), text)));
} else if (stale.length > 0) {
  const names = stale.map(({ path }) => `  ${path}\n`).join('');
  process.stderr.write(`Stale; run npm run generate:\n${names}`);
  process.exitCode = 1;
}
