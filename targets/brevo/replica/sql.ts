// The operator's SQL: on a connection of its own that can only read, each expression prepared once.
import type { Database, Statement } from 'better-sqlite3';
import { ConfigError, messageOf } from '../../../core/errors.ts';
import type { Row } from '../../../core/protocol/messages.ts';

/** Values of an expression's parameters: in their order, or by name (`:id`). */
export type SqlParameters = unknown[] | Record<string, unknown>;

/** Runs SQL that only reads. It sees what was committed. */
export class ReadOnlySql {
  readonly #open: () => Database;
  #db: Database | undefined;
  readonly #statements = new Map<string, Statement>();

  constructor(open: () => Database) {
    this.#open = open;
  }

  /** The first row. @throws ConfigError that names the expression where it cannot be run */
  get(sql: string, parameters: SqlParameters): Row | undefined {
    return this.#run(sql, (statement) => statement.get(parameters) as Row | undefined);
  }

  /** Every row. @throws ConfigError that names the expression where it cannot be run */
  all(sql: string, parameters: SqlParameters): Row[] {
    return this.#run(sql, (statement) => statement.all(parameters) as Row[]);
  }

  close(): void {
    this.#db?.close();
  }

  #run<T>(sql: string, step: (statement: Statement) => T): T {
    try {
      return step(this.#prepared(sql));
    } catch (cause) {
      throw new ConfigError(`SQL ${sql}: ${messageOf(cause)}`, { cause });
    }
  }

  #prepared(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      this.#db ??= this.#open();
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
