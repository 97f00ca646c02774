// What the settings of tap-intercom change in its output.
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../core/protocol/messages.ts';
import type { RequestReport } from '../../../sandbox/index.ts';
import { run } from '../../support/spawn.ts';
import { control, parse, truthRows } from '../../support/tap.ts';
import { tapIntercom } from './intercom.ts';
import { recordsOf, schemasOf } from './replica.ts';
import { useSource } from './session.ts';

describe('tap-intercom', () => {
  const session = useSource(tapIntercom);
  const rows = [1, 2, 3].map((id) => ({
    type: 'tag',
    id: String(id),
    name: `tag ${id}`,
    mood: { level: id },
  }));

  async function readTags(config: Row) {
    const body = { type: 'list', data: rows };
    await session.faults([{ route: 'GET /tags', fault: 'status', status: 200, body }]);
    const result = await session.run({ config, catalog: await session.select(['tags']) });
    await session.faults([]);
    return { ...result, tags: recordsOf(result.messages).map(({ record }) => record) };
  }

  it('drops a field that its schema lacks, with one warning for all rows', async () => {
    const { tags, stderr } = await readTags({});
    expect(tags).toEqual(rows.map(({ type, id, name }) => ({ type, id, name })));
    expect(stderr.match(/^WARNING .*"mood".*$/gm)).toHaveLength(1);
  });

  it('keeps such a field with include_undeclared, and says nothing', async () => {
    const { tags, stderr } = await readTags({ include_undeclared: true });
    expect(tags).toEqual(rows);
    expect(stderr).not.toContain('mood');
  });

  it('sends versions for the attribute streams, unless emit_activate_version is false', async () => {
    const catalog = await session.select(['contact_attributes', 'company_attributes', 'tags']);
    const versioned = async (config: Row) => {
      const { messages } = await session.run({ config, catalog });
      return new Set(messages.flatMap((one) => ('version' in one ? [`${one.type} ${one.stream}`] : [])));
    };
    const attributes = ['contact_attributes', 'company_attributes'];
    expect(await versioned({})).toEqual(
      new Set(attributes.flatMap((stream) => [`RECORD ${stream}`, `ACTIVATE_VERSION ${stream}`])),
    );
    expect(await versioned({ emit_activate_version: false })).toEqual(new Set());
  });

  it('sends ACTIVATE_VERSION ahead of the rows on the first run only', async () => {
    const catalog = await session.select(['contact_attributes']);
    const first = await session.run({ catalog });
    const second = await session.run({ catalog, state: first.state });
    const types = [first, second].map(({ messages }) =>
      messages.map(({ type }) => type).filter((type) => type !== 'RECORD'),
    );
    expect(types).toEqual([
      ['SCHEMA', 'ACTIVATE_VERSION', 'ACTIVATE_VERSION', 'STATE'],
      ['SCHEMA', 'ACTIVATE_VERSION', 'STATE'],
    ]);
  });

  it('takes its settings from the environment: text, a date, a number and a switch', async () => {
    const env = {
      TAP_INTERCOM_ACCESS_TOKEN: session.secret,
      TAP_INTERCOM_BASE_URL: session.source.controls,
      TAP_INTERCOM_START_DATE: '01/31/2025',
      TAP_INTERCOM_EMIT_ACTIVATE_VERSION: 'false',
      TAP_INTERCOM_MAX_CONCURRENCY: '2',
    };
    const { code, stdout } = await run([...tapIntercom.command, '--config', 'ENV'], { env });
    expect(code).toBe(0);
    const messages = parse(stdout);
    expect(schemasOf(messages).size).toBe(11);
    const times = recordsOf(messages, 'contacts').map(({ record }) => String(record['updated_at']));
    expect(times.filter((time) => time < '2025-01-31')).toEqual([]);
    expect(times.length).toBeLessThan((await truthRows(session.source.controls, 'contacts')).length);
    expect(messages.filter(({ type }) => type === 'ACTIVATE_VERSION')).toEqual([]);
  });

  it.each(['access_token', 'user_agent'])(
    'names %s where no header can hold it, and does not show it',
    async (name) => {
      const { code, stderr } = await session.run({ config: { [name]: 'hush-hush\n' } });
      expect(code).toBe(2);
      expect(stderr).toMatch(
        new RegExp(`^CRITICAL [^\\n]+\\.json: "${name}" must match pattern [^\\n]+\\n$`),
      );
      expect(stderr).not.toContain('hush');
    },
  );

  it('names the variable whose value does not fit', async () => {
    const env = { TAP_INTERCOM_ACCESS_TOKEN: session.secret, TAP_INTERCOM_MAX_CONCURRENCY: 'many' };
    const { code, stderr } = await run([...tapIntercom.command, '--config=ENV'], { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^CRITICAL environment, TAP_INTERCOM_MAX_CONCURRENCY: "max_concurrency" must be integer\n$/,
    );
  });

  it('asks for the events of those contacts alone that have changed', async () => {
    const catalog = await session.select(['contact_events']);
    const { state } = await session.run({ catalog });
    const ids = (await truthRows(session.source.controls, 'contacts')).slice(0, 3).map(({ id }) => id);
    await control(session.source.controls, 'touch', { stream: 'contacts', ids });
    await control(session.source.controls, 'requests/reset', {});
    const { code } = await session.run({ catalog, state });
    expect(code).toBe(0);
    const { routes } = await control<RequestReport>(session.source.controls, 'requests');
    expect(routes['GET /events']?.[200]).toBeGreaterThanOrEqual(ids.length);
    expect(routes['GET /events']?.[200]).toBeLessThan(10);
  });
});
