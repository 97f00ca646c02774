// Lines to messages: what is taken, what is refused, and in which words.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog, type Log } from '../../core/log.ts';
import type { Incoming } from '../../core/protocol/incoming.ts';
import { readMessages } from '../../core/protocol/read.ts';

async function messagesOf(lines: string[], log: Log = createLog('test', {}, () => {})): Promise<Incoming[]> {
  const messages: Incoming[] = [];
  for await (const batch of readMessages(stream(lines.join('\n')), log)) messages.push(...batch);
  return messages;
}

// oxlint-disable-next-line require-await -- an async generator is what a stream is
async function* stream(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const SCHEMA = '{"type":"SCHEMA","stream":"users","schema":{"properties":{}},"key_properties":["id"]}';

describe('what is taken', () => {
  test('each type of message, with its line', async () => {
    const lines = [
      SCHEMA,
      '{"type":"RECORD","stream":"users","record":{"id":1},"time_extracted":"2024-01-01T00:00:00Z","version":3}',
      '',
      '{"type":"STATE","value":{"a":1}}',
      '{"type":"ACTIVATE_VERSION","stream":"users","version":3}',
    ];
    const messages = await messagesOf(lines);
    expect(messages.map(({ message, line }) => [message.type, line])).toEqual([
      ['SCHEMA', 1],
      ['RECORD', 2],
      ['STATE', 4],
      ['ACTIVATE_VERSION', 5],
    ]);
    expect(messages.map(({ message }) => message)).toEqual(
      lines.filter(Boolean).map((line): unknown => JSON.parse(line)),
    );
  });

  test('types in any case', async () => {
    const [one] = await messagesOf(['{"type":"Record","stream":"users","record":{}}']);
    expect(one?.message.type).toBe('RECORD');
  });

  test.each([
    ['left out', '{"type":"SCHEMA","stream":"users","schema":{"properties":{}}}'],
    ['null', '{"type":"SCHEMA","stream":"users","schema":{"properties":{}},"key_properties":null}'],
  ])('a SCHEMA whose key_properties are %s: there is no key', async (_, line) => {
    const [one] = await messagesOf([line]);
    expect(one?.message).toHaveProperty('key_properties', []);
  });

  test('an unknown type is skipped with one warning', async () => {
    const warnings: string[] = [];
    const log = createLog('test', {}, (line) => warnings.push(line));
    const lines = ['{"type":"PING"}', '{"type":"PING"}', '{"type":"pong"}', SCHEMA];
    expect(await messagesOf(lines, log)).toHaveLength(1);
    expect(warnings.join('')).toMatch(/^WARNING line 1: .*"PING".*\nWARNING line 3: .*"pong".*\n$/);
  });
});

describe('source text', () => {
  const name = fc.string({ unit: 'binary' });
  const time = fc.constantFrom(undefined, '2024-01-01T00:00:00.000000Z', 'a "quoted" time');
  const version = fc.constantFrom(undefined, 0, 1700000000000, null);

  test('a record means what JSON.parse makes of the line, in any order of members and with any spacing', async () => {
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.dictionary(name, fc.jsonValue()),
        time,
        version,
        fc.boolean(),
        fc.constantFrom(0, 1),
        async (streamName, record, extracted, rowVersion, reverse, indent) => {
          const fields = {
            type: 'RECORD',
            stream: streamName,
            record,
            time_extracted: extracted,
            version: rowVersion,
          };
          const sent = reverse ? Object.fromEntries(Object.entries(fields).toReversed()) : fields;
          const line = JSON.stringify(sent, null, indent).replaceAll('\n', ' ');
          const [one] = await messagesOf([line]);
          expect(one?.message).toEqual(JSON.parse(line));
          expect(JSON.parse(one?.source ?? '')).toEqual(JSON.parse(line).record);
        },
      ),
    );
  });

  test.each([
    [
      'long numbers',
      '{"type":"RECORD","stream":"s","record":{"a":12345678901234567890,"b":0.123456789012345678901234567890}}',
    ],
    ['spacing', '{"type":"RECORD","stream":"s","record":{ "a" : [ 1 , 2 ] }}'],
    ['escapes', '{"type":"RECORD","stream":"s","record":{"a":"\\u00e9\\/\\ud800"}}'],
    [
      'what looks like the end of the message',
      '{"type":"RECORD","stream":"s","record":{"a":{"time_extracted":"2024"}}}',
    ],
    [
      'what looks like the end of the message, in a string',
      '{"type":"RECORD","stream":"s","record":{"a":"},\\"version\\":1}"}}',
    ],
  ])('%s in a record stay byte for byte', async (_, line) => {
    const [one] = await messagesOf([line]);
    expect(one?.source).toBe(line.slice('{"type":"RECORD","stream":"s","record":'.length, -1));
  });

  test.each([
    [
      'a member after the record',
      '{"type":"RECORD","stream":"s","record":{"a":1},"more":{"b":2}}',
      '{"a":1}',
    ],
    [
      'the record twice: the last counts',
      '{"type":"RECORD","stream":"s","record":{"a":1},"record":{"a":2}}',
      '{"a":2}',
    ],
    ['the type at the end', '{"record":{"a":1},"stream":"s","type":"RECORD"}', '{"a":1}'],
    ['an escaped member name', '{"type":"RECORD","stream":"s","rec\\u006frd":{"a":1}}', '{"a":1}'],
    [
      'a record in a string',
      '{"type":"RECORD","x":"\\"record\\":{}","stream":"s","record":{"a":1}}',
      '{"a":1}',
    ],
  ])('%s', async (_, line, source) => {
    const [one] = await messagesOf([line]);
    expect(one?.source).toBe(source);
    expect(one?.message).toHaveProperty('record', JSON.parse(source));
  });

  test('a state keeps its text', async () => {
    const [one] = await messagesOf(['{"type":"STATE", "value": {"b":12345678901234567890, "a":1.0}}']);
    expect(one?.source).toBe('{"b":12345678901234567890, "a":1.0}');
  });
});

test.each([
  ['{"type":"RECORD","stream":"users","record":{"id":1}', "line 2: not valid JSON: Expected ',' or '}'"],
  [
    '{"type":"RECORD","stream":"users","record":{"id":NaN}}',
    "Unexpected token 'N' (NaN and Infinity are not JSON)",
  ],
  ['{"type":"RECORD","stream":"users","record":{"id":-Infinity}}', 'line 2: not valid JSON'],
  ['[1]', 'line 2: a message must be a JSON object'],
  ['"RECORD"', 'line 2: a message must be a JSON object'],
  ['{"stream":"users"}', 'line 2: the message has no "type"'],
  ['{"type":"RECORD","record":{}}', 'line 2: RECORD has no "stream"'],
  ['{"type":"RECORD","stream":"users"}', 'line 2: RECORD has no "record"'],
  ['{"type":"RECORD","stream":"users","record":null}', 'line 2: RECORD has no "record"'],
  ['{"type":"RECORD","stream":"users","record":[1]}', 'line 2: RECORD: "record" must be an object'],
  ['{"type":"RECORD","stream":7,"record":{}}', 'line 2: RECORD: "stream" must be a string'],
  ['{"type":"SCHEMA","stream":"users"}', 'line 2: SCHEMA has no "schema"'],
  [
    '{"type":"SCHEMA","stream":"users","schema":{}}',
    'line 2: SCHEMA of "users": the schema has no "properties"',
  ],
  [
    '{"type":"SCHEMA","stream":"u","schema":{"properties":{}},"key_properties":"id"}',
    '"key_properties" must be a list',
  ],
  ['{"type":"STATE"}', 'line 2: STATE has no "value"'],
  ['{"type":"STATE","value":3}', 'line 2: STATE: "value" must be an object'],
  [
    '{"type":"ACTIVATE_VERSION","stream":"users","version":"1"}',
    'ACTIVATE_VERSION: "version" must be a number',
  ],
  [
    '{"type":"BATCH","stream":"users","encoding":{},"manifest":[]}',
    'line 2: BATCH messages are not supported',
  ],
])('refuses %s', async (line, message) => {
  await expect(messagesOf([SCHEMA, line])).rejects.toThrow(message);
});

test('what cannot be parsed is not quoted', async () => {
  const read = messagesOf([
    '{"type":"RECORD","stream":"users","record":{"email":"ada@example.com","age":NaN}}',
  ]);
  await expect(read).rejects.not.toThrow('ada@');
});

test('all that comes before a bad line in the same chunk is handed on first', async () => {
  const log = createLog('test', {}, () => {});
  const taken: number[] = [];
  const read = async (): Promise<void> => {
    for await (const batch of readMessages(stream(`${SCHEMA}\n${SCHEMA}\nbad\n`), log)) {
      for (const { line } of batch) taken.push(line ?? 0);
    }
  };
  await expect(read()).rejects.toThrow('line 3');
  expect(taken).toEqual([1, 2]);
});
