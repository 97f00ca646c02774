// Full names in two: only where the order is sure.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitName } from '../../../../targets/brevo/mapping/person-names.ts';

test.each([
  ['Anna Müller', 'Anna', 'Müller'],
  ['  Ana   María  López ', 'Ana', 'María López'],
  ['Jean-Luc van der Berg', 'Jean-Luc', 'van der Berg'],
  ["D'Angelo O’Brien", "D'Angelo", 'O’Brien'],
  ['J. R. R. Tolkien', 'J.', 'R. R. Tolkien'],
  ['Наталья Петрова', 'Наталья', 'Петрова'],
  ['Γιώργος Παπαδόπουλος', 'Γιώργος', 'Παπαδόπουλος'],
  ['דנה לוי', 'דנה', 'לוי'],
  ['محمد الحسن', 'محمد', 'الحسن'],
  ['Zoe\u0308 A\u030Astro\u0308m', 'Zoe\u0308', 'A\u030Astro\u0308m'],
])('%s is %s and %s', (name, first, last) => {
  expect(splitName(name)).toEqual({ first, last });
});

test.each([
  'Cher',
  '王小明',
  '李 娜',
  '山田 太郎',
  '김민준',
  '김 민준',
  'ด.ช. สมชาย ใจดี',
  'Dr. Anna Müller',
  'Smith, John',
  'anna@example.com',
  'Anna anna@example.com',
  'John 3',
  '🚀 🚀',
  'John Smith 🚀',
  'Mary & John',
  'Acme (Berlin)',
  '',
])('%s is left whole', (name) => {
  expect(splitName(name)).toEqual({ first: name, last: '' });
});

test('no word is lost, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const { first, last } = splitName(name);
      expect([first, last].filter(Boolean).join(' ')).toBe(name.trim().split(/\s+/u).join(' '));
    }),
  );
});
