// tap-intercom into files and DuckDB as docs/warehouse.md says: after each of two runs the tables are the workspace.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { jsonLines } from '../support/json-lines.ts';
import { codeBlock } from './support/document.ts';
import { Loading } from './support/loading.ts';
import { executable } from './support/venv.ts';
import { expectTables, tablesOf } from './support/warehouse.ts';

const DOCUMENT = 'docs/warehouse.md';
const SECTION = 'Files, then DuckDB';

test('all streams, twice, with changes in between', async () => {
  const loading = await Loading.open();
  const duckdb = executable('duckdb', 'duckdb');
  loading.write('jsonl.json', JSON.parse(codeBlock(DOCUMENT, SECTION, 'json')));
  writeFileSync(join(loading.folder, 'load.sql'), codeBlock(DOCUMENT, SECTION, 'sql'));
  const load = (): Promise<unknown> => loading.run(codeBlock(DOCUMENT, SECTION, 'sh'), [duckdb]);
  const rows = async (stream: string): Promise<Row[]> => {
    const select = `duckdb -list -noheader warehouse.duckdb 'SELECT to_json(t) FROM ${stream} t'`;
    return jsonLines(await loading.run(select, [duckdb]));
  };

  const before = await loading.truth();
  await load();
  expectTables(await tablesOf(rows), before);

  await loading.change();
  await load();
  expectTables(await tablesOf(rows), await loading.truth(), before);
});
