// Events as the API takes them, in batches that fit into one request.
import { BATCH } from '../../../vendors/brevo.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import type { EventBody } from '../account/events.ts';
import type { PendingEvent } from '../model.ts';

/** An event and what is sent of it. */
export interface OutgoingEvent {
  event: PendingEvent;
  /** The stream that it was found in. */
  stream: string;
  body: EventBody;
}

const MAX_NAME = 255;
// `{"events":[` and `]}`.
const FRAME_BYTES = 13;

/**
 * The body for POST /events/batch: https://developers.brevo.com/reference/create-batch-events. Names may only
 * hold letters, digits, `_` and `-`; whatever else is in one becomes `_`.
 */
export function eventBody({ name, date, properties }: PendingEvent, extId: string): EventBody {
  return {
    event_name: nameOf(name),
    identifiers: { ext_id: extId },
    event_date: date,
    event_properties: named(properties),
  };
}

const nameOf = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_NAME) || '_';

function named(properties: Row): Row {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [nameOf(name), value]));
}

/** Batches of at most 200 events and 512 KB; one that is larger by itself goes alone, for Brevo to judge. */
export function* batchesOf(events: Iterable<OutgoingEvent>): Generator<OutgoingEvent[]> {
  let batch: OutgoingEvent[] = [];
  let bytes = FRAME_BYTES;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.body)) + 1;
    if (batch.length === BATCH.events || (batch.length > 0 && bytes + size > BATCH.eventBytes)) {
      yield batch;
      batch = [];
      bytes = FRAME_BYTES;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
