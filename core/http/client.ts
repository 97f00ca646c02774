// One request to a vendor: limiter -> request -> classify -> wait -> again through the limiter.
import { isAscii, isUtf8, transcode } from 'node:buffer';
import type { Agent, Dispatcher } from 'undici';
import { ApiError, AuthError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RateReading, HeaderBudget } from './budget.ts';
import type { Limiter } from './limiter.ts';
import { RequestStats } from './stats.ts';
import { RETRY, retryAfterSeconds, retryWait, sleep, type RetryPolicy } from './retry.ts';

/** Header values by lower-case name. */
export type Headers = Record<string, string | string[] | undefined>;

/** A request as a stream asks for it. */
export interface ApiRequest {
  method: 'GET' | 'POST';
  /** Path under the base URL, or a full URL that the vendor gave (`pages.next`), which must stay on its host. */
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
  /** Fewer tries than the policy allows. */
  attempts?: number;
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
  budget: HeaderBudget;
  rate: (headers: Headers) => RateReading | undefined;
  /** Turns an answer that is no success into the error to throw. */
  failure: (
    answer: { status: number; headers: Headers; body: unknown },
    where: string,
  ) => ApiError | AuthError;
}

/** Talks to one vendor on behalf of many streams. */
export class Client {
  readonly stats = new Map<string, RequestStats>();
  /** The server's clock minus ours in milliseconds, from the newest Date header; 0 while unknown or within 2 s. */
  clockSkewMs = 0;
  /** How many requests wait before they are tried again. */
  retrying = 0;
  onExchange: ((exchange: Exchange) => void) | undefined;
  readonly #vendor: Vendor;
  readonly #log: Log;
  readonly #signal: AbortSignal | undefined;
  readonly #policy: RetryPolicy;
  #agent: Agent | undefined;

  constructor(vendor: Vendor, log: Log, signal?: AbortSignal, policy: RetryPolicy = RETRY) {
    this.#vendor = vendor;
    this.#log = log;
    this.#signal = signal;
    this.#policy = policy;
    // Not by a signal per request: listeners that overlap keep each other, and the answers, in memory.
    signal?.addEventListener('abort', () => void this.close(), { once: true });
  }

  /** The share of the vendor's rate window that is used, 0 to 1. */
  get budgetUsed(): number {
    return this.#vendor.budget.used;
  }

  /** What has been counted for `stream` so far. */
  statsOf(stream: string): RequestStats {
    const stats = this.stats.get(stream) ?? new RequestStats();
    this.stats.set(stream, stats);
    return stats;
  }

  /**
   * The answer's JSON body.
   * @throws AuthError, or ApiError once tries have run out or a retry would not help
   */
  async json<T>(request: ApiRequest): Promise<T> {
    const attempts = Math.min(request.attempts ?? Infinity, this.#policy.attempts);
    const stats = this.statsOf(request.stream);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.#once(request, attempt)) as T;
      } catch (error) {
        this.#signal?.throwIfAborted();
        if (!(error instanceof ApiError) || !error.retryable || attempt >= attempts) throw error;
        const wait = retryWait(attempt, error.retryAfter, this.#policy);
        stats.retries += 1;
        this.#log.warn(
          { stream: request.stream },
          `${error.message}; trying again in ${(wait / 1000).toFixed(1)} s`,
        );
        if (error.status === 429) this.#vendor.limiter.pause(wait);
        this.retrying += 1;
        await stats.during(sleep(wait, this.#signal)).finally(() => (this.retrying -= 1));
      }
    }
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#agent?.destroy();
  }

  async #once(request: ApiRequest, attempt: number): Promise<unknown> {
    const stats = this.statsOf(request.stream);
    const ticket = { groups: request.groups ?? [], urgent: request.urgent ?? false, ...this.#withSignal() };
    const release = await stats.during(this.#vendor.limiter.acquire(ticket));
    const start = Date.now();
    stats.requests += 1;
    let status = 0;
    try {
      const answer = await this.#exchange(request);
      status = answer.status;
      if (status >= 200 && status < 300) return answer.body;
      throw this.#vendor.failure(answer, this.#where(request));
    } finally {
      release();
      const { stream, method, route } = request;
      const seconds = (Date.now() - start) / 1000;
      this.#log.debug({ stream }, `${method} ${route} ${status} ${seconds.toFixed(3)} s, try ${attempt}`);
      this.onExchange?.({ stream, method, route, status, seconds, attempt });
    }
  }

  async #exchange(request: ApiRequest): Promise<{ status: number; headers: Headers; body: unknown }> {
    const { statusCode: status, headers, body } = await this.#send(request);
    this.#learn(headers);
    return { status, headers, body: await this.#read(body, status, request) };
  }

  async #send(request: ApiRequest): Promise<Dispatcher.ResponseData> {
    const { method, body } = request;
    const url = this.#url(request);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    // Loaded late: it takes longer to load than discovery may take.
    const { Agent: HttpAgent, request: send } = await import('undici');
    const { timeoutMs } = this.#vendor;
    this.#agent ??= new HttpAgent({ headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    try {
      return await send(url, {
        method,
        dispatcher: this.#agent,
        headers: {
          ...this.#vendor.headers,
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(payload === undefined ? {} : { body: payload }),
      });
    } catch (cause) {
      this.#signal?.throwIfAborted();
      this.#vendor.budget.lost();
      throw this.#unreachable(cause, request);
    }
  }

  // The text stays inside `json()`: held by a call that waited for it, it would stay in memory long after its use.
  async #read(body: Dispatcher.ResponseData['body'], status: number, request: ApiRequest): Promise<unknown> {
    try {
      return parseJson(Buffer.from(await body.arrayBuffer()));
    } catch (cause) {
      this.#signal?.throwIfAborted();
      if (!(cause instanceof SyntaxError)) throw this.#unreachable(cause, request);
      if (status >= 300) return undefined;
      const text = `${this.#where(request)}: ${this.#vendor.name} answered ${status} with a body that is not JSON`;
      throw new ApiError(text, { status, retryable: true }, { cause });
    }
  }

  #learn(headers: Headers): void {
    const now = Date.now();
    const date = Date.parse(String(headers['date'] ?? ''));
    if (!Number.isNaN(date)) this.clockSkewMs = Math.abs(date - now) > 2000 ? date - now : 0;
    this.#vendor.budget.observe(this.#vendor.rate(headers), this.clockSkewMs);
  }

  #unreachable(cause: unknown, request: ApiRequest): unknown {
    const code = (cause as NodeJS.ErrnoException).code;
    // What has no code is a fault of ours, and trying it again would hide it.
    if (typeof code !== 'string' || code === 'UND_ERR_INVALID_ARG') return cause;
    const text = `${this.#where(request)}: no answer from ${this.#vendor.name} (${code}: ${messageOf(cause)})`;
    return new ApiError(text, { status: 0, code, retryable: true }, { cause });
  }

  #url({ path, query = {} }: ApiRequest): URL {
    const base = new URL(this.#vendor.baseUrl);
    const url = /^https?:/.test(path) ? new URL(path) : new URL(`${base.href.replace(/\/$/, '')}${path}`);
    // A link to follow may name another host; the token goes to the configured one only.
    url.protocol = base.protocol;
    url.hostname = base.hostname;
    url.port = base.port;
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  #where({ method, route }: ApiRequest): string {
    return `${method} ${route}`;
  }

  #withSignal(): { signal?: AbortSignal } {
    return this.#signal ? { signal: this.#signal } : {};
  }
}

// For text beyond ASCII `transcode` takes two thirds of the time that `toString` takes; it refuses what is no UTF-8.
function parseJson(bytes: Buffer): unknown {
  if (isAscii(bytes)) return JSON.parse(bytes.toString('latin1'));
  const text = isUtf8(bytes) ? transcode(bytes, 'utf8', 'ucs2').toString('ucs2') : bytes.toString();
  return JSON.parse(text);
}

/** The Retry-After header of an answer in seconds. */
export function serverWait(headers: Headers): number | undefined {
  return retryAfterSeconds([headers['retry-after']].flat()[0]);
}
