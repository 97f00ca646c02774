// The TypeScript types beside every schema, and which generated files are stale.
import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

/** What one generated file should hold; `path` is relative to the project root. */
export interface GeneratedFile {
  path: string;
  text: string;
}

/**
 * The types of one schema, named by its `title`. An object that does not say `additionalProperties: true` is closed:
 * a mistyped field name is an error to the compiler, while free maps stay `{ [k: string]: unknown }`. Files that it refers to
 * are looked for in `folder`.
 */
export async function typesOf(schema: JSONSchema, fileName: string, folder = '.'): Promise<string> {
  const text = await compile(schema, basename(fileName, '.json'), {
    additionalProperties: false,
    bannerComment: `// Generated from ${fileName} by npm run generate; do not edit.`,
    ignoreMinAndMaxItems: true,
    cwd: `${folder}/`,
    style: { singleQuote: true, printWidth: 110 },
  });
  return text.replace(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, '/** $1 */');
}

/** The types of every `.json` under `schemas/`, in the order of their paths. */
export async function generateTypes(root: string): Promise<GeneratedFile[]> {
  const found = await readdir(join(root, 'schemas'), { recursive: true });
  const schemas = found.filter((path) => path.endsWith('.json')).toSorted();
  return Promise.all(
    schemas.map(async (relative) => {
      const path = join('schemas', relative);
      const schema: JSONSchema = JSON.parse(await readFile(join(root, path), 'utf8'));
      return {
        path: path.replace(/\.json$/, '.types.ts'),
        text: await typesOf(schema, basename(path), dirname(join(root, path))),
      };
    }),
  );
}

/** Those of `files` that differ from what is on disk under `root`, or are missing there. */
export async function staleFiles(root: string, files: GeneratedFile[]): Promise<GeneratedFile[]> {
  const fresh = await Promise.all(
    files.map(
      async ({ path, text }) => (await readFile(join(root, path), 'utf8').catch(() => undefined)) === text,
    ),
  );
  return files.filter((_, index) => !fresh[index]);
}
