// The files that tap-intercom takes: its own examples, and those made for singer-io/tap-intercom.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Message, Row, SchemaMessage } from '../../../core/protocol/messages.ts';
import { fieldsOf } from '../../../sandbox/json.ts';
import { jsonFile, run } from '../../support/spawn.ts';
import { parse, truthRows } from '../../support/tap.ts';
import { tapIntercom } from './intercom.ts';
import { held, recordsOf, schemasOf, truthOf } from './replica.ts';
import { useSource } from './session.ts';
import { declaredOf, entryOf, theirStreams } from './singer-io-catalog.ts';

const json = (file: string): Row => JSON.parse(readFileSync(file, 'utf8'));
const idsOf = (messages: readonly Message[], stream: string): string[] =>
  recordsOf(messages, stream)
    .map(({ record }) => String(record['id']))
    .toSorted();

/** What each bookmark of a state is made of. */
function kindsOf(bookmarks: unknown): Record<string, string[]> {
  const entries = Object.entries(fieldsOf(bookmarks));
  return Object.fromEntries(entries.map(([stream, bookmark]) => [stream, Object.keys(fieldsOf(bookmark))]));
}

/** A catalog as that tap's discovery and an operator leave it: its own schemas and metadata, one stream selected. */
function catalogFile(selected: string): string {
  const fields = ['id', 'updated_at', 'email'];
  const properties = Object.fromEntries(fields.map((name) => [name, { type: ['null', 'string'] }]));
  const root = { 'table-key-properties': ['id'], 'valid-replication-keys': ['updated_at'] };
  const streams = ['companies', 'contacts', 'conversations', 'segments'].map((stream) => ({
    tap_stream_id: stream,
    key_properties: ['id'],
    schema: { type: 'object', properties, additionalProperties: false },
    stream,
    metadata: [
      { breadcrumb: [], metadata: { ...root, selected: stream === selected } },
      { breadcrumb: ['properties', 'id'], metadata: { inclusion: 'automatic' } },
      { breadcrumb: ['properties', 'updated_at'], metadata: { inclusion: 'automatic' } },
      { breadcrumb: ['properties', 'email'], metadata: { inclusion: 'available', selected: true } },
    ],
  }));
  return jsonFile({ streams });
}

describe('the examples of tap-intercom', () => {
  const session = useSource(tapIntercom);

  it('catalog.json is what --discover prints', async () => {
    const { stdout } = await run([...tapIntercom.command, '--discover']);
    expect(readFileSync('catalog.json', 'utf8')).toBe(stdout);
  });

  it('state.example.json has the bookmarks that a complete run leaves, and one stream under way', async () => {
    const { bookmarks, currently_syncing } = json('state.example.json');
    const { state } = await session.complete();
    expect(kindsOf(bookmarks)).toEqual(kindsOf(state?.['bookmarks']));
    expect(Object.keys(fieldsOf(bookmarks))).toContain(currently_syncing);
  });

  it('state.example.json is taken as it is', async () => {
    const state = json('state.example.json');
    const { code, messages, stderr } = await session.run({ state, catalog: await session.select() });
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/^(WARNING|ERROR|CRITICAL) (?!conversation \d+ has)/m);
    expect(messages[0]).toEqual({ type: 'STATE', value: state });
    expect(messages[1]).toMatchObject({ type: 'SCHEMA', stream: state['currently_syncing'] });
  });
});

describe('files made for singer-io/tap-intercom', () => {
  const session = useSource(tapIntercom);

  /** Contacts and conversations from a time on, as the source has them. */
  async function wanted(stream: string, since: string): Promise<string[]> {
    const rows = await truthRows(session.source.controls, stream);
    const newer = rows.filter((row) => String(row['updated_at']) >= since);
    expect(newer.length).toBeGreaterThan(0);
    expect(newer.length).toBeLessThan(rows.length);
    return newer.map((row) => String(row['id'])).toSorted();
  }

  async function middleOf(stream: string): Promise<string> {
    const rows = await truthRows(session.source.controls, stream);
    return rows.map((row) => String(row['updated_at'])).toSorted()[rows.length >> 1] ?? '';
  }

  const configFile = (more: Row): string =>
    jsonFile({
      ...session.source.config,
      user_agent: 'tap-intercom <someone@example.com>',
      request_timeout: '300',
      ...more,
    });

  it('a configuration with its timeout as text, and a catalog with streams and fields of its own', async () => {
    const since = await middleOf('contacts');
    const files = ['--config', configFile({ start_date: since.replace('.000000', '') })];
    const ended = await run([...tapIntercom.command, ...files, '--catalog', catalogFile('contacts')]);
    expect(ended.code).toBe(0);
    const messages = parse(ended.stdout);
    expect([...schemasOf(messages).keys()]).toEqual(['contacts']);
    expect(idsOf(messages, 'contacts')).toEqual(await wanted('contacts', since));
    const fields = new Set(recordsOf(messages).flatMap(({ record }) => Object.keys(record)));
    expect([...fields].toSorted()).toEqual(['email', 'id', 'updated_at']);
  });

  it('a catalog of all streams as discovered there, and emits what it declares and no more', async () => {
    const { code, messages } = await session.run({ catalog: { streams: theirStreams.map(entryOf) } });
    expect(code).toBe(0);
    expect(schemasOf(messages).size).toBe(theirStreams.length);
    for (const [stream, fields] of theirStreams) {
      const schema = schemasOf(messages).get(stream) as SchemaMessage;
      const truth = [...(await truthOf(session.source.controls, schema))];
      expect(truth.length).toBeGreaterThan(0);
      const expected = new Map(truth.map(([key, row]) => [key, declaredOf(row, fields)]));
      expect({ stream, rows: held(messages, schema) }).toEqual({ stream, rows: expected });
    }
  });

  it('a start_date of the form that Qlik asks for, MM/DD/YYYY, which is midnight in UTC', async () => {
    const [year = '', month = '', day = ''] = (await middleOf('contacts')).slice(0, 10).split('-');
    const config = configFile({ start_date: `${month}/${day}/${year}` });
    const words = [...tapIntercom.command, '--config', config, '--catalog', catalogFile('contacts')];
    const { code, stdout } = await run(words);
    expect(code).toBe(0);
    const expected = await wanted('contacts', `${year}-${month}-${day}T00:00:00.000000Z`);
    expect(idsOf(parse(stdout), 'contacts')).toEqual(expected);
  });

  it.each(['2024/01/31', '31/31/2024', 'last week'])(
    'but no start_date like %s: one clear line',
    async (date) => {
      const { code, stdout, stderr } = await session.run({ config: { start_date: date } });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^CRITICAL [^\n]+\.json: "start_date" is no date: [^\n]*\n$/);
    },
  );

  it('a state with flat bookmarks', async () => {
    const since = await middleOf('conversations');
    const state = { bookmarks: { conversations: since, contacts: since } };
    const catalog = await session.select(['conversations']);
    const { messages } = await session.run({ state, catalog });
    expect(idsOf(messages, 'conversations')).toEqual(await wanted('conversations', since));
  });

  it('a state of a run that was cut off between two conversations', async () => {
    const since = await middleOf('conversations');
    const bookmark = {
      updated_at: since,
      last_processed: '9',
      last_sync_started_at: '2024-05-01T06:30:00.000000Z',
    };
    const state = { bookmarks: { conversations: bookmark }, currently_syncing: 'conversations' };
    const catalog = await session.select(['conversations']);
    const result = await session.run({ state, catalog });
    expect(idsOf(result.messages, 'conversations')).toEqual(await wanted('conversations', since));
    expect(result.state).toEqual({ bookmarks: { conversations: { updated_at: expect.any(String) } } });
  });

  it('a state of a run that was cut off, with parts ahead of the conversations', async () => {
    const since = await middleOf('conversations');
    const newest = new Date(Date.now() - 60_000).toISOString();
    const bookmarks = { conversations: { updated_at: since }, conversation_parts: { updated_at: newest } };
    const state = { bookmarks, currently_syncing: 'conversations' };
    const catalog = await session.select(['conversations', 'conversation_parts']);
    const { messages } = await session.run({ state, catalog });
    const conversations = new Set(await wanted('conversations', since));
    const parts = await truthRows(session.source.controls, 'conversation_parts');
    const expected = parts.filter((part) => conversations.has(String(part['conversation_id'])));
    expect(idsOf(messages, 'conversation_parts')).toEqual(expected.map(({ id }) => String(id)).toSorted());
  });
});
