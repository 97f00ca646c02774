// The committed types are what the schemas give, and closed objects stay closed.
import { fileURLToPath } from 'node:url';
import type { JSONSchema } from 'json-schema-to-typescript';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { generateTypes, staleFiles, typesOf } from '../../../scripts/generate-types.ts';
import type { Contact } from '../../../schemas/intercom/contacts.types.ts';
import type { Conversation } from '../../../schemas/intercom/conversations.types.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const generated = await generateTypes(root);

describe('the committed types', () => {
  test('are fresh', async () => {
    const stale = await staleFiles(root, generated);
    expect(stale.map(({ path }) => path)).toEqual([]);
  });

  test('name a free map a record of unknown, and leave every other object closed', () => {
    expectTypeOf<NonNullable<Contact['custom_attributes']>>().toEqualTypeOf<{ [k: string]: unknown }>();
    expectTypeOf<keyof NonNullable<Contact['avatar']>>().toEqualTypeOf<'type' | 'image_url'>();
    expectTypeOf<Conversation['admin_assignee_id']>().toEqualTypeOf<null | number | string | undefined>();
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
