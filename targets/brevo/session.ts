// What a run works with: settings, mapping, replica, account and rejects, opened together and closed together.
import type { CommandContext } from '../../core/cli.ts';
import { digest } from '../../core/digest.ts';
import type { Log } from '../../core/log.ts';
import { claimReplica } from './account/owner.ts';
import { Provision } from './account/provision.ts';
import { BrevoAccount } from './account/account.ts';
import type { Connection } from '../../vendors/brevo.ts';
import { Fields } from './mapping/fields.ts';
import { lookAgain } from './mapping/gather.ts';
import type { Mapping } from './mapping/mapping.ts';
import { Rejects } from './rejects.ts';
import { Replica } from './replica/replica.ts';
import { mappingOf, type BrevoSettings } from './settings.ts';

/** How long a run that is told to stop goes on sending, in milliseconds: a small round then ends whole, and in time. */
const GRACE_MS = 12_000;

/** An open run. */
export interface Session {
  settings: BrevoSettings;
  mapping: Mapping;
  /** Hash of all that decides what a plan holds. */
  rules: string;
  /** Stream of the contacts. */
  people: string;
  replica: Replica;
  fields: Fields;
  account: BrevoAccount;
  rejects: Rejects;
  log: Log;
  /** Aborts a while after the run is told to stop. */
  signal: AbortSignal;
  /** What the account has; read when it is first asked for. @throws ConfigError where the replica is of another account */
  provision: () => Promise<Provision>;
  close: () => Promise<void>;
}

/** Opens everything; nothing is asked of Brevo yet. @throws ConfigError */
export async function openSession({
  config: settings,
  log,
  signal,
}: CommandContext<BrevoSettings>): Promise<Session> {
  const mapping = mappingOf(settings);
  const rejects = await Rejects.open(settings.rejects_path, settings.max_rejects);
  const replica = await Replica.open(settings.replica_path);
  const fields = new Fields(mapping, replica.meta('fields'));
  const stop = later(signal, GRACE_MS);
  const account = new BrevoAccount(connectionOf(settings), log, stop);
  replica.begin();
  replica.declare(mapping.streams.values());
  const rules = rulesHash(mapping, settings);
  const people = [...mapping.streams.values()].find(({ sink }) => sink === 'contacts')?.name ?? '';
  planAnew(mapping, rules, replica, log);
  lookAgain(fields, replica, people);
  replica.commit();
  const readAccount = async (): Promise<Provision> => {
    await claimReplica(replica, settings, () => account.me());
    return Provision.read(account, settings.create_attributes, log);
  };
  let provision: Promise<Provision> | undefined;
  return {
    settings,
    mapping,
    rules,
    people,
    replica,
    fields,
    account,
    rejects,
    log,
    signal: stop,
    provision: () => (provision ??= readAccount()),
    close: async () => {
      replica.close();
      await account.close();
      await rejects.close();
    },
  };
}

/** Opens everything, does `work` with it, and closes everything. @throws ConfigError, and what `work` throws */
export async function withSession(
  context: CommandContext<BrevoSettings>,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const session = await openSession(context);
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

/** How the account is reached. */
export function connectionOf({
  api_key: apiKey,
  base_url: baseUrl,
  request_timeout: timeoutSeconds,
}: BrevoSettings): Connection {
  return {
    apiKey,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

// What a mapping says of time passes without any row changing.
const CLOCK = /\bnow\b|current_(date|time|timestamp)/i;

/** Every contact is to be planned anew where other rules apply, or one that looks at the clock. */
function planAnew(mapping: Mapping, rules: string, replica: Replica, log: Log): void {
  const before = replica.meta('rules');
  const sql = [
    ...mapping.attributes.map(({ source }) => ('sql' in source ? source.sql : '')),
    ...mapping.lists.map(({ rule }) => ('sql' in rule ? rule.sql : '')),
  ];
  if (before !== undefined && before !== rules)
    log.info('the mapping has changed: every contact is planned anew');
  if (before !== rules || sql.some((text) => CLOCK.test(text))) replica.markAllDirty();
  replica.setMeta('rules', rules);
}

function rulesHash({ hash }: Mapping, settings: BrevoSettings): string {
  const { on_delete: onDelete, contacts_without_email: withoutEmail } = settings;
  return digest(`${hash} ${onDelete} ${withoutEmail}`);
}

function later(signal: AbortSignal, ms: number): AbortSignal {
  const stop = new AbortController();
  const arm = (): void => void setTimeout(() => stop.abort(signal.reason), ms).unref();
  if (signal.aborted) arm();
  else signal.addEventListener('abort', arm, { once: true });
  return stop.signal;
}
