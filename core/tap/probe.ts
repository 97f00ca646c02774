// Whether a stream can be read.
import type { Log } from '../log.ts';
import { isChild, type Page, type Stream } from '../stream.ts';
import type { Tap, TapApi } from '../tap.ts';

/** One or two cheap calls that show whether the stream can be read; the result says what they showed. @throws ExpectedError */
export async function probe<Config, Api extends TapApi>(
  tap: Tap<Config, Api>,
  stream: Stream<Api>,
  api: Api,
  log: Log,
): Promise<string> {
  const request = {
    since: 0,
    emittedSince: 0,
    settledAt: api.startedAt,
    hasChildren: false,
    wants: () => false,
    count: () => undefined,
    log,
  };
  const root = isChild(stream) ? tap.streams.find(({ name }) => name === stream.parent) : stream;
  if (!root || isChild(root)) throw new Error(`the parent of ${stream.name} is no stream of its own`);
  if (root === stream && root.probe) {
    await root.probe(api);
    return 'readable';
  }
  const page = await firstOf(root.read(api, request));
  if (!isChild(stream)) return 'readable';
  const [parent] = page?.records ?? [];
  if (!parent) return `nothing to check it by, since there are no ${root.name}`;
  await stream.children(api, stream.reference(parent), request);
  return 'readable';
}

/** Pages are read ahead: the reading is closed, or it would go on for nobody. */
async function firstOf(pages: AsyncIterable<Page>): Promise<Page | undefined> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    const { done, value } = await iterator.next();
    return done ? undefined : value;
  } finally {
    await iterator.return?.();
  }
}
