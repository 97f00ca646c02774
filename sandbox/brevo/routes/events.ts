// Custom events: one, a batch, and reading them back.
import { fieldsOf } from '../../json.ts';
import type { Account } from '../account.ts';
import { eventProblem, storeEvent, type StoredEvent } from '../events.ts';
import { invalid, Problem } from '../problem.ts';
import { numbersIn, timeIn, wholeNumber } from '../request.ts';
import { DONE, ok, type ApiRequest, type Reply, type Route } from '../route.ts';

const MAX_EVENTS = 200;
const MAX_BATCH = 512 * 1024;
const MAX_PAGE = 10_000;
const HALF_A_YEAR = 183 * 86_400_000;

/** The routes under /events. */
export function eventRoutes(account: Account): Route[] {
  return [
    {
      method: 'POST',
      path: '/events',
      answer: ({ body, now }) => {
        const problem = eventProblem(body);
        if (problem !== undefined) throw invalid(problem);
        storeEvent(account, body, now);
        return DONE;
      },
    },
    { method: 'POST', path: '/events/batch', answer: (request) => batch(account, request) },
    {
      method: 'GET',
      path: '/events',
      query: ['contact_id', 'event_name', 'object_type', 'startDate', 'endDate', 'limit', 'offset'],
      answer: (request) => page(account, request),
    },
  ];
}

/** Takes what is sound; the rest is named by its place in the request. */
function batch(account: Account, { body, bytes, now }: ApiRequest): Reply {
  const { events } = fieldsOf(body);
  if (!Array.isArray(events) || events.length === 0)
    throw new Problem(400, 'missing_parameter', 'events is missing');
  if (events.length > MAX_EVENTS)
    throw new Problem(400, 'out_of_range', `A batch has at most ${MAX_EVENTS} events`);
  if (bytes > MAX_BATCH) throw new Problem(400, 'out_of_range', 'A batch has at most 512 KB');
  const places = new Map<string, number[]>();
  events.forEach((event: unknown, n) => {
    const message = eventProblem(event);
    if (message === undefined) storeEvent(account, event, now);
    else places.set(message, [...(places.get(message) ?? []), n]);
  });
  const errors = Array.from(places, ([message, eventIndex]) => ({ eventIndex, message }));
  const failed = errors.reduce((sum, { eventIndex }) => sum + eventIndex.length, 0);
  const total = events.length;
  if (failed === 0) return { status: 202, body: { message: 'Events queued', count: total } };
  return {
    status: failed === total ? 400 : 207,
    body: {
      status: failed === total ? 'failed' : 'partial_success',
      total_events: total,
      successful_events: total - failed,
      failed_events: failed,
      errors,
    },
  };
}

/** Events of nobody known are not shown, nor those that are still on their way. */
function page(account: Account, { query, now }: ApiRequest): Reply {
  const contacts = numbersIn(query, 'contact_id');
  const start = timeIn(query, 'startDate') ?? now - HALF_A_YEAR;
  const end = timeIn(query, 'endDate') ?? Infinity;
  const limit = wholeNumber(query, 'limit', 100);
  const offset = wholeNumber(query, 'offset', 0);
  if (limit > MAX_PAGE) throw new Problem(400, 'out_of_range', 'Limit exceeds max value');
  const found = account.events.filter((event) => {
    const time = Date.parse(event.event_date);
    return (
      event.contact_id !== null &&
      event.received_at + account.readLagMs <= now &&
      (contacts?.includes(event.contact_id) ?? true) &&
      [event.event_name, null].includes(query.get('event_name')) &&
      [event.object_type, null].includes(query.get('object_type')) &&
      time >= start &&
      time <= end
    );
  });
  return ok({ events: found.slice(offset, offset + limit).map(shown), count: found.length });
}

const shown = ({ identifiers: _identifiers, received_at: _received_at, ...event }: StoredEvent) => event;
