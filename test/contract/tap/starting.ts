// Points 29 to 31: where a run starts, by state and by start date.
import { beforeAll, expect, it } from 'vitest';
import type { Row, SchemaMessage } from '../../../core/protocol/messages.ts';
import { held, schemasOf, truthOf } from './replica.ts';
import { useSource, type RunOptions, type TapSubject } from './session.ts';

/** A stream with a replication key, and a value of it in the middle of the rows. */
interface Middle {
  schema: SchemaMessage;
  key: string;
  value: string;
}

export function starting(tap: TapSubject): void {
  const session = useSource(tap);
  const middles: Middle[] = [];
  beforeAll(async () => {
    const schemas = schemasOf((await session.complete()).messages);
    for (const stream of await session.incremental()) {
      const schema = schemas.get(stream);
      const [key] = schema?.bookmark_properties ?? [];
      if (!schema || key === undefined) continue;
      const rows = [...(await truthOf(session.source.controls, schema)).values()];
      const times = rows.map((row) => String(row[key])).toSorted();
      middles.push({ schema, key, value: times[times.length >> 1] ?? '' });
    }
    expect(middles.length).toBeGreaterThan(0);
  });

  /** Asserts that a run gives all rows from `since` on, and no earlier one. */
  async function expectFrom(options: RunOptions, since: (middle: Middle) => string): Promise<void> {
    const catalog = await session.select(middles.map(({ schema }) => schema.stream));
    const { code, messages } = await session.run({ ...options, catalog });
    expect(code).toBe(0);
    let left = 0;
    for (const middle of middles) {
      const { schema, key } = middle;
      const truth = [...(await truthOf(session.source.controls, schema))];
      const wanted = truth.filter(([, row]) => String(row[key]) >= since(middle));
      expect([...held(messages, schema).keys()].toSorted()).toEqual(wanted.map(([one]) => one).toSorted());
      left += truth.length - wanted.length;
    }
    expect(left).toBeGreaterThan(0);
  }

  const bookmarks = (make: (middle: Middle) => unknown): Row => ({
    bookmarks: Object.fromEntries(middles.map((middle) => [middle.schema.stream, make(middle)])),
  });
  const epoch = (value: string): number => Date.parse(value) / 1000;
  const forms: [form: string, make: (middle: Middle) => unknown][] = [
    ['an object by replication key', ({ key, value }) => ({ [key]: value })],
    ['an object with members of another tap', ({ key, value }) => ({ [key]: value, offset: { page: 7 } })],
    ['a bare time', ({ value }) => value],
    ['a time in whole seconds', ({ value }) => value.replace(/\.\d+Z$/, 'Z')],
    ['a time with an offset', ({ value }) => value.replace('Z', '+00:00')],
    ['epoch seconds', ({ key, value }) => ({ [key]: epoch(value) })],
    ['epoch seconds, bare', ({ value }) => epoch(value)],
  ];
  it.each(forms)('from a bookmark that is %s, inclusive [30]', async (_form, make) => {
    await expectFrom({ state: bookmarks(make) }, ({ value }) => value);
  });

  it('from start_date where there is no bookmark [31]', async () => {
    const date = middles[0]?.value ?? '';
    await expectFrom({ config: { start_date: date } }, () => date);
  });

  it('from a bookmark even where start_date is later [31]', async () => {
    const state = bookmarks(({ key, value }) => ({ [key]: value }));
    await expectFrom({ config: { start_date: '2100-01-01T00:00:00Z' }, state }, ({ value }) => value);
  });

  it('with the stream that was under way [29]', async () => {
    for (const { schema } of middles.toReversed()) {
      const { messages } = await session.run({ state: { currently_syncing: schema.stream } });
      expect(messages[0]).toMatchObject({ type: 'SCHEMA', stream: schema.stream });
    }
  });

  it.each([
    ['bookmarks that are a list', { bookmarks: [] }],
    ['a bookmark that is no time', { bookmarks: 'each' }],
  ])('not at all with %s: one clear line [30]', async (_what, given) => {
    const state = given.bookmarks === 'each' ? bookmarks(() => 'yesterday') : given;
    const { code, stdout, stderr } = await session.run({ state });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^CRITICAL state: [^\n]+\n/m);
  });
}
