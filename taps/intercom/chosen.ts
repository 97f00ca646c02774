// The tap over chosen objects in the place of all that changed: each is read by its id, in the form of its stream.
import { orderedMap } from '../../core/concurrency.ts';
import { ApiError } from '../../core/errors.ts';
import type { Row } from '../../core/protocol/messages.ts';
import {
  isChild,
  type ChildStream,
  type Page,
  type ReadRequest,
  type RootStream,
} from '../../core/stream.ts';
import type { IntercomApi } from './api.ts';
import { completeLists } from './contact-lists.ts';
import { unlessGone } from './gone.ts';
import { tapIntercom } from './index.ts';
import { readObject } from './objects.ts';

/** Streams whose rows can be read by their id: https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io */
const OBJECTS = ['contacts', 'companies', 'conversations'] as const;

/** The ids to read of each stream, which need not exist; streams that are not named are not read. */
export type Chosen = ReadonlyMap<string, ReadonlySet<string>>;

/** Hears what became of the reading of an object; one that `failed`, with its children or without, leaves the others alone. */
export type OnRead = (stream: string, id: string, outcome: 'found' | 'gone' | 'failed') => void;

/**
 * tap-intercom over these objects and the children that hang on them. A stream without ids has a SCHEMA and no rows;
 * tables as `tags` are read whole. Its STATE is to be dropped: it says nothing of what else has changed.
 */
export function chosenTap(chosen: Chosen, onRead: OnRead): typeof tapIntercom {
  const streams = tapIntercom.streams
    .filter((stream) => chosen.has(isChild(stream) ? stream.parent : stream.name))
    .map((stream) =>
      isChild(stream) ? childOf(stream, onRead) : chosenOf(stream, chosen.get(stream.name), onRead),
    );
  return { ...tapIntercom, streams };
}

function chosenOf(
  stream: RootStream<IntercomApi>,
  ids: ReadonlySet<string> = new Set(),
  onRead: OnRead,
): RootStream<IntercomApi> {
  if (!OBJECTS.some((name) => name === stream.name)) return stream;
  return { ...stream, read: (api, request) => readById(api, request, stream.name, { ids, onRead }) };
}

function readById(
  api: IntercomApi,
  request: ReadRequest,
  stream: string,
  { ids, onRead }: { ids: ReadonlySet<string>; onRead: OnRead },
): AsyncGenerator<Page> {
  const readOne = async (id: string): Promise<Page> => {
    const row = await unlessGone(readObject(api, stream, id, { stream }));
    if (!row) {
      onRead(stream, id, 'gone');
      request.count(`${stream} gone before they were read`);
      return { records: [] };
    }
    // By id a conversation comes with its parts, which are a stream of their own.
    delete row['conversation_parts'];
    const page = { records: [row] };
    const whole = stream === 'contacts' ? await completeLists(api, request, page) : page;
    onRead(stream, id, 'found');
    return whole;
  };
  const read = (id: string): Promise<Page> =>
    unlessUnreadable(readOne(id), { records: [] }, (error) => {
      request.log.warn({ stream }, `${stream}: ${id} cannot be read: ${error.message}`);
      onRead(stream, id, 'failed');
    });
  return orderedMap(each(ids), read, api.concurrency);
}

/** The child with the id of its parent beside what it reads with. */
function childOf(stream: ChildStream<IntercomApi>, onRead: OnRead): ChildStream<IntercomApi> {
  return {
    ...stream,
    reference: (parent) => ({ id: parent['id'], reference: stream.reference(parent) }),
    children: (api, { id, reference }, request) =>
      unlessUnreadable(stream.children(api, reference as Row, request), [], (error) => {
        request.log.warn(
          { stream: stream.name },
          `${stream.name} of ${String(id)} cannot be read: ${error.message}`,
        );
        onRead(stream.parent, String(id), 'failed');
      }),
  };
}

/** The result, or `none` where Intercom refuses this one object; what refuses all is thrown. */
async function unlessUnreadable<T>(
  result: Promise<T>,
  none: T,
  onError: (error: ApiError) => void,
): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0 || error.status === 429) throw error;
    onError(error);
    return none;
  }
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
