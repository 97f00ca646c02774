// Bytes to lines: the same lines wherever the chunks are cut.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../core/protocol/lines.ts';

async function linesOf(chunks: Buffer[], maxBytes?: number): Promise<[number, string][]> {
  const lines: [number, string][] = [];
  for await (const { first, texts } of readLines(stream(chunks), maxBytes)) {
    texts.forEach((text, index) => lines.push([first + index, text]));
  }
  return lines;
}

// oxlint-disable-next-line require-await -- an async generator is what a stream is
async function* stream(chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

function cutAt(bytes: Buffer, places: number[]): Buffer[] {
  const cuts = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

const text = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll(/[\r\n\uFEFF]/g, ' '));

test('any cut of the bytes gives the same numbered lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(text),
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.nat()),
      async (texts, end, places) => {
        const bytes = Buffer.from(texts.map((one) => one + end).join(''));
        expect(await linesOf(cutAt(bytes, places))).toEqual(texts.map((one, index) => [index + 1, one]));
      },
    ),
  );
});

test.each([
  ['a last line without a line end', 'a\nb', ['a', 'b']],
  ['blank lines', '\n\na\n\n', ['', '', 'a', '']],
  ['Windows line ends', 'a\r\nb\r\n', ['a', 'b']],
  ['a lone carriage return inside a line', 'a\rb\n', ['a\rb']],
  ['U+2028, U+2029 and U+0085, which end no line', 'a\u2028b\u2029c\u0085d\n', ['a\u2028b\u2029c\u0085d']],
  ['a byte order mark, on the first line alone', '\uFEFFa\n\uFEFFb\n', ['a', '\uFEFFb']],
  ['the replacement character where it was sent', 'a\uFFFDb\n', ['a\uFFFDb']],
  ['nothing at all', '', []],
])('takes %s', async (_, sent, expected) => {
  expect((await linesOf([Buffer.from(sent)])).map(([, line]) => line)).toEqual(expected);
});

test('takes a line of 20 MiB in many chunks', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const lines = await linesOf([...Array.from({ length: 320 }, () => chunk), Buffer.from('\nb\n')]);
  expect(lines.map(([number, line]) => [number, line.length])).toEqual([
    [1, 20 * 1024 * 1024],
    [2, 1],
  ]);
});

test.each([
  ['in one chunk', ['ok\n12345\n']],
  ['over many chunks', ['ok\n', '12', '34', '5']],
])('refuses a line above the cap, by its number, %s', async (_, chunks) => {
  const read = linesOf(
    chunks.map((one) => Buffer.from(one)),
    4,
  );
  await expect(read).rejects.toThrow('line 2: longer than 4 bytes');
});

test('refuses bytes that are not UTF-8, by line number', async () => {
  const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xc3, 0x28]), Buffer.from('\n')]);
  await expect(linesOf([bytes])).rejects.toThrow('line 2: the bytes are not valid UTF-8');
});
