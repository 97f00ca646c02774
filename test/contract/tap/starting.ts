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

/** The tests of this part. */
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

  /** The keys that a run gives, and those of all rows from `since` on; some are older. */
  async function read(options: RunOptions, since: (middle: Middle) => string) {
    const catalog = await session.select(middles.map(({ schema }) => schema.stream));
    const { messages } = await session.run({ ...options, catalog });
    const given: string[] = [];
    const wanted: string[] = [];
    let older = 0;
    for (const middle of middles) {
      const { schema, key } = middle;
      const rows = [...(await truthOf(session.source.controls, schema))];
      const newer = rows.filter(([, row]) => String(row[key]) >= since(middle));
      older += rows.length - newer.length;
      given.push(...[...held(messages, schema).keys()].toSorted());
      wanted.push(...newer.map(([one]) => one).toSorted());
    }
    expect(older).toBeGreaterThan(0);
    return { given, wanted };
  }

  const bookmarks = (make: (middle: Middle) => unknown): Row => ({
    bookmarks: Object.fromEntries(middles.map((middle) => [middle.schema.stream, make(middle)])),
  });
  const forms: [form: string, make: (middle: Middle) => unknown][] = [
    ['an object by replication key', ({ key, value }) => ({ [key]: value })],
    ['an object with members of another tap', ({ key, value }) => ({ [key]: value, offset: { page: 7 } })],
    ['a bare time', ({ value }) => value],
    ['a time in whole seconds', ({ value }) => value.replace(/\.\d+Z$/, 'Z')],
    ['a time with an offset', ({ value }) => value.replace('Z', '+00:00')],
    ['epoch seconds', ({ key, value }) => ({ [key]: Date.parse(value) / 1000 })],
    ['epoch seconds, bare', ({ value }) => Date.parse(value) / 1000],
  ];
  it.each(forms)('from a bookmark that is %s, inclusive [30]', async (_form, make) => {
    const { given, wanted } = await read({ state: bookmarks(make) }, ({ value }) => value);
    expect(given).toEqual(wanted);
  });

  it('from start_date where there is no bookmark [31]', async () => {
    const date = middles[0]?.value ?? '';
    const { given, wanted } = await read({ config: { start_date: date } }, () => date);
    expect(given).toEqual(wanted);
  });

  it('from a bookmark even where start_date is later [31]', async () => {
    const state = bookmarks(({ key, value }) => ({ [key]: value }));
    const config = { start_date: new Date().toISOString() };
    const { given, wanted } = await read({ config, state }, ({ value }) => value);
    expect(given).toEqual(wanted);
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
