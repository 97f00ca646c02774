// Facts about Brevo's REST API: host, quotas, groups of rate limits, and what its errors mean.
import { ApiError, AuthError } from '../core/errors.ts';
import { explanation, objectOf, textOf } from '../core/http/answer.ts';
import type { RateReading } from '../core/http/budget.ts';
import { Client } from '../core/http/client.ts';
import { CountdownBudget } from '../core/http/countdown.ts';
import { Limiter } from '../core/http/limiter.ts';
import { mayPass } from '../core/http/retry.ts';
import type { Headers, Vendor } from '../core/http/vendor.ts';
import type { Log } from '../core/log.ts';
import { version } from '../core/package.ts';

/** https://developers.brevo.com/reference/getting-started-1 */
export const HOST = 'https://api.brevo.com/v3';

/** How many of each an account may have: https://developers.brevo.com/docs/platform-quotas */
export const QUOTA = { attributes: 200, lists: 300, folders: 300 } as const;

/** Most items per page. */
export const PAGE = { contacts: 1000, lists: 50, members: 500, events: 10_000, companies: 50 } as const;

/** Most that one request may carry; an import may have 10 MB, and 8 MB are advised. */
export const BATCH = {
  listMembers: 150,
  events: 200,
  eventBytes: 512 * 1024,
  importBytes: 8 * 1024 * 1024,
} as const;

/** Each is metered by itself: https://developers.brevo.com/docs/api-limits */
export type Group = 'contacts' | 'events' | 'rest';

/** The group of an endpoint: everything under /contacts, sending of events, everything else. */
export function groupOf(method: string, path: string): Group {
  if (/^\/contacts(?![^/?])/.test(path)) return 'contacts';
  return method === 'POST' && path.startsWith('/events') ? 'events' : 'rest';
}

/** How to reach an account. */
export interface Connection {
  apiKey: string;
  /** Including `/v3`. */
  baseUrl?: string;
  userAgent?: string;
  timeoutSeconds?: number;
}

/** A client, and the budget of each group. */
export interface BrevoClient {
  client: Client;
  budgets: Readonly<Record<Group, CountdownBudget>>;
}

// The largest plan grants 60 requests a second, and a second's worth may be under way.
const CONCURRENCY = 64;

const TIMEOUT_SECONDS = 300;

/** The client of one account. */
export function brevoClient(connection: Connection, log: Log, signal?: AbortSignal): BrevoClient {
  const budgets = {
    contacts: new CountdownBudget(),
    events: new CountdownBudget(),
    rest: new CountdownBudget(),
  };
  const { contacts, events, rest } = budgets;
  const vendor: Vendor = {
    name: 'Brevo',
    baseUrl: connection.baseUrl ?? HOST,
    headers: {
      accept: 'application/json',
      'api-key': connection.apiKey,
      'user-agent': connection.userAgent ?? `target-brevo/${version}`,
    },
    timeoutMs: (connection.timeoutSeconds || TIMEOUT_SECONDS) * 1000,
    limiter: new Limiter({ contacts: [contacts], events: [events], rest: [rest] }, CONCURRENCY),
    budget: rest,
    budgets,
    rate: rateReader(log),
    failure: (answer, where) => readFailure(answer, where, connection.apiKey),
  };
  return { client: new Client(vendor, log, signal), budgets };
}

// A run that waits longer than this would seem to hang.
const LONG_WAIT_MS = 30_000;

/** Reads rate headers, and tells once of each long window that is used up. */
function rateReader(log: Log): Vendor['rate'] {
  let toldUntil = 0;
  return (headers) => {
    const now = Date.now();
    const reading = readRate(headers, now);
    if (reading?.remaining === 0 && reading.resetAt - now > LONG_WAIT_MS && now >= toldUntil) {
      toldUntil = reading.resetAt;
      const minutes = Math.ceil((reading.resetAt - now) / 60_000);
      log.warn(
        `all ${reading.limit} requests that Brevo allows of a kind are used up; it takes more in ${minutes} min`,
      );
    }
    return reading;
  };
}

/** `x-sib-ratelimit-*` of an answer: the tightest window of its group, and the seconds it still lasts, rounded up. */
export function readRate(headers: Headers, now: number = Date.now()): RateReading | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-sib-ratelimit-${name}`] ?? Number.NaN),
  ) as [number, number, number];
  const isSound = [limit, remaining, reset].every((value) => Number.isFinite(value) && value >= 0);
  return isSound && limit >= 1 ? { limit, remaining, resetAt: now + reset * 1000 } : undefined;
}

// Brevo says by these that it did nothing; other failures of servers and gateways may come after the deed.
const NOT_DONE = new Set([425, 429, 503]);

const ADVICE: Record<number, string> = {
  401: '; check "api_key", and that the address is among the authorised IPs: https://app.brevo.com/security/authorised_ips',
  402: "; the account's plan or credits do not cover this",
  403: '; the key or the plan lacks this permission',
};

const UNKNOWN_ADDRESS = '; the key may be good, but the IP address this comes from is not authorised';

/** Turns an answer that is no success into an error; the key is taken out of whatever the answer says. */
export function readFailure(
  answer: { status: number; headers: Headers; body: unknown },
  where: string,
  apiKey = '',
): ApiError | AuthError {
  const { status, headers } = answer;
  const body = objectOf(answer.body);
  // Before anything is cut: a piece of a key is still one too much.
  const without = (value: unknown): unknown =>
    typeof value === 'string' && apiKey !== '' ? value.replaceAll(apiKey, '…') : value;
  const code = textOf(without(body['code']));
  const said = explanation(code, textOf(without(body['message'])));
  const hasUnknownAddress = status === 401 && /\bIPs?\b/.test(said);
  const advice = hasUnknownAddress ? UNKNOWN_ADDRESS : (ADVICE[status] ?? '');
  const message = `${where}: Brevo answered ${status} (${said})${advice}`;
  if (status === 401 || status === 402 || status === 403) return new AuthError(message, { status });
  const duplicates = objectOf(body['metadata'])['duplicate_identifiers'];
  const reading = status === 429 ? readRate(headers, 0) : undefined;
  const retryable = mayPass(status) || code === 'account_in_process';
  return new ApiError(message, {
    status,
    retryable,
    ambiguous: retryable && !NOT_DONE.has(status) && status !== 400,
    body: answer.body,
    ...(code === undefined ? {} : { code }),
    ...(Array.isArray(duplicates) ? { duplicates: duplicates.map(String) } : {}),
    ...(reading ? { retryAfter: reading.resetAt / 1000 } : {}),
  });
}
