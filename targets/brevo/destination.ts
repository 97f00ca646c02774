// A run that takes messages: rows into the replica, and at its end, or every few minutes, a round.
import { HeldTickets } from '../../core/protocol/settle.ts';
import type { CommandContext } from '../../core/cli.ts';
import { ConfigError } from '../../core/errors.ts';
import type { SchemaMessage } from '../../core/protocol/messages.ts';
import type { Destination, Sink } from '../../core/sink.ts';
import { checkMapping } from './mapping/check.ts';
import { keepFields } from './mapping/gather.ts';
import { STREAM } from './mapping/mapping.ts';
import type { TransitionRules } from './person/transitions.ts';
import { voidPlans } from './plan/plan-file.ts';
import { planRound, sendRound, type ReadyRound, type RoundOutcome } from './round.ts';
import { openSession, type Session } from './session.ts';
import { eventsSince, type BrevoSettings } from './settings.ts';
import { IgnoringSink, ReplicaSink } from './sink.ts';

/** Often enough for a run of hours, and rarely enough that most runs send each contact once, with all that is known of it. */
const ROUND_MS = 300_000;

/** What a run does with its rounds. */
export interface Rounds {
  /** Whether lists may be created as a round is planned. */
  create: boolean;
  everyMs: number;
  /** What becomes of a planned round; false where its rows do not count as delivered. */
  carryOut: (session: Session, round: ReadyRound) => Promise<boolean>;
  /** Takes the STATE that is due in the place of standard output. */
  keepState?: (text: string) => void;
  /** Called once everything is open, before anything is asked of Brevo. */
  begin?: (session: Session) => void;
  /** Called at the end of the run, whether it failed or not. */
  end?: (session: Session) => Promise<void>;
}

/** Watches a run that delivers. */
export interface DeliveryObserver {
  /** Everything is open, and nothing has been asked of Brevo yet. */
  opened: (session: Session) => void;
  /** A round is about to be sent. */
  planned: (session: Session, round: ReadyRound) => void;
  /** It has been sent, or as much of it as there was time for. */
  sent: (outcome: RoundOutcome) => void;
  /** The run is over, whether it failed or not. */
  ended: (session: Session) => void;
}

/** What a run is for, as long as no flag says otherwise. */
export function delivering(observer?: DeliveryObserver): Rounds {
  return {
    create: true,
    everyMs: ROUND_MS,
    carryOut: async (session, round) => {
      observer?.planned(session, round);
      await sendRound(session, round, observer && { onSent: observer.sent });
      // The rows that follow are taken all the same: what was refused holds up nobody else.
      return !session.rejects.exceeded;
    },
    ...(observer && { begin: observer.opened }),
    end: async (session) => {
      observer?.ended(session);
      session.rejects.check();
    },
  };
}

/** Opens a run. @throws ConfigError, AuthError and ApiError */
export async function openBrevo(
  context: CommandContext<BrevoSettings>,
  rounds: Rounds = delivering(),
): Promise<Destination> {
  const session = await openSession(context);
  try {
    rounds.begin?.(session);
    // What can be refused is refused before the tap has read for an hour.
    const provision = await session.provision();
    provision.check(session.mapping, session.fields);
    provision.refuseMissingLists(session.mapping);
    return new BrevoDestination(session, rounds);
  } catch (error) {
    await session.close();
    throw error;
  }
}

class BrevoDestination implements Destination {
  readonly flushEveryMs: number;
  readonly keepState?: (text: string) => void;
  readonly #session: Session;
  readonly #rounds: Rounds;
  readonly #held = new HeldTickets();
  readonly #rules: TransitionRules;
  readonly #unknown = new Set<string>();
  readonly #outcomes = new Map<string, number>();
  /** Settle what the rounds so far have taken. */
  readonly #taken: (() => void)[] = [];
  #round: Promise<void> | undefined;

  constructor(session: Session, rounds: Rounds) {
    this.#session = session;
    this.#rounds = rounds;
    this.flushEveryMs = rounds.everyMs;
    if (rounds.keepState) this.keepState = rounds.keepState;
    const { mapping, replica, settings } = session;
    this.#rules = {
      events: mapping.events,
      streams: mapping.streams,
      since: eventsSince(settings) ?? replica.createdAt,
      parts: replica.meta('parts') !== undefined,
    };
  }

  sink(schema: SchemaMessage): Sink {
    const { replica, mapping, settings, log, fields } = this.#session;
    const { stream } = schema;
    const plan = mapping.streams.get(stream);
    if (!plan) {
      if (mapping.ignored.has(stream) || this.#unknown.has(stream)) return new IgnoringSink();
      const text = `the mapping has no stream "${stream}"`;
      if (settings.on_unknown_stream === 'fail') throw new ConfigError(`${text} (on_unknown_stream: fail)`);
      this.#unknown.add(stream);
      log.warn({ stream }, `${text}: its rows are ignored`);
      return new IgnoringSink();
    }
    checkMapping(mapping, new Map([[stream, schema.schema]]), log);
    replica.begin();
    replica.setMeta('fed', 'yes');
    if (stream === STREAM.parts) {
      this.#rules.parts = true;
      replica.setMeta('parts', 'seen');
    }
    const store = replica.stream(plan, Object.keys(schema.schema.properties ?? {}));
    const look =
      plan.sink === 'contacts'
        ? fields.see.bind(fields)
        : plan.sink === 'lookup'
          ? fields.describe.bind(fields, stream)
          : undefined;
    return new ReplicaSink(stream, store, {
      replica,
      rules: this.#rules,
      held: this.#held,
      unknownOutcomes: this.#outcomes,
      settle: () => this.#settle(),
      keep: () => keepFields(fields, replica),
      ...(look && { look }),
    });
  }

  continues(): void {
    const { replica, settings } = this.#session;
    if (replica.meta('fed') !== undefined) return;
    throw new ConfigError(
      `replica_path: ${settings.replica_path} is new, and the tap goes on from a state: ` +
        'counts and joins would be of part of the rows; run the tap once without its state, which reads everything again',
    );
  }

  async close(): Promise<void> {
    try {
      await this.#rounds.end?.(this.#session);
    } finally {
      await this.#session.close();
    }
  }

  /** One round for all sinks that ask for it at the same time. */
  #settle(): Promise<void> {
    this.#round ??= this.#run().finally(() => (this.#round = undefined));
    return this.#round;
  }

  async #run(): Promise<void> {
    // The other sinks are asked to flush in this very turn: what they hold is of this round too.
    await Promise.resolve();
    const { replica, log } = this.#session;
    for (const [outcome, n] of this.#outcomes)
      log.warn(`${n} x an AI outcome without a word of its own, sent as it is: "${outcome}"`);
    this.#outcomes.clear();
    this.#taken.push(this.#held.take());
    replica.begin();
    voidPlans(replica);
    const round = await planRound(this.#session, this.#rounds.create);
    const isDelivered = await this.#rounds.carryOut(this.#session, round);
    replica.commitDurably();
    if (isDelivered) for (const settle of this.#taken.splice(0)) settle();
  }
}
