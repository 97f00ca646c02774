// From when on a stream is read: its bookmark, where that can be relied on.
import type { Log } from '../log.ts';
import type { State } from '../protocol/state.ts';
import { isChild, type Stream } from '../stream.ts';
import { isoMicroseconds } from '../time.ts';

/** Times of a run in epoch seconds. */
interface Times {
  /** Where streams without a bookmark start. */
  startDate: number;
  /** When the run began, by the later of the vendor's clock and ours. */
  latest: number;
}

/** Epoch seconds from which the stream is read. A bookmark that would leave rows out is set back, with a warning. */
export function sinceOf<Api>(stream: Stream<Api>, state: State, times: Times, log: Log): number {
  const { name } = stream;
  const bookmark = state.bookmark(name);
  if (bookmark === undefined) return times.startDate;
  const goBack = (since: number, why: string): number => {
    log.warn({ stream: name }, `${name}: ${why}; reading ${spanSince(since)}`);
    state.rewind(name, since);
    return since;
  };
  // The run, and with it every later one, would read nothing; and how far the rows before it came, nobody knows.
  if (bookmark > times.latest) return goBack(times.startDate, 'its bookmark lies in the future');
  if (isChild(stream) && state.currentlySyncing === stream.parent) {
    // Other taps read parents in an order of their own, and note the time of each whose children are out.
    const parents = state.bookmark(stream.parent) ?? times.startDate;
    if (bookmark > parents) return goBack(parents, `cut off, with a bookmark ahead of ${stream.parent}`);
  }
  return bookmark;
}

/** What is read, in words. */
export function spanSince(since: number): string {
  return since > 0 ? `what changed since ${isoMicroseconds(since)}` : 'everything';
}
