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
