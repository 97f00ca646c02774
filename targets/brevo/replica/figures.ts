// How much a replica holds, for people to read.
import { existsSync } from 'node:fs';
import { Replica } from './replica.ts';

/** Counts of what a replica holds. */
export interface Figures {
  /** Contacts of whom Brevo has confirmed something. */
  atBrevo: number;
  /** Rows by stream, those that are gone at the source left out. */
  rows: Record<string, number>;
}

const AT_BREVO = 'SELECT count(*) AS n FROM replica_confirmed WHERE confirmed IS NOT NULL';

const ROWS = `
  SELECT s.name, count(r.body) AS n FROM replica_streams s
  LEFT JOIN (
    SELECT stream, body FROM replica_contacts WHERE deleted = 0
    UNION ALL SELECT stream, body FROM replica_rows WHERE deleted = 0
  ) r ON r.stream = s.num
  GROUP BY s.num`;

/** How the contacts that are there at the source, and wait for nothing, stand at Brevo. */
export interface Standing {
  atBrevo: number;
  /** Neither sent nor refused: without an e-mail, or with one that a contact at Brevo has. */
  leftOut: number;
}

const STANDING = `
  SELECT count(f.confirmed) AS at_brevo, count(*) FILTER (
    WHERE f.confirmed IS NULL AND (i.email IS NULL OR EXISTS (
      SELECT 1 FROM replica_identities o JOIN replica_confirmed c ON c.contact = o.contact
      WHERE o.email = i.email AND o.deleted = 0 AND c.confirmed IS NOT NULL
    ))
  ) AS left_out
  FROM replica_identities i LEFT JOIN replica_confirmed f ON f.contact = i.contact
  WHERE i.deleted = 0 AND i.merged_into IS NULL
    AND NOT EXISTS (SELECT 1 FROM replica_dirty d WHERE d.contact = i.contact)`;

/** The standing of all contacts; looks at each of them. */
export function standingOf(replica: Pick<Replica, 'get'>): Standing {
  const { at_brevo: atBrevo, left_out: leftOut } = replica.get(STANDING) ?? {};
  return { atBrevo: Number(atBrevo), leftOut: Number(leftOut) };
}

/** The figures of the replica at `path`, beside a run if need be; undefined where there is none. @throws ConfigError */
export async function figuresOf(path: string): Promise<Figures | undefined> {
  if (!existsSync(path)) return undefined;
  const replica = await Replica.open(path, { readonly: true });
  try {
    const rows = replica.all(ROWS).map(({ name, n }): [string, number] => [String(name), Number(n)]);
    return { atBrevo: Number(replica.get(AT_BREVO)?.['n']), rows: Object.fromEntries(rows) };
  } finally {
    replica.close();
  }
}
