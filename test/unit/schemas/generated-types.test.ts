// The committed types are what the schemas give, and closed objects stay closed.
import { fileURLToPath } from 'node:url';
import type { JSONSchema } from 'json-schema-to-typescript';
import { describe, expect, test } from 'vitest';
import { generateTypes, staleFiles, typesOf } from '../../../scripts/generate-types.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const generated = await generateTypes(root);

describe('the committed types', () => {
  test('are fresh', async () => {
    const stale = await staleFiles(root, generated);
    expect(stale.map(({ path }) => path)).toEqual([]);
  });
});

describe('typesOf', () => {
  test('starts with where the file comes from', async () => {
    const text = await typesOf({ title: 'Pet', type: 'object' }, 'pets.json');
    expect(text.split('\n')[0]).toBe('// Generated from pets.json by npm run generate; do not edit.');
  });

  test('makes a property optional unless it is required, and keeps descriptions', async () => {
    const name: JSONSchema = { type: ['null', 'string'], description: 'As called.' };
    const properties: Record<string, JSONSchema> = { id: { type: 'string' }, name };
    const text = await typesOf({ title: 'Pet', type: 'object', required: ['id'], properties }, 'pets.json');
    expect(text).toContain('  id: string;\n  /** As called. */\n  name?: null | string;\n');
  });

  test('closes an object that names its fields, and leaves a free map open', async () => {
    const closed: JSONSchema = { type: ['null', 'object'], properties: { url: { type: 'string' } } };
    const free: JSONSchema = { type: ['null', 'object'], additionalProperties: true };
    const text = await typesOf({ title: 'Pet', type: 'object', properties: { closed, free } }, 'pets.json');
    expect(text).toContain('  closed?: null | {\n    url?: string;\n  };\n');
    expect(text).toContain('  free?: null | {\n    [k: string]: unknown;\n  };\n');
  });
});

describe('staleFiles', () => {
  test('names a file that differs and one that is missing', async () => {
    const [first, ...others] = generated;
    const changed = { path: first?.path ?? '', text: '// older\n' };
    const missing = { path: 'schemas/intercom/nowhere.types.ts', text: '' };
    expect(await staleFiles(root, [changed, ...others])).toEqual([changed]);
    expect(await staleFiles(root, [missing])).toEqual([missing]);
  });
});
