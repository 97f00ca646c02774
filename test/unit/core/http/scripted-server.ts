// A small HTTP server that answers by a script, and a client of it that does not dawdle.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { HeaderBudget } from '../../../../core/http/budget.ts';
import { Client } from '../../../../core/http/client.ts';
import { Limiter } from '../../../../core/http/limiter.ts';
import { serverWait, type Vendor } from '../../../../core/http/vendor.ts';
import { ApiError, AuthError } from '../../../../core/errors.ts';
import { createLog } from '../../../../core/log.ts';

/** One answer. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A request as the server saw it. */
export interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a client and its server did. */
export interface Conversation {
  client: Client;
  baseUrl: string;
  seen: Seen[];
  log: string[];
  stop: AbortController;
}

/** An answer with a status, a body and headers. */
export function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (_, response) => response.writeHead(status, headers).end(text);
}

export const SECRET = 'dG9rOnNlY3JldA==';

/** Starts a server that gives the answers in turn, the last one for ever; it closes with the test. */
export async function talk(
  answers: readonly Answer[],
  more: Partial<Vendor> = {},
  attempts = 4,
): Promise<Conversation> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const { method, url, headers } = request;
      const turn = answers[Math.min(seen.length, answers.length - 1)];
      seen.push({ method, url, headers, body });
      turn?.(request, response);
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log: string[] = [];
  const stop = new AbortController();
  const budget = new HeaderBudget(10_000);
  const vendor: Vendor = {
    name: 'Vendor',
    baseUrl,
    headers: { authorization: `Bearer ${SECRET}` },
    timeoutMs: 5000,
    limiter: new Limiter({ all: [budget] }, 8),
    budget,
    rate: () => undefined,
    failure,
    ...more,
  };
  const policy = { attempts, baseMs: 1, capMs: 2, serverCapMs: 5 };
  const writeLine = (line: string): void => void log.push(line.trimEnd());
  const client = new Client(vendor, createLog('test', { LOGLEVEL: 'debug' }, writeLine), stop.signal, policy);
  const close = async (): Promise<void> => {
    await client.close();
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  return { client, baseUrl, seen, log, stop };
}

const failure: Vendor['failure'] = ({ status, headers }, where) => {
  if (status === 401 || status === 403) return new AuthError(`${where}: ${status}`, { status });
  const retryAfter = serverWait(headers);
  const retryable = status === 429 || status >= 500;
  return new ApiError(`${where}: ${status}`, {
    status,
    retryable,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
};
