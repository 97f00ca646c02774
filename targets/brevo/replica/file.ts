// Opens the file of a replica: nobody else may read it, one run at a time may write it, and it must be one.
import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { ConfigError, ExpectedError, messageOf } from '../../../core/errors.ts';
import { APPLICATION_ID, createTables, SCHEMA_VERSION } from './schema.ts';

const PRIVATE = 0o600;
// Bounds the memory of a connection, whatever the size of the file.
const CACHE_KIB = 24_000;
const READER_CACHE_KIB = 8000;
// Rows of 2 KB fill small pages by half or two thirds; larger ones make a few scattered changes write too much.
const PAGE_BYTES = 16_384;
const WAL_PAGES = 1000;
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;

/** An open replica file. */
export interface ReplicaFile {
  path: string;
  db: Sqlite.Database;
  isNew: boolean;
  /** Opens another connection, which can only read. It sees what was committed. */
  reader: () => Sqlite.Database;
  close: () => void;
}

/**
 * Opens the replica at `path`; makes it where there is none, unless it is only to be read.
 * @throws ConfigError where it cannot be used
 */
export async function openFile(path: string, readonly: boolean): Promise<ReplicaFile> {
  // Loaded late: a native module that --help and --about do without.
  const { default: Database } = await import('better-sqlite3');
  const reader = (): Sqlite.Database => {
    const db = new Database(path, { readonly: true });
    db.pragma('query_only = on');
    db.pragma(`cache_size = ${-READER_CACHE_KIB}`);
    return db;
  };
  if (readonly) {
    if (!existsSync(path))
      throw new ConfigError(`${path}: there is no replica yet; the first run makes it ("replica_path")`);
    const db = attempt(path, () => checked(reader(), path));
    return { path, db, isNew: false, reader, close: () => db.close() };
  }
  makePrivate(path);
  const unlock = attempt(path, () => lock(Database, path));
  try {
    const { db, isNew } = attempt(path, () => openWritable(Database, path));
    const close = (): void => {
      db.close();
      unlock();
    };
    return { path, db, isNew, reader, close };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** What a failure of SQLite means to the operator; other errors as they are. */
export function fileFailure(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const why = code === 'SQLITE_FULL' ? 'the disk is full' : `${messageOf(error)}, ${code}`;
  const hint = /CORRUPT|NOTADB/.test(code)
    ? '; it is damaged: move it away, the next full run makes a new one'
    : '';
  return new ExpectedError(`${path}: the replica cannot be used (${why})${hint}`, { cause: error });
}

/** The code of an error of SQLite, as `SQLITE_FULL`. */
export function sqliteCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}

function attempt<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = sqliteCode(error);
    if (code === 'SQLITE_NOTADB') throw new ConfigError(`${path} is not a replica ("replica_path")`);
    const why = `cannot be opened (${code ?? messageOf(error)})`;
    throw new ConfigError(`${path}: the replica ${why} ("replica_path")`, { cause: error });
  }
}

function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'a', PRIVATE));
    if ((statSync(path).mode & 0o777) !== PRIVATE) chmodSync(path, PRIVATE);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`${path}: the replica cannot be written (${code}) ("replica_path")`, { cause });
  }
}

// An empty database next to the replica, held exclusively: the system lets go of it with the process, however that ends.
function lock(Database: typeof Sqlite, path: string): () => void {
  const file = `${path}.lock`;
  closeSync(openSync(file, 'a', PRIVATE));
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (sqliteCode(error) !== 'SQLITE_BUSY') throw error;
    throw new ConfigError(`${path}: another run${holder(Database, path)} writes this replica; one at a time`);
  }
  return () => db.close();
}

function holder(Database: typeof Sqlite, path: string): string {
  try {
    const db = new Database(path, { readonly: true });
    const pid = db.prepare<[], string>(`SELECT value FROM replica_meta WHERE name = 'process'`).pluck().get();
    db.close();
    return pid === undefined ? '' : ` (process ${pid})`;
  } catch {
    return '';
  }
}

function openWritable(Database: typeof Sqlite, path: string): { db: Sqlite.Database; isNew: boolean } {
  const db = new Database(path);
  try {
    const isNew = isEmpty(db);
    if (isNew) db.pragma(`page_size = ${PAGE_BYTES}`);
    else checked(db, path);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`cache_size = ${-CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
    db.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
    if (isNew) db.transaction(() => createTables(db))();
    return { db, isNew };
  } catch (error) {
    db.close();
    throw error;
  }
}

function isEmpty(db: Sqlite.Database): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

function checked(db: Sqlite.Database, path: string): Sqlite.Database {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
    throw new ConfigError(`${path} is a database, but not a replica ("replica_path")`);
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > SCHEMA_VERSION)
    throw new ConfigError(
      `${path}: the replica is of a newer version of this program (${version}); update it`,
    );
  return db;
}
