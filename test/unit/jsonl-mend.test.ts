// Files cut at any byte are mended: whole rows stay, and what is appended stands alone.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mendGzip, mendLines } from '../../targets/jsonl/mend.ts';

const path = join(mkdtempSync(join(tmpdir(), 'mend-')), 'file');
const rows = fc.array(
  fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })).map((row) => JSON.stringify(row)),
);

/** The file after it held `bytes`, was mended and got `appended`; and how often something was cut. */
async function mended(
  mend: typeof mendLines,
  bytes: Buffer,
  appended: Buffer,
): Promise<{ bytes: Buffer; cuts: number }> {
  let cuts = 0;
  writeFileSync(path, bytes);
  const file = await open(path, 'a+');
  await mend(file, () => (cuts += 1));
  await file.appendFile(appended);
  await file.close();
  return { bytes: readFileSync(path), cuts };
}

test('of a file of lines every whole row stays', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.nat(), async (lines, at) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const cut = bytes.subarray(0, at % (bytes.length + 1));
      const whole = cut
        .toString()
        .split('\n')
        .filter((line, index) => line === lines[index]);
      const result = await mended(mendLines, cut, Buffer.from('{"new":1}\n'));
      expect(result.bytes.toString()).toBe([...whole, '{"new":1}', ''].join('\n'));
    }),
    { numRuns: 200 },
  );
});

test('of a gzip file every whole member stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { maxLength: 5 }), fc.nat(), async (chunks, at) => {
      const members = chunks.map((lines) => gzipSync(lines.map((line) => `${line}\n`).join('')));
      const bytes = Buffer.concat(members);
      const length = at % (bytes.length + 1);
      let end = 0;
      const whole = chunks.filter((_, index) => (end += members[index]?.length ?? 0) <= length);
      const result = await mended(mendGzip, bytes.subarray(0, length), gzipSync('{"new":1}\n'));
      expect(gunzipSync(result.bytes).toString()).toBe([...whole.flat(), '{"new":1}', ''].join('\n'));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['a row without its line end gets it', '{"id":0}\n{"id":1}', '{"id":0}\n{"id":1}\n+', 0],
  ['half a row goes', '{"id":0}\n{"id":1', '{"id":0}\n+', 1],
  ['half a row alone leaves nothing', '{"id"', '+', 1],
  ['an empty file is whole', '', '+', 0],
])('%s', async (_, before, after, cuts) => {
  const result = await mended(mendLines, Buffer.from(before), Buffer.from('+'));
  expect({ text: result.bytes.toString(), cuts: result.cuts }).toEqual({ text: after, cuts });
});

test('half a row longer than what is read at once goes too', async () => {
  const result = await mended(
    mendLines,
    Buffer.from(`{"id":0}\n{"id":"${'x'.repeat(1_000_000)}`),
    Buffer.from('+'),
  );
  expect(result.bytes.toString()).toBe('{"id":0}\n+');
});

test('a gzip file of another program is not touched', async () => {
  const foreign = gzipSync('{"id":0}\n');
  foreign.writeUInt32LE(1_700_000_000, 4);
  const result = await mended(mendGzip, foreign, gzipSync('{"id":1}\n'));
  expect(gunzipSync(result.bytes).toString()).toBe('{"id":0}\n{"id":1}\n');
  expect(result.cuts).toBe(0);
});
