// Sending custom events, and taking apart what Brevo says of a batch.
import { ApiError } from '../../../core/errors.ts';
import { objectOf, textOf } from '../../../core/http/answer.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { PAGE, type BrevoClient } from '../../../vendors/brevo.ts';
import { pages, send } from './calls.ts';

/** An event as the API takes it: https://developers.brevo.com/reference/create-event */
export interface EventBody {
  event_name: string;
  identifiers: { ext_id?: string; email_id?: string; contact_id?: number; phone_id?: string };
  /** ISO 8601. */
  event_date?: string;
  event_properties?: Row;
}

/** What became of a batch, by places in it. */
export interface BatchOutcome {
  accepted: number[];
  failed: { index: number; message: string }[];
}

/**
 * Sends up to 200 events, 512 KB in all. There is no key that would make a repetition harmless: with
 * `repeat: false` a lost answer is thrown as `ambiguous`, else the batch is sent again.
 * @throws ApiError where the batch as such is refused
 */
export async function sendEvents(
  api: BrevoClient,
  events: readonly EventBody[],
  repeat: boolean,
): Promise<BatchOutcome> {
  try {
    const { body } = await send(api, {
      method: 'POST',
      path: '/events/batch',
      body: { events },
      repeat,
    });
    return outcomeOf(events.length, failuresIn(body, events.length));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    const failed = failuresIn(error.body, events.length);
    // A refusal of the batch names no events; one that names only some leaves open what became of the others.
    if (failed.size < events.length) throw error;
    return outcomeOf(events.length, failed);
  }
}

/** Events of known contacts since `startDate` (ISO 8601): https://developers.brevo.com/reference/get-events */
export function readEvents(
  api: BrevoClient,
  startDate: string,
): AsyncGenerator<{ event_properties?: Row | null }> {
  return pages(api, {
    path: '/events',
    of: 'events',
    size: PAGE.events,
    sorted: false,
    query: { startDate },
  });
}

function failuresIn(body: unknown, count: number): Map<number, string> {
  const { errors } = objectOf(body);
  const failed = new Map<number, string>();
  for (const error of Array.isArray(errors) ? errors : []) {
    const { eventIndex, message } = objectOf(error);
    for (const place of [eventIndex].flat()) {
      const index = Number(place);
      if (Number.isInteger(index) && index >= 0 && index < count)
        failed.set(index, textOf(message) ?? 'no explanation');
    }
  }
  return failed;
}

function outcomeOf(count: number, failed: ReadonlyMap<number, string>): BatchOutcome {
  const accepted = Array.from({ length: count }, (_, index) => index).filter((index) => !failed.has(index));
  return { accepted, failed: Array.from(failed, ([index, message]) => ({ index, message })) };
}
