// What a target is made of: a destination that opens one sink per stream.
import type { CommandContext } from './cli.ts';
import type { Row, SchemaMessage } from './protocol/messages.ts';
import type { Ticket } from './protocol/settle.ts';

/** A checked record, as a sink gets it. */
export interface SinkRecord {
  row: Row;
  /** The row as JSON, every digit as it was sent; absent where it came as an object. */
  source: string | undefined;
  /** The source says that it deleted the row (`_sdc_deleted_at`). */
  deleted: boolean;
  /** The version of a versioned stream that the row belongs to. */
  version: number | undefined;
  /** To be settled once the record is delivered: only then may a STATE after it be printed. */
  ticket: Ticket;
}

/** Takes the records of one stream. It may hold them back, batch them and settle them in any order. */
export interface Sink {
  /**
   * Takes a record. A promise means "no more until it resolves"; it need not mean delivered.
   * A failure, also one that comes later, rejects here or in `flush`, and then in every later call.
   */
  write(record: SinkRecord): Promise<void> | void;
  /** Settles all that was written before the call; `write` may be called meanwhile. */
  flush(): Promise<void>;
  /** Drops the rows whose version is older than `version`; absent where that cannot be done. */
  activateVersion?(version: number): Promise<void>;
}

/** Where the records of a run go. */
export interface Destination {
  /** Opens a stream, and again when its schema or key has changed; the sink opened earlier is flushed by then. */
  sink(schema: SchemaMessage): Promise<Sink> | Sink;
  /** Lets go of files and connections. All sinks are flushed by then, unless the run has failed. */
  close(): Promise<void>;
  /** How often sinks are flushed while records come and a STATE waits, in milliseconds; 5 s where it says nothing. */
  flushEveryMs?: number;
  /** Hears of a STATE that comes ahead of everything else: what the tap goes on from. */
  continues?(state: Row): void;
  /** Takes the STATE that is due in the place of standard output. */
  keepState?(text: string): void;
}

/** The settings that every target knows. */
export interface TargetSettings {
  validate_records: boolean;
  add_record_metadata: boolean;
}

/** Opens the destination of a run before anything is read. @throws ConfigError where it cannot be used */
export type OpenDestination<Config> = (context: CommandContext<Config>) => Promise<Destination> | Destination;
