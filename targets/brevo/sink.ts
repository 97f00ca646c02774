// Takes the rows of one stream into the replica, and the events that they tell of.
import type { Row } from '../../core/protocol/messages.ts';
import type { Sink, SinkRecord } from '../../core/sink.ts';
import type { HeldTickets } from '../../core/protocol/settle.ts';
import { transitions, type TransitionRules } from './person/transitions.ts';
import type { RecordStore } from './replica/records.ts';
import type { Replica } from './replica/replica.ts';

/** Rows in one transaction: enough to be fast, few enough to keep its journal small. */
const COMMIT_EVERY = 10_000;

/** What the sinks of a run share. */
export interface SinkParts {
  replica: Replica;
  rules: TransitionRules;
  /** Tickets of the rows that are stored and not settled yet. */
  held: HeldTickets;
  /** Counts AI outcomes that have no word here yet. */
  unknownOutcomes: Map<string, number>;
  /** Looks at each row that differs, where somebody wants to. */
  look?: (row: Row) => void;
  /** Keeps what was seen so, before the rows are committed. */
  keep: () => void;
  /** Plans, sends and settles what all sinks have taken. */
  settle: () => Promise<void>;
}

/** The rows of one stream on their way into the replica. */
export class ReplicaSink implements Sink {
  readonly #stream: string;
  readonly #store: RecordStore;
  readonly #parts: SinkParts;
  #stored = 0;

  constructor(stream: string, store: RecordStore, parts: SinkParts) {
    this.#stream = stream;
    this.#store = store;
    this.#parts = parts;
  }

  write({ row, source, deleted, version, ticket }: SinkRecord): void {
    const { replica, rules, held, look, keep, unknownOutcomes } = this.#parts;
    held.hold(ticket);
    replica.begin();
    if (this.#store.put(row, source, { deleted, version }) === 'changed') {
      look?.(row);
      for (const { unknown, ...event } of transitions(this.#stream, row, rules)) {
        if (unknown !== undefined) unknownOutcomes.set(unknown, (unknownOutcomes.get(unknown) ?? 0) + 1);
        replica.addEvent(event);
      }
    }
    this.#stored += 1;
    if (this.#stored % COMMIT_EVERY !== 0) return;
    keep();
    replica.commit();
  }

  flush(): Promise<void> {
    return this.#parts.settle();
  }

  // oxlint-disable-next-line require-await -- the contract is asynchronous, this replica is not
  async activateVersion(version: number): Promise<void> {
    this.#parts.replica.begin();
    this.#store.activateVersion(version);
  }
}

/** Takes the rows of a stream that the mapping has no use for. */
export class IgnoringSink implements Sink {
  write({ ticket }: SinkRecord): void {
    ticket.settle();
  }

  async flush(): Promise<void> {
    // Nothing is held back.
  }

  async activateVersion(): Promise<void> {
    // Nothing is kept.
  }
}
