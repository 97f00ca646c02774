// Reads one stream together with the children that hang on its rows, in order, into Singer messages.
import { orderedMap } from '../concurrency.ts';
import { ExpectedError } from '../errors.ts';
import type { Message, Row } from '../protocol/messages.ts';
import type { Receipt } from './receipt.ts';
import {
  describeFailure,
  isChild,
  type ChildStream,
  type Page,
  type ReadRequest,
  type RootStream,
  type Stream,
} from '../stream.ts';
import { epochSeconds } from '../time.ts';

/** A selected stream with all that its reading needs. Times in epoch seconds. */
export interface Selected<Api, S extends Stream<Api> = Stream<Api>> {
  stream: S;
  receipt: Receipt;
  request: ReadRequest;
  /** Makes a record fit the selected schema. */
  shape: (record: Row) => Row;
  schemaMessage: Message;
  /** Bookmark of a complete run; undefined for full-table streams. */
  finalBookmark: number | undefined;
  /** Goes into each RECORD of a versioned stream. */
  version?: number;
  /** Whether ACTIVATE_VERSION goes ahead of the rows too: nothing is there to be dropped yet. */
  activateFirst?: boolean;
}

/** A root stream, selected or only read for its children. */
export interface Group<Api> {
  root: Selected<Api, RootStream<Api>>;
  emitRoot: boolean;
  children: Selected<Api, ChildStream<Api>>[];
  /** What is asked of the root: the oldest that it or a child wants. */
  request: ReadRequest;
  /** Most child requests under way. */
  width: number;
}

/** Messages, and what may be said of the streams once they are out. */
export interface Batch {
  messages: Message[];
  /** Bookmarks that may move up to this (epoch seconds). */
  advance: [stream: string, seconds: number][];
  /** Streams that are complete. */
  done: string[];
}

type Step<Api> =
  | { page: Page; time: string }
  | { child: Selected<Api, ChildStream<Api>>; reference: Row }
  | { position: number };

/** All messages of the group. A child that fails is noted in its receipt and left; the parent's failure is thrown. */
export async function* readGroup<Api>(api: Api, group: Group<Api>): AsyncGenerator<Batch> {
  const { root, emitRoot, children } = group;
  const emitted: Selected<Api>[] = [...(emitRoot ? [root] : []), ...children];
  yield batch(emitted.map((one) => one.schemaMessage));
  // With the first page: a stream that cannot be read must not empty the table that it had.
  const early = root.activateFirst ? activation(root) : [];
  const perform = async (step: Step<Api>): Promise<Batch | number> => {
    if ('page' in step)
      return batch(emitRoot ? [...early.splice(0), ...rows(root, step.page.records, step.time)] : []);
    if ('child' in step) return batch(await readChildren(api, step.child, step.reference));
    return step.position;
  };
  const width = children.length > 0 ? group.width : 2;
  for await (const done of orderedMap(steps(api, group), perform, width)) {
    // A position holds for those that have not failed by now, when all that came before it is out.
    yield typeof done === 'number' ? reached(emitted.filter(isAlive), done) : done;
  }
  yield* emitted.filter(isAlive).map(complete);
}

async function* steps<Api>(api: Api, { root, children, request }: Group<Api>): AsyncGenerator<Step<Api>> {
  for await (const page of root.stream.read(api, request)) {
    root.receipt.read += page.records.length;
    root.receipt.expected ??= page.total;
    // Shaping changes records in place, so what the children need is taken first.
    const references = children.map((child) => ({
      child,
      found: page.records
        .filter((record) => !(timeOf(root, record) < child.request.since))
        .map((record) => child.stream.reference(record)),
    }));
    yield { page, time: new Date().toISOString() };
    for (const { child, found } of references) for (const reference of found) yield { child, reference };
    if (page.position !== undefined) yield { position: page.position };
  }
}

function rows<Api>(selected: Selected<Api>, records: Row[], time: string): Message[] {
  const { stream, request, receipt, shape, version } = selected;
  const messages: Message[] = [];
  for (const raw of records) {
    const prepared = stream.prepare ? stream.prepare(raw) : raw;
    if (!isChild(stream) && timeOf(selected, prepared) < request.since) continue;
    const message: Message = {
      type: 'RECORD',
      stream: stream.name,
      record: shape(prepared),
      time_extracted: time,
    };
    if (version !== undefined) message.version = version;
    messages.push(message);
  }
  receipt.records += messages.length;
  return messages;
}

async function readChildren<Api>(
  api: Api,
  child: Selected<Api, ChildStream<Api>>,
  reference: Row,
): Promise<Message[]> {
  if (child.receipt.error !== undefined) return [];
  try {
    return rows(child, await child.stream.children(api, reference, child.request), new Date().toISOString());
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    if (child.receipt.error === undefined) fail(child, error);
    return [];
  }
}

function isAlive<Api>({ receipt }: Selected<Api>): boolean {
  return receipt.error === undefined;
}

// A later run has to see again what the source may not show yet, however far this one got.
function reached<Api>(alive: Selected<Api>[], position: number): Batch {
  return batch(
    [],
    alive.map(({ stream, finalBookmark }) => [stream.name, Math.min(position, finalBookmark ?? Infinity)]),
  );
}

function complete<Api>(selected: Selected<Api>): Batch {
  const { stream, receipt, finalBookmark } = selected;
  receipt.seconds = (Date.now() - receipt.startedAt) / 1000;
  receipt.complete = true;
  const advance: Batch['advance'] = finalBookmark === undefined ? [] : [[stream.name, finalBookmark]];
  return { messages: activation(selected), advance, done: [stream.name] };
}

/** Notes the failure in the stream's receipt and says, in one line, what to do about it. `refused` is the stream whose call failed. */
export function fail<Api>(
  selected: Selected<Api>,
  error: ExpectedError,
  refused: Stream<Api> = selected.stream,
): void {
  const { receipt, request, stream } = selected;
  receipt.seconds = (Date.now() - receipt.startedAt) / 1000;
  receipt.error = error;
  request.log.error({ stream: stream.name }, `${stream.name}: ${describeFailure(refused, error)}`);
}

function activation<Api>({ stream, version }: Selected<Api>): Message[] {
  return version === undefined ? [] : [{ type: 'ACTIVATE_VERSION', stream: stream.name, version }];
}

function timeOf<Api>({ stream }: Selected<Api>, record: Row): number {
  return stream.replicationKey === undefined ? Infinity : epochSeconds(record[stream.replicationKey]);
}

function batch(messages: Message[], advance: Batch['advance'] = []): Batch {
  return { messages, advance, done: [] };
}
