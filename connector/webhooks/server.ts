// The HTTP server that Intercom sends notifications to: verified, parsed, on the disk, answered.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, messageOf } from '../../core/errors.ts';
import { Accepting } from './accept.ts';
import { InboxError, type Inbox } from './inbox.ts';
import type { Outcome, WebhookMetrics } from './metrics.ts';
import { MalformedError, parseNotification } from './notification.ts';
import type { Verifier } from './signature.ts';
import { PING } from './topics.ts';

/** Most bytes of a body. */
const MOST_BYTES = 5 * 1024 * 1024;

/** Intercom gives up after 5 s: whoever takes longer to send is somebody else. */
const REQUEST_MS = 10_000;

/** What a server answers with. */
export interface ServerParts {
  path: string;
  verify: Verifier;
  inbox: Inbox;
  metrics: WebhookMetrics;
  log: Record<'info' | 'warn' | 'error', (text: string) => void>;
  /** Whether each notification is logged. */
  logEach: boolean;
  /** Called whenever there is something new in the inbox. */
  onStored: () => void;
}

/** A server that listens. */
export interface Listening {
  /** The port that it has got. */
  port: number;
  /** Answers what is under way, and ends. */
  close: () => Promise<void>;
}

interface Answer {
  status: number;
  outcome: Outcome;
  topic?: string;
  problem?: string;
}

/** Listens on all addresses; port 0 takes a free one. @throws ConfigError where it cannot listen there */
export async function listen(port: number, parts: ServerParts): Promise<Listening> {
  const accepting = new Accepting(parts.inbox);
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      void route(request, response, parts, accepting).catch((error: unknown) => {
        parts.log.error(`webhooks: unexpected failure: ${messageOf(error)}`);
        send(response, 500, '');
      });
    },
  );
  await new Promise<void>((done, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      failed(
        new ConfigError(`port ${port}: cannot listen (${cause.code}); set "webhooks.port" or --port`, {
          cause,
        }),
      ),
    );
    server.listen(port, done);
  });
  return { port: (server.address() as AddressInfo).port, close: () => shut(server) };
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ServerParts,
  accepting: Accepting,
): Promise<void> {
  const { method = '', url = '' } = request;
  const [path] = url.split('?');
  if (path === '/healthz' && method === 'GET') return health(response, parts);
  if (path === '/metrics' && method === 'GET') {
    const { type, text } = await parts.metrics.text();
    return send(response, 200, text, { 'content-type': type });
  }
  if (path !== parts.path) return send(response, 404, '');
  // Intercom asks so whether there is anybody, when the address is saved.
  if (method === 'HEAD' || method === 'GET') return send(response, 200, '');
  if (method !== 'POST') return send(response, 405, '', { allow: 'HEAD, POST' });
  const answer = await take(request, parts, accepting);
  tell(answer, parts);
  send(response, answer.status, answer.problem ?? '', answer.status === 413 ? { connection: 'close' } : {});
}

async function take(
  request: IncomingMessage,
  { verify, log }: ServerParts,
  accepting: Accepting,
): Promise<Answer> {
  const body = await bodyOf(request);
  if (!body)
    return { status: 413, outcome: 'too_large', problem: `the body is larger than ${MOST_BYTES} bytes` };
  if (!verify(request.headers, body))
    return { status: 401, outcome: 'bad_signature', problem: 'the signature does not match' };
  try {
    const notification = parseNotification(body);
    const { topic } = notification;
    const taken = await accepting.take(notification);
    return { status: 200, outcome: topic === PING ? 'ping' : taken, topic };
  } catch (error) {
    if (error instanceof MalformedError) return { status: 400, outcome: 'malformed', problem: error.message };
    if (!(error instanceof InboxError)) throw error;
    log.error(error.message);
    return { status: 503, outcome: 'unavailable', problem: 'not stored; send it again' };
  }
}

/** The body, or undefined where it is too large; the rest of that is read and dropped, or the answer would not arrive. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= MOST_BYTES ? Buffer.concat(chunks) : undefined;
}

function tell({ outcome, topic, problem }: Answer, { metrics, log, logEach, onStored }: ServerParts): void {
  metrics.count(outcome, topic);
  if (outcome === 'stored') onStored();
  if (problem !== undefined && outcome !== 'unavailable')
    log.warn(`webhooks: a request was refused: ${problem}`);
  else if (logEach) log.info(`webhooks: ${topic ?? 'a notification'}: ${outcome}`);
}

function health(response: ServerResponse, { inbox }: ServerParts): void {
  try {
    const { waiting } = inbox.facts();
    send(response, 200, JSON.stringify({ status: 'ok', inbox: waiting }), {
      'content-type': 'application/json',
    });
  } catch (error) {
    send(response, 503, JSON.stringify({ status: 'failing', problem: messageOf(error) }), {
      'content-type': 'application/json',
    });
  }
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text);
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
