// Facts about Intercom's REST API: hosts, versions, quotas, permissions, and what its errors mean.
import { ApiError, AuthError } from '../core/errors.ts';
import { explanation, objectOf, textOf } from '../core/http/answer.ts';
import { HeaderBudget, SlidingWindow, type RateReading } from '../core/http/budget.ts';
import { Client } from '../core/http/client.ts';
import { Limiter } from '../core/http/limiter.ts';
import { mayPass } from '../core/http/retry.ts';
import { serverWait, type Headers, type Vendor } from '../core/http/vendor.ts';
import type { Log } from '../core/log.ts';
import { version } from '../core/package.ts';

/** API hosts by region: https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis */
export const HOSTS = {
  us: 'https://api.intercom.io',
  eu: 'https://api.eu.intercom.io',
  au: 'https://api.au.intercom.io',
} as const;

/** The page on which a person lets an app in, by region: https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth */
export const CONSENT_PAGES = {
  us: 'https://app.intercom.com/oauth',
  eu: 'https://app.eu.intercom.com/oauth',
  au: 'https://app.au.intercom.com/oauth',
} as const;

/** Where a workspace is hosted. */
export type Region = keyof typeof HOSTS;

/** The region of this name, in capitals or not; undefined where there is none. */
export function regionNamed(name: string | undefined): Region | undefined {
  const region = name?.toLowerCase() ?? '';
  return Object.hasOwn(HOSTS, region) ? (region as Region) : undefined;
}

/** Most items per page: searches, lists followed by link, the scroll; and parts in one conversation. */
export const PAGE = { search: 150, link: 60, scroll: 100, parts: 500 } as const;

/** Requests per 10 s of the plans an operator can name; searches and scroll openings have their own caps. */
export const PLANS = { starter: 20, pro: 50, premium: 100 } as const;

/** Rate limits are metered in windows of 10 s: https://developers.intercom.com/docs/references/rest-api/errors/rate-limiting */
export const WINDOW_MS = 10_000;

/** How to reach a workspace. */
export interface Connection {
  token?: string;
  region: Region;
  baseUrl?: string;
  apiVersion: string;
  userAgent?: string;
  /** 0 means 300 s. */
  timeoutSeconds: number;
  rateLimit: 'auto' | keyof typeof PLANS;
  concurrency: number;
}

/** The client of one workspace. */
export function intercomClient(connection: Connection, log: Log, signal?: AbortSignal): Client {
  const budget = new HeaderBudget(WINDOW_MS);
  const plan = connection.rateLimit === 'auto' ? undefined : PLANS[connection.rateLimit];
  const limiter = new Limiter(
    {
      all: plan ? [budget, new SlidingWindow(plan, WINDOW_MS)] : [budget],
      ...(plan ? { search: [new SlidingWindow(1, 1000)], scroll_open: [new SlidingWindow(1, 60_000)] } : {}),
    },
    connection.concurrency,
  );
  const vendor: Vendor = {
    name: 'Intercom',
    baseUrl: connection.baseUrl ?? HOSTS[connection.region],
    headers: {
      accept: 'application/json',
      'intercom-version': connection.apiVersion,
      'user-agent': connection.userAgent ?? `tap-intercom/${version}`,
      ...(connection.token ? { authorization: `Bearer ${connection.token}` } : {}),
    },
    timeoutMs: (connection.timeoutSeconds || 300) * 1000,
    limiter,
    budget,
    rate: readRate,
    failure: readFailure,
  };
  return new Client(vendor, log, signal);
}

/** `X-RateLimit-*` of an answer: per-window values, the window's end in epoch seconds. */
export function readRate(headers: Headers): RateReading | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  ) as [number, number, number];
  return [limit, remaining, reset].every(Number.isFinite)
    ? { limit, remaining, resetAt: reset * 1000 }
    : undefined;
}

const PLAN = "the workspace's plan does not include this";

// The codes of a token that is no longer one. Of the others, `unauthorized` included where a token was good for
// other calls, the stream knows which permission is missing.
const ADVICE = new Map([
  ['api_plan_restricted', PLAN],
  ...[
    'missing_authorization',
    'token_not_found',
    'token_revoked',
    'token_suspended',
    'token_blocked',
    'token_expired',
  ].map((code) => [code, 'check "access_token"'] as const),
]);

/** Turns an answer that is no success into an error: https://developers.intercom.com/docs/references/rest-api/errors/error-codes */
export function readFailure(
  answer: { status: number; headers: Headers; body: unknown },
  where: string,
): ApiError | AuthError {
  const { status, headers } = answer;
  const body = objectOf(answer.body);
  const first = Array.isArray(body['errors']) ? objectOf(body['errors'][0]) : {};
  // What stands between Intercom and us has codes of its own.
  const code = body['type'] === 'error.list' ? textOf(first['code']) : undefined;
  const requestId = textOf(body['request_id']);
  const said = explanation(textOf(first['code']), textOf(first['message']) ?? textOf(body['message']));
  const id = requestId === undefined ? '' : `, request_id ${requestId}`;
  const message = `${where}: Intercom answered ${status} (${said}${id})`;
  if (status === 401 || status === 402 || status === 403) {
    const advice = status === 402 ? PLAN : ADVICE.get(code ?? '');
    return new AuthError(message, { status, advice });
  }
  const retryAfter = serverWait(headers);
  return new ApiError(message, {
    status,
    retryable: mayPass(status),
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}
