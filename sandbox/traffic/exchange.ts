// What happens around every answer of either vendor: waiting, counting, limits, faults.
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { setTimeout as sleep } from 'node:timers/promises';
import { Faults, type FaultRule } from './fault-rules.ts';
import { RequestLog } from './request-log.ts';

export type ServerContext = Context<{ Bindings: HttpBindings }>;

/** One request and the answer the sandbox itself gave (answers made by a fault are left out). */
export interface Exchange {
  side: 'intercom' | 'brevo';
  method: string;
  /** Below the vendor's base path. */
  path: string;
  query: Record<string, string>;
  requestBody: unknown;
  status: number;
  /** Undefined where the answer has no body. */
  responseBody: unknown;
}

/** An answer before it is sent; `body` is final text. */
export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** What only the vendor can do about a fault; it refuses rules with faults it cannot make happen. */
export interface FaultEffects {
  expireScroll?(): void;
  mutate?(rule: FaultRule): void;
  /** The vendor's own answer for a record that is not there, and for any other error status. */
  error(status: number): string;
}

/** The state around one vendor's server. */
export class Traffic {
  readonly side: Exchange['side'];
  readonly latencyMs: number;
  readonly faults: Faults;
  readonly log = new RequestLog();
  onExchange: ((exchange: Exchange) => void) | undefined;

  constructor(side: Exchange['side'], latencyMs: number, faults: FaultRule[]) {
    this.side = side;
    this.latencyMs = latencyMs;
    this.faults = new Faults(faults);
  }

  /** Waits and counts around `answer`, and sends what it gives, or what a fault makes of it. */
  async serve(c: ServerContext, route: string, answer: () => Promise<Sending>): Promise<Response> {
    this.log.arrived(Date.now() / 1000, c.req.method);
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    const sending = await this.#outcome(route, answer);
    if (sending.how === 'hang') {
      c.env.outgoing.once('close', () => this.log.answered(route, 'hang'));
      return RESPONSE_ALREADY_SENT;
    }
    this.log.answered(route, sending.how === 'reset' ? 'reset' : sending.answer.status);
    if (sending.how === 'reset') c.env.incoming.socket.resetAndDestroy();
    else send(c, sending.answer, sending.how === 'truncated');
    return RESPONSE_ALREADY_SENT;
  }

  /** Shows an answer of the vendor itself to the hook. */
  report(c: ServerContext, path: string, requestBody: unknown, { status, body }: Answer): void {
    this.onExchange?.({
      side: this.side,
      method: c.req.method,
      path,
      query: c.req.query(),
      requestBody,
      status,
      responseBody: body === '' ? undefined : JSON.parse(body),
    });
  }

  async #outcome(route: string, answer: () => Promise<Sending>): Promise<Sending> {
    try {
      return await answer();
    } catch (error) {
      this.log.answered(route, 500);
      throw error;
    }
  }
}

/** How an answer goes out. */
export type Sending = { how: 'whole' | 'truncated'; answer: Answer } | { how: 'reset' } | { how: 'hang' };

/**
 * Sends an answer as bytes: Node encodes long texts much slower than `Buffer.from` does.
 * `cut` sends half of the body under the full length and ends the connection.
 */
function send(c: ServerContext, { status, body, headers }: Answer, cut: boolean): void {
  const bytes = Buffer.from(body);
  const { outgoing } = c.env;
  if (cut && bytes.length === 0) {
    c.env.incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(status, {
    ...headers,
    ...(status !== 204 && { 'content-length': String(bytes.length) }),
  });
  if (cut) outgoing.write(bytes.subarray(0, bytes.length >> 1), () => c.env.incoming.socket.destroy());
  else outgoing.end(bytes);
}

const HTML =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

/** Lets the due rules happen around the vendor's real answer; the first that replaces it wins. */
export async function withFaults(
  rules: FaultRule[],
  effects: FaultEffects,
  headers: Record<string, string>,
  real: () => Answer,
): Promise<Sending> {
  let cut = false;
  let lost = false;
  for (const rule of rules) {
    if (rule.fault === 'delay') await sleep(rule.ms ?? 1000);
    else if (rule.fault === 'expire_scroll') effects.expireScroll?.();
    else if (rule.fault === 'mutate') effects.mutate?.(rule);
    else if (rule.fault === 'truncate') cut = true;
    else if (rule.fault === 'lost') lost = true;
    else if (rule.fault === 'reset' || rule.fault === 'hang') return { how: rule.fault };
    else return { how: 'whole', answer: replaced(rule, effects, headers) };
  }
  const answer = real();
  return lost ? { how: 'reset' } : { how: cut ? 'truncated' : 'whole', answer };
}

function replaced(rule: FaultRule, effects: FaultEffects, headers: Record<string, string>): Answer {
  const json = { ...headers, 'content-type': 'application/json; charset=utf-8' };
  const html = { ...headers, 'content-type': 'text/html' };
  if (rule.fault === 'html') return { status: rule.status ?? 502, body: HTML, headers: html };
  if (rule.fault === 'html200') return { status: 200, body: HTML, headers: html };
  if (rule.fault === 'empty') return { status: 200, body: '', headers: json };
  if (rule.fault === 'not_found') return { status: 404, body: effects.error(404), headers: json };
  const status = rule.status ?? 500;
  const body =
    typeof rule.body === 'string'
      ? rule.body
      : rule.body === undefined
        ? effects.error(status)
        : JSON.stringify(rule.body);
  return { status, body, headers: { ...json, ...rule.headers } };
}
