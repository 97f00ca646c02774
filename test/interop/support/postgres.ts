// A PostgreSQL to load into, found or started; each test gets a schema of its own, dropped afterwards.
import { onTestFinished } from 'vitest';
import type { Row } from '../../../core/protocol/messages.ts';
import { jsonLines } from '../../support/json-lines.ts';
import { run } from '../../support/spawn.ts';
import { succeed } from './command.ts';

const { env } = process;

/** Where it listens: libpq's own variables, or a server on this machine that trusts it. */
export const POSTGRES = {
  host: env['PGHOST'] || '127.0.0.1',
  port: Number(env['PGPORT'] || 5432),
  user: env['PGUSER'] || 'postgres',
  password: env['PGPASSWORD'] || '',
  database: env['PGDATABASE'] || 'test',
};

/** Whether it answers, after an attempt to start it where it does not; says so loudly where there is none. */
export async function isPostgresThere(): Promise<boolean> {
  try {
    await query('SELECT 1').catch(startServer);
    await query('SELECT 1');
    return true;
  } catch (error) {
    process.stderr.write(`POSTGRESQL TESTS SKIPPED: no server that psql can reach: ${String(error)}\n`);
    return false;
  }
}

/** The name of an empty schema that goes when the test ends. */
export async function temporarySchema(): Promise<string> {
  const name = `intercom_brevo_${process.pid}_${Date.now()}`;
  await query(`CREATE SCHEMA ${name}`);
  onTestFinished(async () => void (await query(`DROP SCHEMA ${name} CASCADE`)));
  return name;
}

/** The rows of a table, as PostgreSQL writes them in JSON. */
export async function rowsOf(schema: string, table: string): Promise<Row[]> {
  return jsonLines(await query(`SELECT to_jsonb(t) FROM ${schema}.${table} t`));
}

function query(sql: string): Promise<string> {
  const { host, port, user, password, database } = POSTGRES;
  const variables = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database };
  return succeed(['psql', '--no-psqlrc', '--tuples-only', '--no-align', '--command', sql], {
    env: { ...variables, ...(password && { PGPASSWORD: password }) },
  });
}

/** Debian's own way; elsewhere the server has to run already. */
async function startServer(): Promise<void> {
  const { stdout } = await run(['pg_lsclusters', '--no-header']);
  for (const line of stdout.split('\n')) {
    const [version = '', cluster = '', port, status = ''] = line.split(/\s+/);
    if (Number(port) === POSTGRES.port && status.startsWith('down'))
      await succeed(['pg_ctlcluster', version, cluster, 'start']);
  }
}
