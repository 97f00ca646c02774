// What target-jsonl promises beyond the contract: its files, byte for byte.
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/spawn.ts';
import { readLines } from './jsonl-rows.ts';
import { targetJsonl } from './jsonl.ts';
import { numbered, record, schema, state } from './messages.ts';
import { Session, statesOf } from './session.ts';

const ID = /^\{"id":\d+\}$/;

const message = (text: string): string => `{"type":"RECORD","stream":"ledger","record":${text}}`;
const turned = (text: string): string =>
  `{"version":1, "record": ${text} , "stream":"ledger","type":"RECORD"}`;

describe.concurrent('target-jsonl keeps', () => {
  it('the text of each record: digits, spaces, order and escapes [45]', async () => {
    const session = new Session(targetJsonl);
    const texts = [
      '{"id":12345678901234567890,"x":0.123456789012345678901234567890}',
      '{ "x" : 1.10 , "id":9007199254740993 , "y":[ 1e400, -0.0 ]}',
      '{"id":1,"x":"\\u00e9\\/\\ud800"}',
    ];
    await session.run([schema('ledger'), ...texts.map(message), ...texts.map(turned)], {
      config: { validate_records: false },
    });
    expect(readLines(session.folder, 'ledger')).toEqual([...texts, ...texts]);
  });

  it('the text beside the metadata columns that it takes off or adds [45] [47]', async () => {
    const session = new Session(targetJsonl);
    const text =
      '{ "_sdc_sequence": 1, "id" : 12345678901234567890 , "\\u005fsdc_table_version":{}, "x":1.10 }';
    const input = [schema('ledger'), message(text)];
    await session.run(input);
    await session.run(input, { config: { add_record_metadata: true } });
    const [bare = '', full = ''] = readLines(session.folder, 'ledger');
    expect(bare).toBe('{ "id" : 12345678901234567890, "x":1.10 }');
    expect(full.startsWith('{ "id" : 12345678901234567890, "x":1.10 ,"_sdc_extracted_at":null,')).toBe(true);
    expect(Object.keys(JSON.parse(full))).toHaveLength(9);
  });
});

describe.concurrent('target-jsonl writes', () => {
  it('no file for a stream without rows', async () => {
    const session = new Session(targetJsonl);
    await session.run([schema('users')]);
    expect(readdirSync(session.folder)).toEqual([]);
  });

  it('further rows to the same file, run after run', async () => {
    const session = new Session(targetJsonl);
    await session.run([schema('users'), ...numbered('users', 0, 2)]);
    await session.run([schema('users'), ...numbered('users', 2, 3)]);
    expect(readLines(session.folder, 'users')).toEqual(['{"id":0}', '{"id":1}', '{"id":2}']);
  });

  it('a file anew with overwrite, though not when the schema changes on the way', async () => {
    const session = new Session(targetJsonl);
    const config = { load_method: 'overwrite' };
    await session.run([
      schema('users'),
      schema('tags'),
      ...numbered('users', 0, 2),
      ...numbered('tags', 0, 2),
    ]);
    const wider = schema('users', { name: { type: 'string' } });
    const input = [
      schema('users'),
      schema('tags'),
      ...numbered('users', 5, 6),
      wider,
      ...numbered('users', 6, 7),
    ];
    await session.run(input, { config });
    expect(readLines(session.folder, 'users')).toEqual(['{"id":5}', '{"id":6}']);
    expect(readLines(session.folder, 'tags')).toEqual([]);
  });

  it('files of its own in every run with do_timestamp_file', async () => {
    const session = new Session(targetJsonl);
    await session.run([schema('users'), ...numbered('users', 0, 2)], { config: { do_timestamp_file: true } });
    expect(readdirSync(session.folder)).toEqual([expect.stringMatching(/^users-\d{8}T\d{6}\.jsonl$/)]);
  });

  it('gzip that any reader takes, run after run', async () => {
    const session = new Session(targetJsonl);
    const config = { compression: 'gzip' };
    await session.run([schema('users'), ...numbered('users', 0, 50_000)], { config });
    await session.run([schema('users'), ...numbered('users', 50_000, 50_001)], { config });
    expect(readLines(session.folder, 'users', true)).toHaveLength(50_001);
    const { stdout } = await run(['gzip', '-dc', join(session.folder, 'users.jsonl.gz')]);
    expect(stdout.endsWith('{"id":49999}\n{"id":50000}\n')).toBe(true);
  });

  it('gzip that is whole up to the last STATE when it is killed', async () => {
    const session = new Session(targetJsonl);
    const config = { compression: 'gzip' };
    const live = session.start({ config });
    await live.send([schema('users'), ...numbered('users', 0, 100), state({ at: 100 })]);
    await live.nextState();
    live.child.kill('SIGKILL');
    await live.ended;
    expect(readLines(session.folder, 'users', true)).toHaveLength(100);
  });
});

describe.concurrent('target-jsonl mends', () => {
  it('half a row at the end of a file is cut off with one warning, so that the next row stands alone', async () => {
    const session = new Session(targetJsonl);
    writeFileSync(join(session.folder, 'users.jsonl'), '{"id":0}\n{"id":1,"name":"Ad');
    const { stderr } = await session.run([schema('users'), ...numbered('users', 1, 3)]);
    expect(stderr.match(/^WARNING .*users\.jsonl.*cut off/gm)).toHaveLength(1);
    expect(readLines(session.folder, 'users')).toEqual(['{"id":0}', '{"id":1}', '{"id":2}']);
  });

  it('a gzip file that ends in the middle is cut back to its last whole part', async () => {
    const session = new Session(targetJsonl);
    const config = { compression: 'gzip' };
    const file = join(session.folder, 'users.jsonl.gz');
    await session.run([schema('users'), ...numbered('users', 0, 2)], { config });
    appendFileSync(file, readFileSync(file).subarray(0, 15));
    const { stderr } = await session.run([schema('users'), ...numbered('users', 2, 3)], { config });
    expect(stderr).toMatch(/^WARNING .*cut off/m);
    expect(readLines(session.folder, 'users', true)).toEqual(['{"id":0}', '{"id":1}', '{"id":2}']);
  });
});

describe.concurrent('target-jsonl fails', () => {
  it('before it reads anything where its folder cannot be made', async () => {
    const session = new Session(targetJsonl);
    const blocked = join(session.folder, 'file');
    writeFileSync(blocked, '');
    const { code, stderr } = await session.run([], { config: { destination_path: join(blocked, 'data') } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^CRITICAL destination_path: [^\n]*ENOTDIR[^\n]*\n$/);
  });

  it.each(['none', 'gzip'])(
    'on a full disk, and its STATE tells of no row that is not there: %s [39]',
    async (compression) => {
      const session = new Session(targetJsonl);
      const limited = [
        'sh',
        '-c',
        'ulimit -f 300; exec "$0" "$@"',
        ...session.commandLine({ config: { compression } }),
      ];
      const input = [
        schema('users'),
        ...[0, 1, 2, 3].flatMap((at) => [
          ...numbered('users', at * 50_000, (at + 1) * 50_000),
          state({ at: (at + 1) * 50_000 }),
        ]),
      ];
      const { code, stdout, stderr } = await run(limited, {
        input: input.map((line) => `${line}\n`).join(''),
      });
      expect(code).toBe(1);
      expect(stderr.match(/^CRITICAL .*$/gm)).toEqual([expect.stringMatching(/users\.jsonl.*\(EFBIG\)/)]);
      expect(statesOf(stdout)).toEqual([]);
      // The next run finds room again and mends the end.
      await session.run([schema('users'), record('users', { id: 1 })], { config: { compression } });
      const lines = readLines(session.folder, 'users', compression === 'gzip');
      expect(lines.length).toBeGreaterThan(1000);
      expect(lines.filter((line) => !ID.test(line))).toEqual([]);
    },
  );
});
