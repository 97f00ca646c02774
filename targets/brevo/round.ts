// One round: what is dirty is planned, what is planned is sent, and what was sent is settled.
import { wanted, wantedDeps, type WantedDeps } from './person/wanted.ts';
import type { Provision } from './account/provision.ts';
import { keepFields } from './mapping/gather.ts';
import { listsIn } from './mapping/rules.ts';
import { withFields } from './mapping/wildcards.ts';
import { STREAM, type Mapping } from './mapping/mapping.ts';
import type { AttributePlan } from './mapping/plan-attributes.ts';
import type { Wanted } from './model.ts';
import { sqlOver } from './person/source-value.ts';
import { planAll, type PlannedRound, type PlanRules } from './plan/planner.ts';
import { describePlan } from './plan/summary.ts';
import type { Session } from './session.ts';
import { sendCompanies } from './sinks/companies.ts';
import { noCounts, type Counts } from './sinks/counts.ts';
import { recognise } from './sinks/recognise.ts';
import type { Replay } from './sinks/replay.ts';
import { sendAll } from './sinks/send.ts';
import { verify } from './sinks/verify.ts';

/** A planned round, and what has to be made ready at Brevo before it is sent. */
export interface ReadyRound extends PlannedRound {
  provision: Provision;
  attributes: AttributePlan;
  /** What the mapping calls each managed list, by its id. */
  listNames: ReadonlyMap<number, string>;
}

/** The rules of a run, as far as rows and account tell them by now. */
export interface RunRules {
  mapping: Mapping;
  provision: Provision;
  deps: WantedDeps;
  rules: PlanRules;
  /** Options of multiple choices that plans have used. */
  options: Options;
}

/**
 * Reads what the account has; creates the lists that may be created where `create`.
 * @throws ConfigError where the account does not go with the mapping, AuthError and ApiError
 */
export async function runRules(session: Session, create: boolean): Promise<RunRules> {
  const { replica, fields, log } = session;
  const provision = await session.provision();
  const { mapping, notes } = withFields(session.mapping, fields);
  for (const note of notes) log.warn(note);
  const lists = await provision.lists(mapping, create);
  const { types } = provision.check(mapping, fields);
  const deps = wantedDeps({ replica, mapping, lists, types, sql: sqlOver(replica, session.people) });
  const options = new Options(mapping, types);
  return { mapping, provision, deps, rules: planRules(session, mapping, deps, options), options };
}

/**
 * Plans what is dirty, and tells the plan. Writes nothing at Brevo but lists, and these only where `create`.
 * @throws ConfigError where the account does not go with the mapping, AuthError and ApiError
 */
export async function planRound(session: Session, create: boolean): Promise<ReadyRound> {
  const { replica, fields, account, log } = session;
  replica.begin();
  keepFields(fields, replica);
  replica.commit();
  const { mapping, provision, deps, rules, options } = await runRules(session, create);
  await recognise({ account, replica, log });
  replica.begin();
  replica.recover();
  lookAtNewLists(session, deps);
  const planned = await planAll(replica, rules, session.signal);
  // Half a plan is none.
  if (session.signal.aborted) throw session.signal.reason;
  planned.summary.events = replica.eventCount('pending');
  const attributes = provision.check(mapping, fields, options.used);
  const listNames = listNamesOf(mapping, deps);
  const round = { ...planned, provision, attributes, listNames };
  for (const line of linesOf(session, round)) log.info(line);
  return round;
}

/** What a round is going to do, in a few lines. */
export function linesOf(
  { account, rejects }: Session,
  { summary, listNames }: Pick<ReadyRound, 'summary' | 'listNames'>,
): string[] {
  return describePlan(summary, {
    limits: { contacts: account.limits('contacts'), events: account.limits('events') },
    listName: (id) => listNames.get(id),
    rejects: rejects.waiting,
  });
}

/** What the mapping calls each list, by its id. */
export function listNamesOf(mapping: Mapping, { lists }: Pick<WantedDeps, 'lists'>): Map<number, string> {
  const named = listsIn(mapping).flatMap(({ list, text }): [number, string][] => {
    const id = lists.get(list);
    return id === undefined ? [] : [[id, text]];
  });
  return new Map(named);
}

/** What became of a round. */
export type RoundOutcome = Pick<Counts, 'contacts' | 'imported' | 'events'>;

/** What a round is sent with beside its plan. */
export interface RoundOptions {
  /** Hears what became of contacts and events, also where sending stopped half way. */
  onSent?: (outcome: RoundOutcome) => void;
  /** Rejects that are tried again in it. */
  replay?: Replay;
  /** Whether companies are sent too, where the mapping wants them at Brevo. */
  companies?: boolean;
}

/**
 * Sends a planned round; each outcome is in the replica, or in the rejects, when it resolves.
 * @throws AuthError, ApiError, ExpectedError, and the reason where the run is told to stop
 */
export async function sendRound(
  session: Session,
  round: ReadyRound,
  { onSent, replay, companies = true }: RoundOptions = {},
): Promise<void> {
  const { replica, rejects, log, people: stream, account, signal, mapping, settings } = session;
  await round.provision.carryOut(round.attributes);
  const since = Date.now();
  const { types } = round.attributes;
  const counts = noCounts();
  const sending = {
    account,
    replica,
    rejects,
    log,
    signal,
    stream,
    sequence: round.upTo,
    pollSeconds: settings.import_poll_seconds,
    ...(settings.load_method === 'import' && { imports: { types } }),
  };
  try {
    await sendAll(sending, counts);
  } finally {
    onSent?.(counts);
  }
  const { contacts, imported, events, complete } = counts;
  log.info(
    `sent: ${contacts.created} created, ${contacts.updated} updated, ${contacts.removed} removed` +
      `${imported > 0 ? ` (${imported} by import)` : ''}, ` +
      `${events.sent} events, ${contacts.rejected + events.rejected} refused`,
  );
  if (events.waiting > 0) log.info(`${events.waiting} events wait: their contacts are not at Brevo`);
  if (companies && mapping.companies === 'crm' && !signal.aborted) {
    const sent = await sendCompanies({ account, replica, rejects, log, signal, stream: STREAM.companies });
    const { created, updated, linked, rejected, deferred } = sent;
    log.info(
      `companies: ${created} created, ${updated} updated, ${linked} linked, ${rejected} refused, ${deferred} deferred`,
    );
  }
  if (settings.verify !== 'off')
    await verify({ account, replica, log, signal, mode: settings.verify, since });
  if (!complete || signal.aborted) throw signal.reason;
  // A large plan is cleared in the run that made it, not in the short one after it.
  replica.begin();
  replica.clearPlan();
  replica.commitDurably();
  replay?.settle();
}

/** A list that was made since, or made anew, is one that nobody has been planned for. */
function lookAtNewLists({ replica }: Session, { lists }: WantedDeps): void {
  const ids = JSON.stringify([...lists.values()].toSorted((a, b) => a - b));
  const before = replica.meta('lists');
  if (before === ids) return;
  if (before !== undefined) replica.markAllDirty();
  replica.setMeta('lists', ids);
}

function planRules(session: Session, mapping: Mapping, deps: WantedDeps, options: Options): PlanRules {
  const { settings, people: stream } = session;
  const lifts = mapping.consent.owner === 'intercom';
  return {
    stream,
    mapping,
    managed: new Set(deps.rules.managed),
    kept: new Set(mapping.attributes.filter(({ nulls }) => nulls === 'keep').map(({ name }) => name)),
    lifts: {
      email: lifts && mapping.consent.emails !== undefined,
      sms: lifts && mapping.consent.sms !== undefined,
    },
    withoutEmail: settings.contacts_without_email,
    onDelete: settings.on_delete,
    wantedOf: (id, row, identity, alone) => {
      const result = wanted(id, row, deps, identity, alone);
      options.use(result.wanted.attributes);
      return result;
    },
    identified: () => deps.owners.forget(),
  };
}

/** The options of multiple choices that plans use: Brevo drops those that it does not know without a word. */
export class Options {
  readonly used = new Map<string, Set<string>>();

  constructor(mapping: Mapping, types: ReadonlyMap<string, string>) {
    for (const { name } of mapping.attributes)
      if (types.get(name) === 'multiple-choice') this.used.set(name, new Set());
  }

  use(attributes: Wanted['attributes']): void {
    for (const [name, options] of this.used) {
      const value = attributes[name];
      if (Array.isArray(value)) for (const option of value) options.add(option);
    }
  }
}
