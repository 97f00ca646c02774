// Bodies of answers: whatever JSON they hold, in whatever script, and what is none.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBody } from '../../../../core/http/answer.ts';

const body = (bytes: Uint8Array | string) => new Response(bytes);

test('JSON in any script is read as it was written', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '\n', 'é', 'ß', 'я', '客', '😀', '\u2028', '\uFEFF'),
  });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, fc.oneof(text, fc.double(), fc.array(text))), async (value) => {
      const json = JSON.stringify(value);
      expect(await readBody(body(json), 200)).toEqual(JSON.parse(json));
    }),
    { numRuns: 300 },
  );
});

test.each(['{"a":1}', '{"a":"客"}'])('a byte order mark before %s is no part of it', async (json) => {
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json)]);
  expect(await readBody(body(marked), 200)).toEqual(JSON.parse(json));
});

test('bytes that are no UTF-8 are read as replacement characters', async () => {
  const latin1 = Buffer.from('{"name":"J\u00fcrgen"}', 'latin1');
  expect(await readBody(body(latin1), 200)).toEqual({ name: 'J\uFFFDrgen' });
});

test.each(['', '<html>', '{"a":"客'])('%j is no JSON', async (text) => {
  await expect(readBody(body(text), 200)).rejects.toThrow(SyntaxError);
});

test.each([201, 202, 204, 205])('%i may have nothing to say', async (status) => {
  expect(await readBody(body(''), status)).toBeUndefined();
  expect(await readBody(body('{"id":1}'), status)).toEqual({ id: 1 });
});
