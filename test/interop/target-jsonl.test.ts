// andyh1203/target-jsonl, the target that a tap is often tried with first, on what tap-intercom writes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { jsonLines } from '../support/json-lines.ts';
import { Loading } from './support/loading.ts';
import { executable } from './support/venv.ts';
import { expectTables, tablesOf } from './support/warehouse.ts';

test('takes all streams, row by row, and prints the last STATE', async () => {
  const loading = await Loading.open();
  loading.write('jsonl.json', { destination_path: 'output', do_timestamp_file: false });
  // By its path: the package has a command of the same name.
  const theirs = executable('target-jsonl', 'target-jsonl');
  const state = await loading.run(
    `set -o pipefail
     tap-intercom --config config.json --catalog catalog.json | tee messages.jsonl | ${theirs} --config jsonl.json`,
  );
  const rows = (stream: string): Promise<Row[]> =>
    Promise.resolve(jsonLines(readFileSync(join(loading.folder, 'output', `${stream}.jsonl`), 'utf8')));
  expectTables(await tablesOf(rows), await loading.truth());
  const messages = jsonLines<Row>(readFileSync(join(loading.folder, 'messages.jsonl'), 'utf8'));
  expect(JSON.parse(state)).toEqual(messages.findLast(({ type }) => type === 'STATE')?.['value']);
});
