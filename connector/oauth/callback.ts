// The local page that Intercom leads back to: takes one answer to one request, and shows how it ended.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, ConfigError, messageOf } from '../../core/errors.ts';
import { withoutSecrets, type Log } from '../../core/log.ts';
import { html } from '../html.ts';
import { isSame } from '../same-text.ts';

/** What is waited for. */
export interface CallbackOptions<T> {
  /** 0 takes a free one. */
  port: number;
  path: string;
  /** What the answer must bring along: it was given to Intercom and to nobody else. */
  state: string;
  log: Log;
  signal: AbortSignal;
  /** Makes something of the code; the browser waits for it. */
  redeem: (code: string) => Promise<T>;
}

/** A page that waits. */
export interface Callback<T> {
  port: number;
  /** What the code was redeemed for. Rejects with AuthError where access was denied, and as `redeem` does. */
  answered: Promise<T>;
  close: () => Promise<void>;
}

const BASE = 'http://localhost';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  // The address of the page holds the code.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
};

/** Listens on the loopback interface alone. @throws ConfigError where the port cannot be had */
export async function listenForCode<T>(options: CallbackOptions<T>): Promise<Callback<T>> {
  const { port, signal } = options;
  let settle: ((result: Promise<T>) => void) | undefined;
  const answered = new Promise<T>((resolve, reject) => {
    settle = resolve;
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Whoever closes it before an answer has come does not wait for one.
  answered.catch(() => undefined);
  const server = createServer((request, response) => {
    const query = answerIn(request, response, options);
    if (!query) return;
    if (!settle) return show(response, 409, 'Answered already', 'Go back to the terminal.');
    const tell = settle;
    settle = undefined;
    const result = outcomeOf(query, options);
    void ending(result).then(([status, title, text]) =>
      show(response, status, title, text, () => tell(result)),
    );
  });
  await new Promise<void>((done, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      failed(new ConfigError(`--port ${port}: cannot listen there (${cause.code})`, { cause })),
    );
    server.listen(port, '127.0.0.1', done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    answered,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** What the request says, if it is the answer that is waited for. */
function answerIn<T>(
  { url = '/', method }: IncomingMessage,
  response: ServerResponse,
  { path, state, log }: CallbackOptions<T>,
): URLSearchParams | undefined {
  // Anybody on this machine may ask for anything: "//" for one is no address.
  const asked = URL.canParse(url, BASE) ? new URL(url, BASE) : undefined;
  if (method !== 'GET' || asked?.pathname !== path) {
    response.writeHead(404, HEADERS).end();
    return undefined;
  }
  const { searchParams } = asked;
  if (isSame(searchParams.get('state') ?? '', state)) return searchParams;
  // Any page can send a browser here: only who was given the state may end the wait.
  log.warn(
    'an answer with another "state" came, and was refused; still waiting for the one that was asked for',
  );
  show(
    response,
    400,
    'Refused',
    'This answer belongs to another request. Open the address that the terminal shows.',
  );
  return undefined;
}

async function outcomeOf<T>(query: URLSearchParams, { redeem }: CallbackOptions<T>): Promise<T> {
  const error = query.get('error');
  const code = query.get('code');
  if (error !== null) throw new AuthError(`access to the workspace was denied (${error.slice(0, 100)})`);
  if (!code) throw new AuthError('Intercom led back without a code');
  return redeem(code);
}

async function ending(result: Promise<unknown>): Promise<[status: number, title: string, text: string]> {
  try {
    await result;
    return [200, 'Connected', 'You can close this page and go back to the terminal.'];
  } catch (error) {
    return [403, 'Not connected', withoutSecrets(messageOf(error))];
  }
}

function show(
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
  done?: () => void,
): void {
  const page = html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}: intercom-brevo</title>
      <style>
        body {
          font:
            1.1rem/1.5 system-ui,
            sans-serif;
          max-width: 34rem;
          margin: 18vh auto;
          padding: 0 1.5rem;
        }
      </style>
      <h1>${title}</h1>
      <p>${text}</p>
    </html>`;
  response.once('close', () => done?.());
  response.writeHead(status, HEADERS).end(page.text);
}
