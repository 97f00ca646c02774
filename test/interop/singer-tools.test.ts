// singer-check-tap, the Singer project's own check of what a tap writes, on tap-intercom.
import { expect, it, onTestFinished } from 'vitest';
import { isRow, type JsonSchema, type Row } from '../../core/protocol/messages.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { STREAMS } from '../support/compare.ts';
import { jsonFile, run, temporaryFolder, type Ended } from '../support/spawn.ts';
import { catalogOf, lastState, parse, TOKEN, truth } from '../support/tap.ts';
import { installed } from './support/package.ts';
import { executable } from './support/venv.ts';

it('finds the output valid, and every stream in it, with and without a state', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const command = [
    installed('tap-intercom'),
    '--config',
    jsonFile({ access_token: TOKEN, base_url: sandbox.intercom }, 'config.json'),
    '--catalog',
    jsonFile(catalogOf(STREAMS), 'catalog.json'),
  ];

  const first = await run(command);
  const rows = countsOf(await check(first.stdout));
  for (const stream of STREAMS)
    expect({ stream, rows: rows[stream] }).toEqual({
      stream,
      rows: (await truth(sandbox.intercom, stream)).size,
    });

  const second = await run([...command, '--state', jsonFile(lastState(parse(first.stdout)))]);
  expect(Object.keys(countsOf(await check(second.stdout))).toSorted()).toEqual(STREAMS.toSorted());
});

it('finds a record that its schema does not allow', async () => {
  const schema: Row = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } };
  const messages = [
    { type: 'SCHEMA', stream: 'rows', schema, key_properties: [] },
    { type: 'RECORD', stream: 'rows', record: { at: 'yesterday' } },
  ];
  const { code } = await checkTap(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  expect(code).toBe(1);
});

async function check(output: string): Promise<string> {
  const { code, stdout, stderr } = await checkTap(withoutNullObjects(output));
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** It looks for times inside null where a schema allows an object or null, and crashes: those fields are left out. */
function withoutNullObjects(output: string): string {
  const schemas = new Map<string, JsonSchema>();
  const lines = parse(output).map((message) => {
    if (message.type === 'SCHEMA') schemas.set(message.stream, message.schema);
    if (message.type !== 'RECORD') return JSON.stringify(message);
    const record = pruned(message.record, schemas.get(message.stream));
    return JSON.stringify({ ...message, record });
  });
  return lines.map((line) => `${line}\n`).join('');
}

function pruned(value: unknown, schema: JsonSchema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => pruned(item, schema?.items));
  if (!isRow(value)) return value;
  const fields = Object.entries(value).filter(
    ([name, field]) => field !== null || !schema?.properties?.[name]?.properties,
  );
  return Object.fromEntries(fields.map(([name, field]) => [name, pruned(field, schema?.properties?.[name])]));
}

/** It reads standard input: with `--tap` it forgets to wait for the reader of the tap's output. */
function checkTap(output: string): Promise<Ended> {
  // It makes a folder where it runs.
  return run([executable('singer-tools', 'singer-check-tap')], { input: output, cwd: temporaryFolder() });
}

/** Records by stream, from the table that it prints. */
function countsOf(printed: string): Record<string, number> {
  const rows = printed.matchAll(/^\| (\w+) +\| (\d+) +\| \d+ +\|$/gm);
  return Object.fromEntries([...rows].map(([, stream = '', records]) => [stream, Number(records)]));
}
