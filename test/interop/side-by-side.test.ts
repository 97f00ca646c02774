// singer-io's tap-intercom and this one read the same workspace: docs/compatibility.md lists what differs, and no more.
import { isDeepStrictEqual } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import type { Message, Row } from '../../core/protocol/messages.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { declaredOf, theirStreams } from '../contract/tap/singer-io-catalog.ts';
import { tableBelow } from '../support/compatibility.ts';
import { jsonFile } from '../support/spawn.ts';
import { catalogOf, control, keyOf, parse, replica, TOKEN, truth } from '../support/tap.ts';
import theirFields from '../unit/schemas/singer-io-fields.json' with { type: 'json' };
import { columnTypes, fieldsOf } from '../unit/schemas/stream-schemas.ts';
import { succeed } from './support/command.ts';
import { countDifferences } from './support/differences.ts';
import { installed } from './support/package.ts';
import { readTheirs, theirCatalog, theirSchemas, type FatalRecord } from './support/singer-io.ts';

const STREAMS = theirStreams.map(([stream]) => stream);

it('compares with the fields that singer-io declares', async () => {
  const declared = [...(await theirSchemas())].map(([stream, schema]) => [
    stream,
    Object.fromEntries(fieldsOf(schema).map((field) => [field.path, columnTypes(field.schema)])),
  ]);
  expect(Object.fromEntries(declared)).toEqual(theirFields);
});

it('emits by its catalog all that singer-io emits and no other field, with other values where the page says so', async () => {
  const { intercom } = await workspace();
  const schemas = await theirSchemas();
  const theirs = await readTheirs(intercom);
  const ours = await readOurs(intercom, { api_version: '2.12' }, await theirCatalog());
  const values: string[] = [];
  const fatal: string[] = [];
  for (const [stream, fields] of theirStreams) {
    const [theirRows, ourRows] = [replica(theirs.messages, stream), replica(ours, stream)];
    for (const row of ourRows.values()) expect(row).toEqual(declaredOf(row, fields));
    expect([...theirRows.keys()].filter((key) => !ourRows.has(key))).toEqual([]);
    const only = [...ourRows.values()].filter((row) => !theirRows.has(keyOf(stream, row)));
    expect(only.filter((row) => !isFatal(theirs.fatal, stream, row))).toEqual([]);
    if (only.length > 0) fatal.push(`${stream}, ${only.length} of ${ourRows.size}`);
    const counts = countDifferences(theirRows, ourRows, schemas.get(stream) ?? {});
    for (const [path, count] of counts) values.push(`${stream}, ${path}, ${count} of ${theirRows.size}`);
  }
  expect(values.toSorted()).toEqual(listed('Values that differ', 3));
  expect(fatal.toSorted()).toEqual(listed('Records that end', 2));
});

it('goes on from each state that singer-io leaves, and nothing is missing', async () => {
  const { intercom } = await workspace({ contacts: 400, conversations: 320, parts: 3 });
  const { messages, fatal } = await readTheirs(intercom);
  await control(intercom, 'mutate', { n: 60, seed: 1 });
  const states = messages.flatMap((message, at) => (message.type === 'STATE' ? [{ at, message }] : []));
  for (const part of [0.1, 0.3, 0.5, 0.7, 0.9, 1]) {
    const left = states[Math.ceil(part * states.length) - 1];
    const ours = await readOurs(intercom, {}, catalogOf(STREAMS), left?.message.value);
    for (const stream of STREAMS) {
      const before = replica(messages.slice(0, left?.at), stream);
      const after = replica(ours, stream);
      const wrong = [...(await truth(intercom, stream))].filter(([key, row]) => {
        const [old, now] = [before.get(key), after.get(key)];
        if (now) return !isDeepStrictEqual(now, row);
        return old?.['updated_at'] !== row['updated_at'] && !isFatal(fatal, stream, row);
      });
      expect({ part, stream, wrong: wrong.map(([key]) => key) }).toEqual({ part, stream, wrong: [] });
    }
  }
});

/** The first cells of each row of a table of the page. */
function listed(heading: string, cells: number): string[] {
  return tableBelow(heading).map((row) => row.slice(0, cells).join(', '));
}

async function workspace(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  // A fixed day, for the counts; and singer-io's reads a scroll until a 404.
  const fixed = { until: 1_780_272_000, scrollEnding: '404', rateLimit: 0 } as const;
  const sandbox = await startSandbox({ ...fixed, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

async function readOurs(baseUrl: string, config: Row, catalog: Row, state: Row = {}): Promise<Message[]> {
  const settings = { access_token: TOKEN, base_url: baseUrl, ...config };
  const files = ['--config', jsonFile(settings), '--catalog', jsonFile(catalog), '--state', jsonFile(state)];
  return parse(await succeed([installed('tap-intercom'), ...files]));
}

/** Whether singer-io's run would have ended at this row, or at the conversation that it is a part of. */
function isFatal(fatal: readonly FatalRecord[], stream: string, row: Row): boolean {
  const [at, id] =
    stream === 'conversation_parts' ? ['conversations', row['conversation_id']] : [stream, row['id']];
  return fatal.some((one) => one.stream === at && one.id === id);
}
