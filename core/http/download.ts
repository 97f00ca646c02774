// A text from an address that a vendor gave: any host, and therefore without the vendor's secret.
import { ApiError, messageOf } from '../errors.ts';
import { isSafe } from './address.ts';
import { mayPass, RETRY, retryWait, sleep, type RetryPolicy } from './retry.ts';

/** How to fetch it. */
export interface Download {
  url: string;
  /** What it is, for messages; the address itself may be a secret. */
  what: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * The text at the address.
 * @throws ApiError once tries have run out, and at once for an address that is not https
 */
export async function download(asked: Download, policy: RetryPolicy = RETRY): Promise<string> {
  if (!isSafe(asked.url))
    throw new ApiError(`${asked.what}: its address must be https`, { status: 200, retryable: false });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(asked);
    } catch (error) {
      asked.signal?.throwIfAborted();
      if (!(error instanceof ApiError) || !error.retryable || attempt >= policy.attempts) throw error;
      await sleep(retryWait(attempt, undefined, policy), asked.signal);
    }
  }
}

async function fetchOnce({ url, what, timeoutMs, signal }: Download): Promise<string> {
  const { request } = await import('undici');
  try {
    const { statusCode, body } = await request(url, {
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      ...(signal ? { signal } : {}),
    });
    const text = await body.text();
    if (statusCode === 200) return text;
    const retryable = mayPass(statusCode);
    throw new ApiError(`${what}: answered ${statusCode}`, { status: statusCode, retryable });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (cause instanceof ApiError || typeof code !== 'string') throw cause;
    throw new ApiError(`${what}: no answer (${code}: ${messageOf(cause)})`, {
      status: 0,
      code,
      retryable: code !== 'UND_ERR_INVALID_ARG',
    });
  }
}
