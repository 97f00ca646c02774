// tap-intercom into PostgreSQL as docs/warehouse.md says: after each of two runs the tables are the workspace, row by row.
import { expect, test } from 'vitest';
import { codeBlock } from './support/document.ts';
import { Loading } from './support/loading.ts';
import { isPostgresThere, POSTGRES, rowsOf, temporarySchema } from './support/postgres.ts';
import { executable } from './support/venv.ts';
import { expectTables, tablesOf } from './support/warehouse.ts';

const DOCUMENT = 'docs/warehouse.md';

test.skipIf(!(await isPostgresThere()))('all streams, twice, with changes in between', async () => {
  const loading = await Loading.open();
  const schema = await temporarySchema();
  loading.write('postgres.json', {
    ...JSON.parse(codeBlock(DOCUMENT, 'PostgreSQL', 'json')),
    ...POSTGRES,
    default_target_schema: schema,
  });
  const load = (): Promise<unknown> =>
    loading.run(codeBlock(DOCUMENT, 'PostgreSQL', 'sh'), [executable('target-postgres', 'target-postgres')]);
  const tables = (): ReturnType<typeof tablesOf> => tablesOf((stream) => rowsOf(schema, stream));

  const before = await loading.truth();
  await load();
  expectTables(await tables(), before);

  await loading.change();
  await load();
  const after = await loading.truth();
  expectTables(await tables(), after, before);
  for (const stream of ['contact_attributes', 'company_attributes'])
    expect(after.get(stream)?.length).toBe((before.get(stream)?.length ?? 0) - 1);
});
