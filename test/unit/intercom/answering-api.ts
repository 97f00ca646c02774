// A connection whose answers are given in advance, and a request that counts.
import type { ApiRequest } from '../../../core/http/vendor.ts';
import { createLog } from '../../../core/log.ts';
import type { ReadRequest } from '../../../core/stream.ts';
import type { IntercomApi } from '../../../taps/intercom/api.ts';

/** An api that gives these answers in turn, throws those that are errors, and notes what it was asked. */
export function answering(...answers: unknown[]): { api: IntercomApi; asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  const json = (one: ApiRequest): Promise<unknown> => {
    asked.push({ query: {}, ...one });
    const answer = answers[asked.length - 1];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(structuredClone(answer));
  };
  const api = { client: { json }, timezone: 'UTC', concurrency: 4, log: createLog('test') };
  return { api: api as unknown as IntercomApi, asked };
}

/** What a stream is asked for: everything, unless told otherwise. */
export function request(more: Partial<ReadRequest> = {}): ReadRequest & {
  counts: Record<string, number>;
  warnings: string[];
} {
  const counts: Record<string, number> = {};
  const warnings: string[] = [];
  return {
    since: 0,
    emittedSince: 0,
    settledAt: 1_700_000_000,
    hasChildren: false,
    wants: () => true,
    count: (what, n = 1) => {
      counts[what] = (counts[what] ?? 0) + n;
    },
    log: createLog('test', {}, (line) => warnings.push(line.trimEnd())),
    ...more,
    counts,
    warnings,
  };
}
