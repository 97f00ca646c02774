// Editing JSON source text: the members named go or come, every other byte stays.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { memberSource, withMembers, withoutMembers } from '../../core/protocol/source.ts';

const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__'), fc.string({ unit: 'binary' }));
const row = fc.dictionary(name, fc.jsonValue());
const spacing = fc.constantFrom(0, 1, '\t');

function parse(text: string | undefined): Record<string, unknown> {
  return JSON.parse(text ?? 'null') as Record<string, unknown>;
}

test('the text of each member is the one that JSON.parse reads', () => {
  fc.assert(
    fc.property(row, spacing, (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      for (const key of Object.keys(value)) expect(parse(memberSource(text, key))).toEqual(parse(text)[key]);
    }),
  );
});

test('without some members the others are as before', () => {
  fc.assert(
    fc.property(row, fc.array(name), spacing, (value, names, indent) => {
      const text = JSON.stringify(value, null, indent);
      const kept = Object.entries(parse(text)).filter(([key]) => !names.includes(key));
      expect(Object.entries(parse(withoutMembers(text, names)))).toEqual(kept);
    }),
  );
});

test('with more members both are there', () => {
  fc.assert(
    fc.property(row, spacing, fc.integer(), (value, indent, added) => {
      const text = JSON.stringify(value, null, indent);
      expect(parse(withMembers(text, { added }))).toEqual({ ...parse(text), added });
    }),
  );
});

test.each([
  ['{"x":1,"a":1.0}', '{"a":1.0}'],
  ['{"a":1.0,"x":{"x":[1]}}', '{"a":1.0}'],
  ['{ "a" : 1.0 , "x" : "},{" , "b" : 2e400 }', '{ "a" : 1.0 , "b" : 2e400 }'],
  ['{"x":1,"a":1,"x":2}', '{"a":1}'],
  ['{"\\u0078":1,"a":"\\u0078"}', '{"a":"\\u0078"}'],
  ['{ "x":1 }', '{  }'],
  ['{}', '{}'],
])('%s without "x" is %s', (text, expected) => {
  expect(withoutMembers(text, ['x'])).toBe(expected);
});

test('a member that is not there has no text', () => {
  expect(memberSource('{"a":{"b":1}}', 'b')).toBeUndefined();
});
