// Who a contact is, and who else lays claim to its e-mail or phone.
import type { Database, Statement } from 'better-sqlite3';

/** What tells whose e-mail and phone it is. */
export interface Identity {
  email?: string | undefined;
  phone?: string | undefined;
  /** Sorts the claimants: the smallest comes first. */
  rank: string;
  deleted: boolean;
  /** The contact that this one was merged into. */
  mergedInto?: string | undefined;
  /** It has unsubscribed from e-mails. */
  noEmail?: true | undefined;
  /** It has unsubscribed from SMS. */
  noSms?: true | undefined;
}

/** A contact that has an e-mail or a phone. */
export interface Claimant {
  id: string;
  rank: string;
  deleted: boolean;
  mergedInto: string | undefined;
}

/** An identity as its table has it. */
export interface IdentityRow {
  email: string | null;
  phone: string | null;
  rank: string;
  deleted: number;
  merged_into: string | null;
  no_email: number;
  no_sms: number;
}

type Kind = 'email' | 'phone';

// Thousands may share a switchboard's number. Only the first few can own it, before a change or after.
const CLAIMANTS = 100;
const PEERS = 10;

/** The identities of contacts, by the number of each. */
export class Identities {
  readonly #get: Statement<[number], IdentityRow>;
  readonly #set: Statement<
    [number, string | null, string | null, string, number, string | null, number, number]
  >;
  readonly #peers: Record<Kind, Statement<[string, number], string>>;
  readonly #claimants: Record<Kind, Statement<[string], IdentityRow & { id: string }>>;
  readonly #isUnsubscribed: Record<Kind, Statement<[string], number>>;
  readonly #isShared: Statement<[string | null, number, string | null, number], number>;
  readonly #expected = new Map<number, IdentityRow | undefined>();

  constructor(db: Database) {
    const values = ['email', 'phone', 'rank', 'deleted', 'merged_into', 'no_email', 'no_sms'];
    this.#get = db.prepare(`SELECT ${values.join(', ')} FROM replica_identities WHERE contact = ?`);
    const again = values.map((name) => `${name} = excluded.${name}`).join(', ');
    this.#set = db.prepare(
      `INSERT INTO replica_identities VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (contact) DO UPDATE SET ${again}`,
    );
    const from = 'FROM replica_identities i JOIN replica_contacts c ON c.num = i.contact';
    const order = 'ORDER BY i.deleted, i.rank LIMIT';
    const [email, phone] = (['email', 'phone'] as const).map(
      (kind) => `EXISTS (SELECT 1 FROM replica_identities WHERE ${kind} = ? AND contact <> ?)`,
    );
    this.#isShared = db.prepare(`SELECT ${email} OR ${phone}`);
    this.#isShared.pluck();
    const isUnsubscribed = (kind: Kind, flag: string): Statement<[string], number> =>
      db
        .prepare<[string], number>(
          `SELECT EXISTS (SELECT 1 FROM replica_identities
             WHERE ${kind} = ? AND ${flag} AND NOT deleted AND merged_into IS NULL)`,
        )
        .pluck();
    this.#isUnsubscribed = {
      email: isUnsubscribed('email', 'no_email'),
      phone: isUnsubscribed('phone', 'no_sms'),
    };
    const peers = (kind: Kind): Statement<[string, number], string> =>
      db
        .prepare<[string, number], string>(
          `SELECT c.key ${from} WHERE i.${kind} = ? AND i.contact <> ? ${order} ${PEERS}`,
        )
        .pluck();
    const claimants = (kind: Kind): Statement<[string], IdentityRow & { id: string }> =>
      db.prepare(`SELECT c.key AS id, i.* ${from} WHERE i.${kind} = ? ${order} ${CLAIMANTS}`);
    this.#peers = { email: peers('email'), phone: peers('phone') };
    this.#claimants = { email: claimants('email'), phone: claimants('phone') };
  }

  get(contact: number): Identity | undefined {
    const row = this.#expected.has(contact) ? this.#expected.get(contact) : this.#get.get(contact);
    return row && identityOf(row);
  }

  /** Takes what was read along with others: `get` is about to be asked for it. */
  expect(contact: number, row: IdentityRow | undefined): void {
    this.#expected.set(contact, row);
  }

  forgetExpected(): void {
    this.#expected.clear();
  }

  /** Notes an identity. The result names those who had or have a claim to the same and may gain or lose by the change. */
  set(contact: number, identity: Identity): string[] {
    const { email, phone, rank, deleted, mergedInto, noEmail, noSms } = identity;
    const before = this.get(contact);
    const same =
      before?.email === email &&
      before?.phone === phone &&
      before?.rank === rank &&
      before.deleted === deleted &&
      before.mergedInto === mergedInto &&
      before.noEmail === noEmail &&
      before.noSms === noSms;
    if (same) return [];
    this.#expected.delete(contact);
    this.#set.run(
      contact,
      email ?? null,
      phone ?? null,
      rank,
      deleted ? 1 : 0,
      mergedInto ?? null,
      noEmail ? 1 : 0,
      noSms ? 1 : 0,
    );
    const isSameReach = !before || (before.email === email && before.phone === phone);
    if (isSameReach && this.#isShared.get(email ?? null, contact, phone ?? null, contact) !== 1) return [];
    const peers = [
      ...this.#sharing('email', [before?.email, email], contact),
      ...this.#sharing('phone', [before?.phone, phone], contact),
    ];
    return peers.length > 1 ? [...new Set(peers)] : peers;
  }

  /** Those with this e-mail or phone, the living first, by rank; of very many only the first 100. */
  claimants(kind: Kind, value: string): Claimant[] {
    return this.#claimants[kind].all(value).map((row) => ({
      id: row.id,
      rank: row.rank,
      deleted: row.deleted === 1,
      mergedInto: row.merged_into ?? undefined,
    }));
  }

  /** Whether anybody living who has this e-mail has unsubscribed from e-mails, or who has this phone from SMS. */
  isUnsubscribed(kind: Kind, value: string): boolean {
    return this.#isUnsubscribed[kind].get(value) === 1;
  }

  #sharing(kind: Kind, values: (string | undefined)[], contact: number): string[] {
    return [...new Set(values)].flatMap((value) =>
      value === undefined ? [] : this.#peers[kind].all(value, contact),
    );
  }
}

function identityOf(row: IdentityRow): Identity {
  return {
    email: row.email ?? undefined,
    phone: row.phone ?? undefined,
    rank: row.rank,
    deleted: row.deleted === 1,
    mergedInto: row.merged_into ?? undefined,
    noEmail: row.no_email === 1 || undefined,
    noSms: row.no_sms === 1 || undefined,
  };
}
