// Points 43 to 50: lines and records of every kind that must get through.
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { numbered, record, schema, state } from './messages.ts';
import { Session, type TargetSubject } from './session.ts';

const METADATA = [
  '_sdc_extracted_at',
  '_sdc_received_at',
  '_sdc_batched_at',
  '_sdc_deleted_at',
  '_sdc_sequence',
  '_sdc_table_version',
  '_sdc_sync_started_at',
];

const ODD_NAMES = [
  '../outside',
  '..',
  '/etc/outside',
  'a/b',
  'a\\b',
  'a b',
  'a_b',
  'A_B',
  'users',
  'Users',
  'USERS',
  'con',
  'CON.txt',
  '-rf',
  '.hidden',
  '',
  'ünï',
  '顧客',
  '😀',
  'a\u0000b',
  'x'.repeat(300),
  'x'.repeat(301),
];

/** The tests of this part. */
export function records(target: TargetSubject): void {
  it('types in lower case, and an unknown one with a single warning [43]', async () => {
    const session = new Session(target);
    const { code, stderr } = await session.run([
      schema('users').replace('SCHEMA', 'schema'),
      record('users', { id: 1 }).replace('RECORD', 'record'),
      '{"type":"HEARTBEAT"}',
      '{"type":"HEARTBEAT"}',
    ]);
    expect(code).toBe(0);
    expect(stderr.match(/^WARNING line 3: .*"HEARTBEAT".*$/gm)).toHaveLength(1);
    expect(await session.rows('users')).toEqual([{ id: 1 }]);
  });

  const oddLines: [what: string, text: string][] = [
    ['a last line without a line end', [schema('users'), ...numbered('users', 0, 2)].join('\n')],
    ['Windows line ends', [schema('users'), ...numbered('users', 0, 2), ''].join('\r\n')],
    ['blank lines', ['', schema('users'), '', '  ', ...numbered('users', 0, 2), '', ''].join('\n')],
    ['a byte order mark', `\uFEFF${[schema('users'), ...numbered('users', 0, 2)].join('\n')}`],
    [
      'spaces inside',
      [schema('users'), ...numbered('users', 0, 2)].join('\n').replaceAll(/([:,{}])"/g, ' $1 "'),
    ],
  ];
  it.each(oddLines)('%s [44]', async (_what, text) => {
    const session = new Session(target);
    expect((await session.run(text)).code).toBe(0);
    expect(await session.rows('users')).toEqual([{ id: 0 }, { id: 1 }]);
  });

  it('a line of 20 MiB [44]', async () => {
    const session = new Session(target);
    const text = 'é😀 '.repeat((20 * 1024 * 1024) / 7);
    expect((await session.run([schema('users'), record('users', { id: 1, text })])).code).toBe(0);
    const [row] = await session.rows('users');
    expect(row?.['text'] === text).toBe(true);
  });

  it('records as they are where validation is off [47]', async () => {
    const session = new Session(target);
    const input = [schema('users'), record('users', { id: 'one' })];
    expect((await session.run(input, { config: { validate_records: false } })).code).toBe(0);
    expect(await session.rows('users')).toEqual([{ id: 'one' }]);
  });

  it('the metadata columns off, where they are not asked for [47]', async () => {
    const session = new Session(target);
    const extra = Object.fromEntries(METADATA.map((name) => [name, 1]));
    const row = { id: 1, _sdc_record_hash: 'kept' };
    await session.run([
      schema('users'),
      record('users', { ...extra, ...row }),
      record('users', { ...row, id: 2, ...extra }),
    ]);
    expect(await session.rows('users')).toEqual([row, { ...row, id: 2 }]);
  });

  it('and adds all seven where they are [47]', async () => {
    const session = new Session(target);
    const sent = [
      schema('users'),
      record(
        'users',
        { id: 1, _sdc_deleted_at: '2024-01-02T00:00:00Z' },
        { time_extracted: '2024-01-01T00:00:00Z', version: 7 },
      ),
      record('users', { id: 2 }),
    ];
    expect((await session.run(sent, { config: { add_record_metadata: true } })).code).toBe(0);
    const [first, second] = await session.rows('users');
    expect(Object.keys(second ?? {}).toSorted()).toEqual([...METADATA, 'id'].toSorted());
    expect(first).toMatchObject({
      _sdc_extracted_at: '2024-01-01T00:00:00Z',
      _sdc_deleted_at: '2024-01-02T00:00:00Z',
      _sdc_table_version: 7,
    });
    expect(second).toMatchObject({
      _sdc_extracted_at: null,
      _sdc_received_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      _sdc_batched_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      _sdc_sequence: expect.any(Number),
      _sdc_sync_started_at: expect.any(Number),
    });
  });

  it.skipIf('any name' in (target.omits ?? {}))(
    'streams of any name, and keeps each apart and in its place [48]',
    async () => {
      const session = new Session(target);
      const sent = ODD_NAMES.flatMap((stream, id) => [schema(stream), record(stream, { id })]);
      expect((await session.run(sent)).code).toBe(0);
      const found = await Promise.all(ODD_NAMES.map(async (stream) => [stream, await session.rows(stream)]));
      expect(found).toEqual(ODD_NAMES.map((stream, id) => [stream, [{ id }]]));
      expect(readdirSync(session.parent)).toEqual(['data']);
    },
  );

  it('a schema that changes on the way: what came before it is kept, what comes after is checked by it [49]', async () => {
    const session = new Session(target);
    const wider = schema('users', { name: { type: 'string' } });
    const { code, states } = await session.run([
      schema('users'),
      ...numbered('users', 0, 1000),
      state({ at: 1 }),
      wider,
      record('users', { id: 1000, name: 'x' }),
      record('users', { id: 1001, name: 5 }),
      state({ at: 2 }),
    ]);
    expect(code).toBe(1);
    expect(states).toEqual([{ at: 1 }]);
    expect(await session.rows('users')).toHaveLength(1001);
  });

  it('ACTIVATE_VERSION without losing rows of that version; older ones go, or one warning says that they stay [50]', async () => {
    const session = new Session(target);
    const activate = JSON.stringify({ type: 'ACTIVATE_VERSION', stream: 'tags', version: 2 });
    const rows = [1, 2, 2].map((version, id) => record('tags', { id }, { version }));
    const { code, stderr } = await session.run([schema('tags'), activate, ...rows, activate]);
    expect(code).toBe(0);
    expect(stderr.match(/^WARNING .*ACTIVATE_VERSION/gm) ?? []).toHaveLength(target.versions ? 0 : 1);
    const older = target.versions ? [] : [{ id: 0 }];
    expect(await session.rows('tags')).toEqual([...older, { id: 1 }, { id: 2 }]);
  });
}
