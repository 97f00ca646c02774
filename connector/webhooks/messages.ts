// A batch as the messages that a sync would bring: objects read again, and rows of those that are gone.
import type { Log } from '../../core/log.ts';
import { StreamsFailed } from '../../core/errors.ts';
import { isRow, type Message, type Row } from '../../core/protocol/messages.ts';
import { runTap } from '../../core/tap.ts';
import type { Receipt } from '../../core/tap/receipt.ts';
import type { IntercomApi } from '../../taps/intercom/api.ts';
import { chosenTap, type Chosen } from '../../taps/intercom/chosen.ts';
import type { Connector } from '../connector.ts';
import type { Batch } from './batch.ts';
import type { Lives } from './lives.ts';
import { put, type Objects } from './notification.ts';
import type { Subject } from './topics.ts';

/** What the messages are made with. */
export interface MessageContext {
  connector: Connector;
  /** Streams of the connector that are switched on. */
  catalog: Row;
  api: IntercomApi;
  lives: Lives;
  /** What the tap goes on from: the target has to know that rows came before these. */
  state: Row;
  /** By stream, filled meanwhile; a stream that failed is not `complete`. */
  receipts: Map<string, Receipt>;
  /** Filled meanwhile: those to read that Intercom has. */
  found: Objects;
  /** Filled meanwhile: those that Intercom refuses. */
  failed: Objects;
  log: Log;
  signal: AbortSignal;
}

/**
 * A stream that fails is told of in the log and in its receipt, and leaves the others alone.
 * @throws ExpectedError where the tap cannot begin
 */
export async function* messagesOf(batch: Batch, context: MessageContext): AsyncGenerator<Message[]> {
  const { connector, api, lives, state, receipts, log, signal } = context;
  const gone = each(batch.gone);
  const tap = chosenTap(chosenOf(batch), (stream, id, outcome) => {
    const subject = stream as Subject;
    const at = batch.read.get(subject)?.get(id) ?? 0;
    if (outcome !== 'gone') put(context[outcome], subject, id, at);
    else if (batch.unsure.get(subject)?.has(id)) gone.push([subject, id]);
  });
  const catalog = selected(context.catalog, new Set(tap.streams.map(({ name }) => name)));
  yield [{ type: 'STATE', value: state }];
  try {
    const run = { tap, config: connector.intercom, catalog, log, signal, receipts };
    for await (const messages of runTap(run, api)) {
      yield messages.filter(({ type }) => type !== 'STATE').map((message) => withMerges(message, lives));
    }
  } catch (error) {
    if (!(error instanceof StreamsFailed)) throw error;
  }
  if (!signal.aborted) yield goneRows(gone).map((message) => withMerges(message, lives));
}

/** Subjects of which all that is to be done is to say that something is gone have no ids to read. */
function chosenOf({ read, gone }: Batch): Chosen {
  const subjects = new Set([...gone.keys(), ...read.keys()]);
  return new Map([...subjects].map((subject) => [subject, new Set(read.get(subject)?.keys())]));
}

function each(objects: Objects): [Subject, string][] {
  return [...objects].flatMap(([subject, some]) =>
    [...some.keys()].map((id): [Subject, string] => [subject, id]),
  );
}

/** Those of the catalog's streams that are read. */
function selected(catalog: Row, names: ReadonlySet<string>): Row {
  const streams = Array.isArray(catalog['streams']) ? catalog['streams'] : [];
  return { streams: streams.filter((stream) => isRow(stream) && names.has(String(stream['tap_stream_id']))) };
}

function goneRows(objects: readonly [Subject, string][]): Message[] {
  const now = new Date().toISOString();
  return objects.map(([stream, id]) => ({
    type: 'RECORD',
    stream,
    record: { id, _sdc_deleted_at: now },
    time_extracted: now,
  }));
}

/** A contact with those that went into it, which the API tells from 2.16 on by itself. */
function withMerges(message: Message, lives: Lives): Message {
  if (message.type !== 'RECORD' || message.stream !== 'contacts') return message;
  const { record } = message;
  const known = Array.isArray(record['merge_history']) ? record['merge_history'].filter(isRow) : [];
  const told = new Set(known.map((one) => one['source_contact_id']));
  const merged = lives.mergedInto(String(record['id'])).filter((id) => !told.has(id));
  if (merged.length === 0) return message;
  const history = merged.map((id) => ({ source_contact_id: id }));
  return { ...message, record: { ...record, merge_history: [...known, ...history] } };
}
