// Points 21 to 24 and 36: the order and form of messages.
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, expect, it } from 'vitest';
import type { Message, Row } from '../../../core/protocol/messages.ts';
import { fieldsOf } from '../../../sandbox/json.ts';
import type { TapResult } from '../../support/tap.ts';
import { expectComplete, keyOf, recordsOf, schemasOf } from './replica.ts';
import { useSource, type TapSubject } from './session.ts';

/** RFC 3339 in UTC, of the years a date column can hold. */
const UTC_TIME = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/;

/** The tests of this part. */
export function messages(tap: TapSubject): void {
  const session = useSource(tap);
  let complete: TapResult;
  let all: Message[];
  beforeAll(async () => {
    complete = await session.complete();
    all = complete.messages;
  });

  it('every row of every stream, as the source has it', async () => {
    expect(complete.code).toBe(0);
    await expectComplete(all, session.source.controls);
    const { streams } = await session.catalog();
    expect(schemasOf(all).size).toBe(streams.length);
  });

  it('one SCHEMA of each stream, ahead of its records [21]', () => {
    const announced = all.flatMap((message) => (message.type === 'SCHEMA' ? [message.stream] : []));
    expect(announced).toEqual([...new Set(announced)]);
    for (const stream of announced) {
      const first = all.find((message) => 'stream' in message && message.stream === stream);
      expect(first?.type).toBe('SCHEMA');
    }
    expect(announced).toEqual(expect.arrayContaining(recordsOf(all).map((record) => record.stream)));
  });

  it('only what is selected, also where reading it needs another stream [21]', async () => {
    for (const { stream } of (await session.catalog()).streams) {
      const alone = await session.run({ catalog: await session.select([stream]) });
      expect([...schemasOf(alone.messages).keys()]).toEqual([stream]);
      expect(new Set(recordsOf(alone.messages).map((record) => record.stream))).toEqual(new Set([stream]));
      await expectComplete(alone.messages, session.source.controls);
    }
  });

  it('records that fit their schema, have no other properties, and write times in UTC [22]', () => {
    const validators = validatorsOf(all);
    const wrong = recordsOf(all).flatMap(({ stream, record }) => {
      const { validate, properties } = validators.get(stream) ?? {};
      if (!validate || !properties) return [`${stream}: no schema`];
      const problems = validate(record)
        ? []
        : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
      const strange = Object.keys(record).filter((name) => !(name in properties));
      return [...problems, ...strange].map((problem) => `${stream}: ${problem}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('keys that are never null and, while nothing changes, never twice the same [22]', () => {
    for (const [stream, schema] of schemasOf(all)) {
      const rows = recordsOf(all, stream).map(({ record }) => record);
      const empty = rows.filter((row) =>
        schema.key_properties.some((name) => row[name] === null || row[name] === undefined),
      );
      expect(empty).toEqual([]);
      const keys = rows.map((row) => keyOf(schema, row));
      expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([]);
    }
  });

  it('the time of extraction with each record, in UTC [23]', () => {
    const times = recordsOf(all).map((record) => record.time_extracted ?? 'none');
    expect(times.filter((time) => !UTC_TIME.test(time))).toEqual([]);
  });

  it('STATE while a stream is under way and after its end, never with a bookmark ahead of its records [24]', () => {
    const final = bookmarksOf(complete.state);
    const underWay = new Set<string>();
    for (const [stream, bookmark] of Object.entries(final)) {
      const last = all.findLastIndex((message) => message.type === 'RECORD' && message.stream === stream);
      for (const message of all.slice(0, last)) {
        if (message.type !== 'STATE') continue;
        const earlier = bookmarksOf(message.value)[stream];
        expect({ stream, earlier }).not.toEqual({ stream, earlier: bookmark });
        if (earlier !== undefined) underWay.add(stream);
      }
    }
    expect(underWay.size).toBeGreaterThan(0);
    expect(all.at(-1)?.type).toBe('STATE');
  });

  it('STATE that names the stream under way, and at the end names none [24]', () => {
    const states = all.flatMap((message) => (message.type === 'STATE' ? [message.value] : []));
    const known = [...schemasOf(all).keys()];
    expect(states.length).toBeGreaterThanOrEqual(known.length);
    for (const state of states.slice(0, -1)) expect(known).toContain(state['currently_syncing']);
    expect(states.at(-1)?.['currently_syncing'] ?? null).toBeNull();
    expect(JSON.stringify(states.at(-1))).not.toContain('progress_markers');
  });

  it('versions: one for all rows of a run, made active once they are all out [36]', () => {
    const activations = all.filter((message) => message.type === 'ACTIVATE_VERSION');
    expect(activations.length).toBeGreaterThan(0);
    for (const stream of new Set(activations.map((message) => message.stream))) {
      const versions = recordsOf(all, stream).map(({ version }) => version);
      const own = activations.filter((message) => message.stream === stream).map(({ version }) => version);
      expect(new Set([...versions, ...own]).size).toBe(1);
      const ofStream = all.filter((message) => 'stream' in message && message.stream === stream);
      expect(ofStream.at(-1)?.type).toBe('ACTIVATE_VERSION');
    }
  });
}

function bookmarksOf(state: Row | undefined): Row {
  return fieldsOf(state?.['bookmarks']);
}

function validatorsOf(all: readonly Message[]): Map<string, { validate: ValidateFunction; properties: Row }> {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('date-time', UTC_TIME);
  return new Map(
    [...schemasOf(all)].map(([stream, { schema }]) => [
      stream,
      { validate: ajv.compile(schema), properties: schema.properties ?? {} },
    ]),
  );
}
