// What a tap declares of each stream: its schema and keys, and how its pages are read.
import type { CatalogStream } from './protocol/catalog.ts';
import { AuthError, type ExpectedError } from './errors.ts';
import type { Log } from './log.ts';
import type { Row } from './protocol/messages.ts';

/** Some rows of a stream, as the vendor sent them. */
export interface Page {
  records: Row[];
  /** Every row older than this (epoch seconds) is in this page or an earlier one; absent where pages come in no order. */
  position?: number;
  /** How many rows the vendor says there are in all. */
  total?: number;
}

/** What a stream is asked for. Times in epoch seconds. */
export interface ReadRequest {
  /** Rows older than this are not wanted; 0 for everything. */
  since: number;
  /** Rows older than this are read for the sake of their children alone. */
  emittedSince: number;
  /** What has changed since may still stand where it stood before, in the vendor's index. */
  settledAt: number;
  /** Each row will cost further requests, so there is nothing to gain from reading pages faster. */
  hasChildren: boolean;
  /** Whether a top-level property is selected. */
  wants: (property: string) => boolean;
  /** Adds to a figure of the stream's receipt, for example `vanished`. */
  count: (what: string, n?: number) => void;
  log: Log;
}

/** What all streams have; a replication key makes a stream incremental. */
interface BaseStream extends CatalogStream {
  /** The permission to grant when the vendor refuses, in the vendor's words. */
  permission: string;
  /** Restructures a raw record before times and fields are brought in line with the schema. */
  prepare?: (record: Row) => Row;
}

/** A stream with calls of its own. */
export interface RootStream<Api> extends BaseStream {
  read: (api: Api, request: ReadRequest) => AsyncIterable<Page>;
  /** One cheap call that shows whether the stream can be read; without it the first page is read. */
  probe?: (api: Api) => Promise<void>;
  /** Rows carry a version, and those of older versions are to be dropped after a complete run. */
  versioned?: boolean;
}

/** A stream read row by row of another one, its parent. */
export interface ChildStream<Api> extends BaseStream {
  parent: string;
  /** What of a raw parent row is needed to read its children. */
  reference: (parent: Row) => Row;
  children: (api: Api, reference: Row, request: ReadRequest) => Promise<Row[]>;
}

/** Any stream of a tap. */
export type Stream<Api> = RootStream<Api> | ChildStream<Api>;

/** What went wrong with a stream and what to do about it, in one line. */
export function describeFailure(
  { permission }: Pick<BaseStream, 'permission'>,
  error: ExpectedError,
): string {
  if (!(error instanceof AuthError)) return error.message;
  return `${error.message}; ${error.advice ?? `grant the permission "${permission}"`}`;
}

/** Tells the two kinds apart. */
export function isChild<Api>(stream: Stream<Api>): stream is ChildStream<Api> {
  return 'parent' in stream;
}
