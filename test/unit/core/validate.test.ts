// Schemas as taps really send them can be compiled, and mean what they meant there.
import { expect, test } from 'vitest';
import { compile, describe as inWords } from '../../../core/validate.ts';

test.each([
  'http://json-schema.org/draft-04/schema#',
  'http://json-schema.org/draft-06/schema#',
  'https://json-schema.org/draft/2020-12/schema',
])('a schema of %s', ($schema) => {
  const validate = compile({ $schema, type: 'object', properties: { id: { type: 'string' } } });
  expect([validate({ id: 'a' }), validate({ id: 1 })]).toEqual([true, false]);
});

test('multipleOf, which marks decimals, does not refuse 0.07', () => {
  expect(compile({ type: 'number', multipleOf: 1e-8 })(0.07)).toBe(true);
});

test.each([
  ['\\Aab\\Z', 'ab', 'abc'],
  ['^(?P<year>\\d{4})$', '2024', '24'],
])('the Python pattern %s', (pattern, good, bad) => {
  const validate = compile({ type: 'string', pattern });
  expect([validate(good), validate(bad)]).toEqual([true, false]);
});

test('formats are checked where asked for only', () => {
  const schema = { type: 'string', format: 'date-time' };
  expect([compile(schema)('soon'), compile(schema, { formats: true })('soon')]).toEqual([true, false]);
});

test('a finding names the path and what is allowed', () => {
  const validate = compile({ properties: { colour: { enum: ['red', 'blue'] } } });
  validate({ colour: 'green' });
  expect((validate.errors ?? []).map(inWords)).toEqual([
    '"colour" must be equal to one of the allowed values: red, blue',
  ]);
});

test.each([
  ['blu', ' (did you mean "blue"?)'],
  ['Red', ' (did you mean "red"?)'],
  ['magenta', ''],
  [5, ''],
])('of %j the nearest allowed value is told, where one is near', (colour, hint) => {
  const validate = compile({ properties: { colour: { enum: ['red', 'blue', 3] } } }, { all: true });
  validate({ colour });
  expect((validate.errors ?? []).map(inWords)).toEqual([
    `"colour" must be equal to one of the allowed values: red, blue, 3${hint}`,
  ]);
});
