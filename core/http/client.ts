// One request to a vendor: limiter -> request -> classify -> wait -> again through the limiter.
import type { Agent, Dispatcher } from 'undici';
import { ApiError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { addressOf } from './address.ts';
import { readBody } from './answer.ts';
import type { LearningBudget } from './budget.ts';
import { RequestStats } from './stats.ts';
import { RETRY, retryWait, sleep, type RetryPolicy } from './retry.ts';
import type { Answer, ApiRequest, Exchange, Headers, Vendor } from './vendor.ts';

interface RawAnswer extends Answer {
  headers: Headers;
}

// The request never got there.
const NEVER_THERE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Clocks that differ by less, in milliseconds, count as equal: a Date header has whole seconds, and takes a while. */
export const CLOCK_TOLERANCE_MS = 2000;

/** Talks to one vendor on behalf of many streams. */
export class Client {
  readonly stats = new Map<string, RequestStats>();
  /** The server's clock minus ours in milliseconds, from the newest Date header; 0 while unknown or tolerable. */
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

  /** To be called where another process may have talked to the vendor since the last answer came. */
  relearn(): void {
    this.#vendor.budget.forget?.();
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
    return (await this.answer(request)).body as T;
  }

  /**
   * Status and JSON body of the answer.
   * @throws AuthError, or ApiError once tries have run out or a retry would not help
   */
  async answer(request: ApiRequest): Promise<Answer> {
    const attempts = Math.min(request.attempts ?? Infinity, this.#policy.attempts);
    const stats = this.statsOf(request.stream);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(request, attempt);
      } catch (error) {
        this.#signal?.throwIfAborted();
        if (!(error instanceof ApiError) || attempt >= attempts) throw error;
        if (!error.retryable && !request.retry?.(error)) throw error;
        if (error.ambiguous && request.repeat === false) throw error;
        const wait = retryWait(attempt, error.retryAfter, this.#policy);
        if (error.status === 429 && wait > (request.maxWaitMs ?? Infinity)) throw error;
        stats.retries += 1;
        request.onRetry?.(error);
        this.#log.warn(
          { stream: request.stream },
          `${error.message}; trying again in ${(wait / 1000).toFixed(1)} s`,
        );
        if (error.status === 429) this.#pause(request, wait);
        this.retrying += 1;
        await stats.during(sleep(wait, this.#signal)).finally(() => (this.retrying -= 1));
      }
    }
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#agent?.destroy();
  }

  async #once(request: ApiRequest, attempt: number): Promise<Answer> {
    const stats = this.statsOf(request.stream);
    const ticket = { groups: request.groups ?? [], urgent: request.urgent ?? false, ...this.#withSignal() };
    this.#checkWait(request);
    const release = await stats.during(this.#vendor.limiter.acquire(ticket));
    const start = Date.now();
    stats.requests += 1;
    let status = 0;
    try {
      const { headers, body, ...answer } = await this.#exchange(request);
      status = answer.status;
      if (status >= 200 && status < 300) return { status, body };
      throw this.#vendor.failure({ status, headers, body }, this.#where(request));
    } finally {
      release();
      const { stream, method, route } = request;
      const seconds = (Date.now() - start) / 1000;
      this.#log.debug({ stream }, `${method} ${route} ${status} ${seconds.toFixed(3)} s, try ${attempt}`);
      this.onExchange?.({ stream, method, route, status, seconds, attempt });
    }
  }

  async #exchange(request: ApiRequest): Promise<RawAnswer> {
    const sentAt = Date.now();
    const { statusCode: status, headers, body } = await this.#send(request);
    this.#learn(request, status, headers, sentAt);
    return { status, headers, body: await this.#read(body, status, request) };
  }

  async #send(request: ApiRequest): Promise<Dispatcher.ResponseData> {
    const { method, body } = request;
    const url = addressOf(this.#vendor.baseUrl, request.path, request.query);
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
      this.#meter(request).lost();
      throw this.#unreachable(cause, request);
    }
  }

  async #read(body: Dispatcher.ResponseData['body'], status: number, request: ApiRequest): Promise<unknown> {
    try {
      return await readBody(body, status);
    } catch (cause) {
      this.#signal?.throwIfAborted();
      if (!(cause instanceof SyntaxError)) throw this.#unreachable(cause, request);
      if (status >= 300) return undefined;
      const text = `${this.#where(request)}: ${this.#vendor.name} answered ${status} with a body that is not JSON`;
      throw new ApiError(text, { status, retryable: true, ambiguous: true }, { cause });
    }
  }

  #learn(request: ApiRequest, status: number, headers: Headers, sentAt: number): void {
    const now = Date.now();
    const date = Date.parse(String(headers['date'] ?? ''));
    if (!Number.isNaN(date)) this.clockSkewMs = Math.abs(date - now) > CLOCK_TOLERANCE_MS ? date - now : 0;
    const reading = this.#vendor.rate(headers);
    // A gateway that fails says nothing of limits, which is not to say that there are none.
    if (!reading && status >= 500) this.#meter(request).lost();
    else this.#meter(request).observe(reading, this.clockSkewMs, sentAt);
  }

  /** The budget that an answer to the request tells of. */
  #meter({ groups = [] }: ApiRequest): LearningBudget {
    const { budget, budgets = {} } = this.#vendor;
    return groups.map((name) => budgets[name]).find((metered) => metered !== undefined) ?? budget;
  }

  #pause(request: ApiRequest, ms: number): void {
    const metered = this.#meter(request);
    if (metered.pause) metered.pause(ms);
    else this.#vendor.limiter.pause(ms);
  }

  #checkWait(request: ApiRequest): void {
    if (request.maxWaitMs === undefined) return;
    const waitMs = this.#vendor.limiter.waitMs(request.groups);
    if (waitMs === Infinity || waitMs <= request.maxWaitMs) return;
    const seconds = Math.ceil(waitMs / 1000);
    const text = `${this.#where(request)}: ${this.#vendor.name}'s rate limit leaves no request for ${seconds} s`;
    throw new ApiError(text, { status: 429, retryable: true, retryAfter: seconds });
  }

  #unreachable(cause: unknown, request: ApiRequest): unknown {
    const code = (cause as NodeJS.ErrnoException).code;
    // What has no code is a fault of ours, and trying it again would hide it.
    if (typeof code !== 'string' || code === 'UND_ERR_INVALID_ARG') return cause;
    const text = `${this.#where(request)}: no answer from ${this.#vendor.name} (${code}: ${messageOf(cause)})`;
    const ambiguous = !NEVER_THERE.has(code);
    return new ApiError(text, { status: 0, code, retryable: true, ambiguous }, { cause });
  }

  #where({ method, route }: ApiRequest): string {
    return `${method} ${route}`;
  }

  #withSignal(): { signal?: AbortSignal } {
    return this.#signal ? { signal: this.#signal } : {};
  }
}
