// The streams that the replica knows: their numbers, plans and views.
import type { Database, Statement } from 'better-sqlite3';
import { ConfigError, messageOf } from '../../../core/errors.ts';
import { parsePath } from '../mapping/path.ts';
import type { Path, StreamPlan } from '../mapping/mapping.ts';
import { LINKS_VIEW } from './schema.ts';
import { CONTACTS, Table } from './table.ts';

/** A stream of the replica. */
export interface Stream {
  num: number;
  plan: StreamPlan;
  table: Table;
  contacts: Path | undefined;
  onContact: Path | undefined;
  via: { stream: number; path: Path } | undefined;
  columns: string;
  /** The newest version that a row of it had. */
  version: number | undefined;
}

interface StreamRow {
  num: number;
  name: string;
  plan: string;
  columns: string;
  version: number | null;
}

const MENTIONED: Pick<StreamPlan, 'sink' | 'key'> = { sink: 'related', key: [] };

/** All streams, by name. Contacts have a number of their own before their stream is known. */
export class Streams {
  readonly #db: Database;
  readonly #streams = new Map<string, Stream>();
  readonly #tables = new Map<number, Table>();
  readonly #save: Statement<[number, string, string, string]>;
  readonly #saveVersion: Statement<[number, number]>;

  constructor(db: Database) {
    this.#db = db;
    this.#save = db.prepare(
      `INSERT INTO replica_streams (num, name, plan, columns) VALUES (?, ?, ?, ?)
       ON CONFLICT (num) DO UPDATE SET name = excluded.name, plan = excluded.plan, columns = excluded.columns`,
    );
    this.#saveVersion = db.prepare('UPDATE replica_streams SET version = ? WHERE num = ?');
    // Those that others belong to come first: they were numbered first.
    for (const row of db.prepare<[], StreamRow>('SELECT * FROM replica_streams ORDER BY num').all())
      this.#keep(row.num, JSON.parse(row.plan) as StreamPlan, row.columns, row.version ?? undefined);
  }

  get(name: string): Stream | undefined {
    return this.#streams.get(name);
  }

  all(): Iterable<Stream> {
    return this.#streams.values();
  }

  table(num: number): Table {
    let table = this.#tables.get(num);
    if (!table) this.#tables.set(num, (table = new Table(this.#db, num)));
    return table;
  }

  /**
   * Takes in what a mapping says of a stream. The result has the stream as it was before, where it was known.
   * @throws ConfigError where the stream's key is another one than its rows were stored by
   */
  declare(plan: StreamPlan, columns?: string[]): { stream: Stream; before: Stream | undefined } {
    const before = this.#streams.get(plan.name);
    const names = columns ? JSON.stringify(columns) : (before?.columns ?? '[]');
    if (before?.columns === names && JSON.stringify(before.plan) === JSON.stringify(plan))
      return { stream: before, before };
    if (before) refuseOtherKey(before, plan);
    else this.#refuseName(plan.name);
    if (plan.via && !this.#streams.has(plan.via.stream))
      this.declare({ ...MENTIONED, name: plan.via.stream });
    const num = before?.num ?? this.#number(plan);
    this.#save.run(num, plan.name, JSON.stringify(plan), names);
    const stream = this.#keep(num, plan, names, before?.version);
    this.#makeView(stream);
    return { stream, before };
  }

  sawVersion(stream: Stream, version: number): void {
    stream.version = version;
    this.#saveVersion.run(version, stream.num);
  }

  #keep(num: number, plan: StreamPlan, columns: string, version: number | undefined): Stream {
    const parent = plan.via && this.#streams.get(plan.via.stream);
    const stream: Stream = {
      num,
      plan,
      table: this.table(num),
      contacts: plan.contacts === undefined ? undefined : parsePath(plan.contacts),
      onContact: plan.onContact === undefined ? undefined : parsePath(plan.onContact),
      via: plan.via && parent ? { stream: parent.num, path: parsePath(plan.via.path) } : undefined,
      columns,
      version,
    };
    this.#streams.set(plan.name, stream);
    return stream;
  }

  #number({ name, sink }: StreamPlan): number {
    if (sink !== 'contacts') return 1 + Math.max(0, ...[...this.#streams.values()].map(({ num }) => num));
    const other = [...this.#streams.values()].find(({ num }) => num === CONTACTS);
    if (other)
      throw new ConfigError(
        `"${name}" cannot hold contacts beside "${other.plan.name}": one stream of contacts to a replica`,
      );
    return CONTACTS;
  }

  // SQL does not tell names apart by case.
  #refuseName(name: string): void {
    const taken = [LINKS_VIEW, ...this.#streams.keys()].find(
      (one) => one.toLowerCase() === name.toLowerCase(),
    );
    if (taken !== undefined)
      throw new ConfigError(`"${name}": the replica cannot have a stream of this name beside "${taken}"`);
  }

  // The names are the operator's words for SQL: a stream per view, a property per column.
  #makeView({ num, plan: { name, sink }, columns }: Stream): void {
    const table = sink === 'contacts' ? 'replica_contacts' : 'replica_rows';
    const properties = (JSON.parse(columns) as string[])
      .filter((column) => !/["\\\0]/.test(column))
      .map((column) => `json_extract(body, ${text(`$."${column}"`)}) AS ${quoted(column)}`);
    const selected = ['key AS _key', 'deleted AS _deleted', ...properties].join(', ');
    try {
      this.#db.exec(`DROP VIEW IF EXISTS ${quoted(name)}`);
      this.#db.exec(
        `CREATE VIEW ${quoted(name)} AS SELECT ${selected} FROM ${table} WHERE stream = ${num} AND body IS NOT NULL`,
      );
    } catch (cause) {
      throw new ConfigError(
        `"${name}": the replica cannot have a stream of this name (${messageOf(cause)})`,
        {
          cause,
        },
      );
    }
  }
}

function refuseOtherKey({ num, plan: before }: Stream, after: StreamPlan): void {
  const remedy = 'start with a new replica ("replica_path")';
  if ((num === CONTACTS) !== (after.sink === 'contacts'))
    throw new ConfigError(`"${after.name}" is ${after.sink} now and was ${before.sink} so far: ${remedy}`);
  const [one, other] = [before, after].map(({ key }) => key.join(', '));
  if (one !== '' && one !== other)
    throw new ConfigError(
      `"${after.name}" is keyed by ${other || 'nothing'} now, its stored rows by ${one}: ${remedy}`,
    );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
