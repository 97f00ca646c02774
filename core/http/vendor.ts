// What the client has to know of a vendor, of a request and of its answer.
import type { ApiError, AuthError } from '../errors.ts';
import type { LearningBudget, RateReading } from './budget.ts';
import type { Limiter } from './limiter.ts';
import { retryAfterSeconds } from './retry.ts';

/** Header values by lower-case name. */
export type Headers = Record<string, string | string[] | undefined>;

/** A request as a stream asks for it. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under the base URL. */
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** Path with its variables named, for logs and metrics: `/conversations/{id}`. */
  route: string;
  /** On whose account it is counted. */
  stream: string;
  /** Rate budgets it draws on beside the common one. */
  groups?: readonly string[];
  urgent?: boolean;
  /** False where doing it twice does harm: what may have been done is not tried again, but thrown as `ambiguous`. */
  repeat?: boolean;
  /** Longest wait for room in the rate budgets, in milliseconds; the ApiError of a 429 instead of a longer one. */
  maxWaitMs?: number;
  /** Fewer tries than the policy allows. */
  attempts?: number;
  /** What to try again beside what the vendor's failures say of themselves. */
  retry?: (error: ApiError) => boolean;
  /** Hears what each try failed of that is followed by another. */
  onRetry?: (error: ApiError) => void;
}

/** One finished try, for metrics and logs; `status` 0 means that no answer came. */
export interface Exchange {
  stream: string;
  method: string;
  route: string;
  status: number;
  seconds: number;
  attempt: number;
}

/** What a vendor's module tells the client about its API. */
export interface Vendor {
  name: string;
  baseUrl: string;
  headers: Record<string, string>;
  timeoutMs: number;
  limiter: Limiter;
  budget: LearningBudget;
  /** Groups that the vendor meters each by itself: an answer tells of the budget of its group alone. */
  budgets?: Readonly<Record<string, LearningBudget>>;
  rate: (headers: Headers) => RateReading | undefined;
  /** Turns an answer that is no success into the error to throw. */
  failure: (
    answer: { status: number; headers: Headers; body: unknown },
    where: string,
  ) => ApiError | AuthError;
}

/** An answer that is a success. `body` is undefined where it has none. */
export interface Answer {
  status: number;
  body: unknown;
}

/** The Retry-After header of an answer in seconds. */
export function serverWait(headers: Headers): number | undefined {
  return retryAfterSeconds([headers['retry-after']].flat()[0]);
}
