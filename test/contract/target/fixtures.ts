// Point 37: small inputs, each with one oddity that taps in the wild have; the folder beside this file holds them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Message, Row } from '../../../core/protocol/messages.ts';
import { Session, type TargetSubject } from './session.ts';

const TAKEN: [fixture: string, promise: string][] = [
  ['alternatives', 'anyOf and oneOf are followed'],
  ['array-data', 'arrays are kept'],
  ['camel-case', 'the case of names is kept, the same SCHEMA again is no matter'],
  ['duplicate-records', 'the last record of a key wins, or all are kept in order'],
  ['encoded-strings', 'every script, escape and half pair comes out as it went in'],
  ['interleaved-streams', 'records of several streams find their own'],
  ['key-updates', 'keys may be left out, and change on the way'],
  ['large-numbers', 'numbers of any size are taken'],
  ['multiple-states', 'the last STATE is printed though a RECORD follows it'],
  ['nested-schema-without-properties', 'an object without declared properties is kept whole'],
  ['no-primary-keys', 'without a key every record is kept'],
  ['optional-attributes', 'an optional property may be null or missing, and STATE {} is not printed'],
  ['schema-updates', 'each record is checked by the SCHEMA it came under'],
  ['special-characters', 'any character may be in a stream or property name'],
  ['untyped-properties', 'a property without a type takes anything, and undeclared ones stay'],
];

const REFUSED: [fixture: string, complaint: RegExp][] = [
  ['invalid-schema', /line 1: SCHEMA of "shapeless".*no "properties"/],
  ['record-before-schema', /line 1: RECORD of "early" comes before its SCHEMA/],
  ['record-missing-key', /line 3: RECORD of "keyed" lacks its key property "id"/],
  ['record-missing-required-property', /line 2: RECORD of "strict".*'name'/],
];

/** The tests of this part. */
export function fixtures(target: TargetSubject): void {
  const taken = TAKEN.filter(([fixture]) => !(fixture in (target.omits ?? {})));
  it.each(taken)('%s: %s [37]', async (fixture) => {
    const text = read(fixture);
    const messages = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Message);
    const session = new Session(target);
    const { code, states, stderr } = await session.run(text);
    expect(stderr).not.toMatch(/^CRITICAL/m);
    expect(code).toBe(0);
    for (const [stream, rows] of rowsSent(messages, target.upserts)) {
      expect(await session.rows(stream)).toEqual(rows);
    }
    const last = messages.findLast((one) => one.type === 'STATE' && Object.keys(one.value).length > 0);
    expect(states.at(-1)).toEqual(last && 'value' in last ? last.value : undefined);
  });

  it.each(REFUSED)('%s, in words that say where [37]', async (fixture, complaint) => {
    const { code, stdout, stderr } = await new Session(target).run(read(fixture));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^CRITICAL ${complaint.source}`, 'm'));
  });
}

function read(fixture: string): string {
  return readFileSync(join(import.meta.dirname, 'fixtures', `${fixture}.jsonl`), 'utf8');
}

/** The rows that each stream should have: all of them, or the last of each key. */
function rowsSent(messages: readonly Message[], upserts: boolean): Map<string, Row[]> {
  const streams = new Map<string, Row[]>();
  for (const message of messages) {
    if (message.type !== 'RECORD') continue;
    streams.set(message.stream, [...(streams.get(message.stream) ?? []), message.record]);
  }
  for (const message of messages) {
    if (message.type !== 'SCHEMA' || !upserts || !message.key_properties?.length) continue;
    const keyOf = (row: Row): string => JSON.stringify(message.key_properties.map((name) => row[name]));
    const rows = streams.get(message.stream) ?? [];
    streams.set(message.stream, [...new Map(rows.map((row) => [keyOf(row), row])).values()]);
  }
  return streams;
}
