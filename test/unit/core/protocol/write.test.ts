// Messages to a stream: their form, chunks, a slow reader, and one that goes.
import * as fc from 'fast-check';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OutputClosedError } from '../../../../core/errors.ts';
import type { Message, RecordMessage } from '../../../../core/protocol/messages.ts';
import { StreamOutput } from '../../../../core/protocol/output.ts';
import { MessageWriter } from '../../../../core/protocol/write.ts';

/** A reader that notes each chunk; `take` says when it is done with one. */
function reader(take: (done: (error?: Error) => void) => void = (done) => done()) {
  const chunks: string[] = [];
  const out = new Writable({
    highWaterMark: 64 * 1024,
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk.toString());
      take(done);
    },
  });
  return { out, chunks };
}

function broken(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code });
}

const row = (n: number): RecordMessage => ({
  type: 'RECORD',
  stream: 'people',
  record: { id: n, text: 'x'.repeat(280) },
});

test('every message is one line of JSON that says what it said', async () => {
  const record = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }));
  const messages: fc.Arbitrary<Message> = fc.oneof(
    fc.record(
      {
        type: fc.constant('RECORD' as const),
        stream: fc.string({ unit: 'binary' }),
        record,
        time_extracted: fc.constant('2026-03-01T12:00:00.000Z'),
        version: fc.nat(),
      },
      { requiredKeys: ['type', 'stream', 'record'] },
    ),
    fc.record({ type: fc.constant('STATE' as const), value: record }),
    fc.record({ type: fc.constant('ACTIVATE_VERSION' as const), stream: fc.string(), version: fc.nat() }),
  );
  const property = fc.asyncProperty(fc.array(messages, { maxLength: 20 }), async (list) => {
    const { out, chunks } = reader();
    const writer = new MessageWriter(new StreamOutput(out));
    await writer.write(list);
    await writer.end();
    const text = chunks.join('');
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(JSON.parse(JSON.stringify(list)));
    expect(text === '' || text.endsWith('\n')).toBe(true);
  });
  await fc.assert(property, { numRuns: 50 });
});

test('a field that is undefined is left out', async () => {
  const { out, chunks } = reader();
  await new MessageWriter(new StreamOutput(out)).write([
    { type: 'RECORD', stream: 's', record: { a: undefined, b: null } },
  ]);
  expect(chunks).toEqual(['{"type":"RECORD","stream":"s","record":{"b":null}}\n']);
});

test('rows leave in chunks of whole lines, a little over 32 KB each, and the rest with the last', async () => {
  const { out, chunks } = reader();
  await new MessageWriter(new StreamOutput(out)).write(Array.from({ length: 1000 }, (_, n) => row(n)));
  for (const chunk of chunks) expect(chunk.endsWith('\n')).toBe(true);
  for (const chunk of chunks.slice(0, -1)) {
    expect(chunk.length).toBeGreaterThanOrEqual(32 * 1024);
    expect(chunk.length).toBeLessThan(33 * 1024);
  }
  expect(chunks.join('').split('\n')).toHaveLength(1001);
});

test('a reader that is behind is waited for: no more than its buffer and a chunk is ever queued', async () => {
  const waiting: (() => void)[] = [];
  const { out, chunks } = reader((done) => void waiting.push(done));
  const writer = new MessageWriter(new StreamOutput(out));
  let written = 0;
  const writing = (async () => {
    for (; written < 50; written += 1) await writer.write(Array.from({ length: 100 }, (_, n) => row(n)));
    await writer.end();
  })();
  for (let n = 0; n < 20; n += 1) await turn();
  const before = written;
  expect(before).toBeLessThan(5);
  expect(out.writableLength).toBeLessThan(100 * 1024);
  while (waiting.length > 0) {
    waiting.shift()?.();
    await turn();
  }
  await writing;
  expect(chunks.join('').split('\n')).toHaveLength(5001);
});

test('nothing is said to have left before the reader took it', async () => {
  const waiting: (() => void)[] = [];
  const { out } = reader((done) => void waiting.push(done));
  const writer = new MessageWriter(new StreamOutput(out));
  await writer.write([row(1)]);
  let ended = false;
  const end = writer.end().then(() => (ended = true));
  for (let n = 0; n < 5; n += 1) await turn();
  expect(ended).toBe(false);
  waiting.shift()?.();
  await turn();
  waiting.shift()?.();
  await end;
  expect(ended).toBe(true);
});

test.each([
  ['EPIPE', 'the reader of our output has gone; stopped'],
  ['ENOSPC', 'cannot write: write ENOSPC; stopped'],
])(
  '%s while it writes: writing and ending fail with one line, and the signal says why',
  async (code, text) => {
    const { out } = reader((done) => done(broken(code)));
    const writer = new MessageWriter(new StreamOutput(out));
    expect(writer.closed.aborted).toBe(false);
    await expect(writer.write([row(1)])).rejects.toThrow(text);
    await expect(writer.end()).rejects.toThrow(text);
    await expect(writer.write([row(2)])).rejects.toBeInstanceOf(OutputClosedError);
    expect(writer.closed.reason).toBeInstanceOf(OutputClosedError);
  },
);

test('a reader that goes while it is waited for ends the wait', async () => {
  const waiting: ((error: Error) => void)[] = [];
  const { out } = reader((done) => void waiting.push(done));
  const writing = new MessageWriter(new StreamOutput(out)).write(
    Array.from({ length: 1000 }, (_, n) => row(n)),
  );
  await turn();
  waiting.shift()?.(broken('EPIPE'));
  await expect(writing).rejects.toBeInstanceOf(OutputClosedError);
});
