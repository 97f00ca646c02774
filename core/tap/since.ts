// From when on a stream is read: its bookmark, where that can be relied on.
import type { Log } from '../log.ts';
import type { State } from '../protocol/state.ts';
import { isChild, type Stream } from '../stream.ts';
import { isoMicroseconds } from '../time.ts';

/** Times of a run in epoch seconds. */
interface Times {
  /** Where streams without a bookmark start. */
  startDate: number;
  /** When the run began, by the vendor's clock. */
  now: number;
}

/**
 * Epoch seconds from which each incremental stream is read, now or by a later run. A bookmark that would leave rows out
 * is set back, with a warning, also of a stream that is not selected: what another tap was cut off at, our first state forgets.
 */
export function sinceOfAll<Api>(
  streams: readonly Stream<Api>[],
  state: State,
  times: Times,
  log: Log,
): Map<string, number> {
  const incremental = streams.filter((stream) => stream.replicationKey !== undefined);
  // A child is compared with its parent as that is read.
  const ordered = incremental.toSorted((a, b) => Number(isChild(a)) - Number(isChild(b)));
  return new Map(ordered.map((stream) => [stream.name, sinceOf(stream, state, times, log)]));
}

function sinceOf<Api>(stream: Stream<Api>, state: State, times: Times, log: Log): number {
  const { name } = stream;
  const bookmark = state.bookmark(name);
  if (bookmark === undefined) return times.startDate;
  const goBack = (since: number, why: string): number => {
    log.warn(
      { stream: name },
      `${name}: ${why}; set back to ${since > 0 ? isoMicroseconds(since) : 'the beginning'}`,
    );
    state.rewind(name, since);
    return since;
  };
  // The run, and with it every later one, would read nothing; and how far the rows before it came, nobody knows.
  if (bookmark > times.now) return goBack(times.startDate, 'its bookmark lies in the future');
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
