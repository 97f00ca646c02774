// The file of an inbox: for its owner alone, and every commit on the disk before it returns.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { ConfigError, messageOf } from '../../core/errors.ts';

const PRIVATE = 0o600;
const BUSY_MS = 5000;
/** `ibin` as a number: whose file it is. */
const APPLICATION_ID = 0x6962696e;

const TABLES = `
  CREATE TABLE notifications (
    num INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL,
    notification TEXT,
    received_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER
  );
  CREATE INDEX notifications_waiting ON notifications (num) WHERE settled_at IS NULL;
  CREATE INDEX notifications_settled ON notifications (settled_at) WHERE settled_at IS NOT NULL;
  CREATE TABLE topics (topic TEXT PRIMARY KEY, received INTEGER NOT NULL, newest INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE lives (
    subject TEXT NOT NULL, id TEXT NOT NULL, at REAL NOT NULL, gone INTEGER NOT NULL,
    PRIMARY KEY (subject, id)
  ) WITHOUT ROWID;
  CREATE TABLE merges (source TEXT PRIMARY KEY, target TEXT NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
  CREATE INDEX merges_target ON merges (target);
`;

/** Opens the database at `path`, or makes it. @throws ConfigError where it cannot be used */
export async function openInboxFile(path: string): Promise<Database> {
  // Loaded late: a native module that --help does without.
  const { default: Sqlite } = await import('better-sqlite3');
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', PRIVATE));
    chmodSync(path, PRIVATE);
    const db = new Sqlite(path, { timeout: BUSY_MS });
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // Beside a receiver at work, whoever only looks need not write.
    if (!isInbox(db)) db.transaction(() => makeTables(db, path)).immediate();
    return db;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${path}: the inbox cannot be opened (${messageOf(cause)})`, { cause });
  }
}

function isInbox(db: Database): boolean {
  return db.pragma('application_id', { simple: true }) === APPLICATION_ID;
}

function makeTables(db: Database, path: string): void {
  // Another process may have been quicker.
  if (isInbox(db)) return;
  const isEmpty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (!isEmpty) throw new ConfigError(`${path} is a database, but no inbox`);
  db.exec(TABLES);
  db.pragma(`application_id = ${APPLICATION_ID}`);
}
