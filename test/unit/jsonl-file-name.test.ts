// File names of streams: safe, stable, and no two alike.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName } from '../../targets/jsonl/file-name.ts';

const plain = { gzip: false, at: undefined };
const stream = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('users', 'Users', 'con', '..', '../x', 'a.b', 'com1.x', 'a~b', ''),
);

test('ordinary names stay as they are', () => {
  expect(fileName('conversation_parts', plain)).toBe('conversation_parts.jsonl');
  expect(fileName('public.users-2', plain)).toBe('public.users-2.jsonl');
});

test('other names keep what can be read of them', () => {
  expect(fileName('Users', plain)).toMatch(/^Users~[\da-f]{8}\.jsonl$/);
  expect(fileName('../naïve: 顧客', plain)).toMatch(/^_naïve_顧客~[\da-f]{8}\.jsonl$/);
});

test('the start of the run and the compression are in the name', () => {
  const at = new Date('2024-01-02T03:04:05.678Z');
  expect(fileName('users', { gzip: true, at })).toBe('users-20240102T030405.jsonl.gz');
});

test('a name never leaves its folder, hides, clashes with a device or is too long', () => {
  fc.assert(
    fc.property(stream, (name) => {
      const file = fileName(name, { gzip: true, at: new Date(0) });
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(file).not.toMatch(/[/\\:*?"<>|\x00-\x1F]|^[.-]|[. ]$/);
      expect(file).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
      expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
    }),
  );
});

test('two streams never share a file, even where case does not count', () => {
  fc.assert(
    fc.property(stream, stream, (one, other) => {
      fc.pre(one !== other);
      expect(fileName(one, plain).toLowerCase()).not.toBe(fileName(other, plain).toLowerCase());
    }),
  );
});
