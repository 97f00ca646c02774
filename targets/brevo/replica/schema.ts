// The tables of the replica, and what marks a file as one.
import type { Database } from 'better-sqlite3';

/** Written into the file's header: no other program's database passes for a replica. */
export const APPLICATION_ID = 0x62_72_65_76;

/** Version of the tables. A file of a newer one is refused. */
export const SCHEMA_VERSION = 1;

/** The view of all links: which row of which stream is whose. */
export const LINKS_VIEW = 'contact_rows';

/** Makes the tables in an empty file. */
export function createTables(db: Database): void {
  db.exec(TABLES);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);
}

// A row without a body is only mentioned so far: by a link, or as the parent of another.
const rows = (table: string): string => `
  CREATE TABLE ${table} (
    num INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    key TEXT NOT NULL,
    version INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0,
    parent INTEGER,
    body TEXT,
    UNIQUE (stream, key)
  );`;

const TABLES = `
  CREATE TABLE replica_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE replica_streams (
    num INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, plan TEXT NOT NULL, columns TEXT NOT NULL, version INTEGER
  );
  ${rows('replica_contacts')}
  ${rows('replica_rows')}
  CREATE INDEX replica_children ON replica_rows (parent, stream) WHERE parent IS NOT NULL;

  -- by_contact: the contact's row names the other one; else the other way round.
  CREATE TABLE replica_links (
    contact INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    by_contact INTEGER NOT NULL,
    position INTEGER NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (contact, stream, by_contact, position, row)
  ) WITHOUT ROWID;
  CREATE INDEX replica_links_back ON replica_links (row, by_contact, contact);

  CREATE TABLE replica_dirty (place INTEGER PRIMARY KEY, contact INTEGER NOT NULL UNIQUE, sequence INTEGER NOT NULL);

  CREATE TABLE replica_identities (
    contact INTEGER PRIMARY KEY, email TEXT, phone TEXT, rank TEXT NOT NULL, deleted INTEGER NOT NULL, merged_into TEXT,
    no_email INTEGER NOT NULL, no_sms INTEGER NOT NULL
  );
  CREATE INDEX replica_emails ON replica_identities (email, deleted, rank) WHERE email IS NOT NULL;
  CREATE INDEX replica_phones ON replica_identities (phone, deleted, rank) WHERE phone IS NOT NULL;

  CREATE TABLE replica_confirmed (contact INTEGER PRIMARY KEY, confirmed TEXT, under_way TEXT);
  CREATE INDEX replica_under_way ON replica_confirmed (contact) WHERE under_way IS NOT NULL;

  CREATE TABLE replica_events (
    num INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    contact TEXT,
    parent INTEGER,
    at REAL NOT NULL,
    properties TEXT, -- gone once it is dealt with
    state TEXT NOT NULL
  );
  CREATE INDEX replica_open_events ON replica_events (state, num) WHERE properties IS NOT NULL;

  CREATE TABLE replica_plan (num INTEGER PRIMARY KEY, contact TEXT NOT NULL, change TEXT NOT NULL);
  CREATE TABLE replica_companies (key TEXT PRIMARY KEY, company TEXT NOT NULL) WITHOUT ROWID;

  CREATE VIEW ${LINKS_VIEW} (stream, contact, key) AS
    SELECT s.name, c.key, r.key
    FROM replica_links l
    JOIN replica_contacts c ON c.num = l.contact
    JOIN replica_rows r ON r.num = l.row
    JOIN replica_streams s ON s.num = l.stream
    WHERE c.stream = 0 AND c.body IS NOT NULL AND r.body IS NOT NULL;
`;
