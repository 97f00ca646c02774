// Points 42, 47 and 51: what ends a run, in which words, and what is kept all the same.
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { numbered, record, schema, state } from './messages.ts';
import { Session, type TargetSubject } from './session.ts';

const BAD: [what: string, line: string, complaint: string][] = [
  ['a line that is cut off', '{"type":"RECORD","stream":"users","record":{"id":', 'not valid JSON'],
  ['NaN', '{"type":"RECORD","stream":"users","record":{"id":NaN}}', 'not valid JSON'],
  ['Infinity', '{"type":"RECORD","stream":"users","record":{"id":-Infinity}}', 'not valid JSON'],
  ['a line that is no object', '[]', 'JSON object'],
  ['a message without type', '{"stream":"users"}', '"type"'],
  ['a RECORD without stream', '{"type":"RECORD","record":{"id":1}}', 'RECORD has no "stream"'],
  ['a RECORD without record', '{"type":"RECORD","stream":"users"}', 'RECORD has no "record"'],
  ['a SCHEMA without schema', '{"type":"SCHEMA","stream":"users"}', 'SCHEMA has no "schema"'],
  ['a STATE without value', '{"type":"STATE"}', 'STATE has no "value"'],
  ['a RECORD before its SCHEMA', record('tags', { id: 1 }), 'RECORD of "tags"'],
  [
    'a RECORD without its key',
    record('users', { name: 'x' }),
    'RECORD of "users" lacks its key property "id"',
  ],
  [
    'a RECORD that breaks its schema',
    record('users', { id: 7, at: { place: 1 } }),
    '"at/place" must be string',
  ],
  ['a BATCH', '{"type":"BATCH","stream":"users","encoding":{"format":"jsonl"},"manifest":[]}', 'BATCH'],
];

/** The tests of this part. */
export function refusals(target: TargetSubject): void {
  const users = schema('users', { at: { type: 'object', properties: { place: { type: 'string' } } } });

  it.each(BAD)(
    '%s: names the line, keeps what came before and prints its STATE [42] [47] [51]',
    async (_what, line, complaint) => {
      const session = new Session(target);
      const input = [
        users,
        ...numbered('users', 0, 3),
        state({ at: 3 }),
        line,
        ...numbered('users', 3, 5),
        state({ at: 5 }),
      ];
      const { code, stderr, states } = await session.run(input);
      expect(code).toBe(1);
      expect(stderr.match(/^CRITICAL .*$/gm)).toEqual([expect.stringContaining(complaint)]);
      expect(stderr).toMatch(/^CRITICAL line 6: /m);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(states).toEqual([{ at: 3 }]);
      expect(await session.rows('users')).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
    },
  );

  it('bytes that are no UTF-8, by their line [44]', async () => {
    const live = new Session(target).start();
    await live.send([users]);
    live.child.stdin.write(Buffer.from([0x22, 0xc3, 0x28, 0x22, 0x0a]));
    const { code, stderr } = await live.end();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^CRITICAL line 2: .*UTF-8/m);
  });

  it('to read on: whoever still sends gets a broken pipe [42]', async () => {
    const live = new Session(target).start();
    const broken = once(live.child.stdin, 'close');
    await live.send([users, 'nonsense']);
    const { code } = await live.ended;
    expect(code).toBe(1);
    await broken;
    expect(live.child.stdin.writable).toBe(false);
  });
}
