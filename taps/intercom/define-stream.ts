// Streams typed for this tap's connection.
import type { ChildStream, RootStream } from '../../core/stream.ts';
import type { IntercomApi } from './api.ts';

/** Gives back its argument: it exists for the types. */
export function defineStream(stream: RootStream<IntercomApi>): RootStream<IntercomApi> {
  return stream;
}

/** The same for a stream read row by row of another. */
export function defineChildStream(stream: ChildStream<IntercomApi>): ChildStream<IntercomApi> {
  return stream;
}
