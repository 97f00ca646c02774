// The tap over chosen objects in the place of all that changed: each is read by its id, in the form of its stream.
import { orderedMap } from '../../core/concurrency.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { isChild, type Page, type ReadRequest, type RootStream } from '../../core/stream.ts';
import type { IntercomApi } from './api.ts';
import { completeLists } from './contact-lists.ts';
import { unlessGone } from './gone.ts';
import { tapIntercom } from './index.ts';

/** Streams whose rows can be read by their id: https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io */
const OBJECTS = ['contacts', 'companies', 'conversations'] as const;

/** The ids to read of each stream, which need not exist; streams that are not named are not read. */
export type Chosen = ReadonlyMap<string, ReadonlySet<string>>;

/** Hears what became of the reading of an object. */
export type OnRead = (stream: string, id: string, outcome: 'found' | 'gone') => void;

/**
 * tap-intercom over these objects and the children that hang on them. A stream without ids has a SCHEMA and no rows;
 * tables as `tags` are read whole. Its STATE is to be dropped: it says nothing of what else has changed.
 */
export function chosenTap(chosen: Chosen, onRead: OnRead): typeof tapIntercom {
  const streams = tapIntercom.streams
    .filter((stream) => chosen.has(isChild(stream) ? stream.parent : stream.name))
    .map((stream) => (isChild(stream) ? stream : chosenOf(stream, chosen.get(stream.name), onRead)));
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
    const row = await unlessGone(
      api.client.json<Row>({
        method: 'GET',
        path: `/${stream}/${encodeURIComponent(id)}`,
        route: `/${stream}/{id}`,
        stream,
      }),
    );
    onRead(stream, id, row ? 'found' : 'gone');
    if (!row) {
      request.count(`${stream} gone before they were read`);
      return { records: [] };
    }
    // By id a conversation comes with its parts, which are a stream of their own.
    delete row['conversation_parts'];
    const page = { records: [row] };
    return stream === 'contacts' ? completeLists(api, request, page) : page;
  };
  return orderedMap(each(ids), readOne, api.concurrency);
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
