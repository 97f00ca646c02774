// The Brevo half as a web app: every route passes the key, the rate limit, faults and parsing in this order.
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { SandboxOptions } from '../options.ts';
import {
  withFaults,
  type Answer,
  type FaultEffects,
  type Sending,
  type ServerContext,
  type Traffic,
} from '../traffic/exchange.ts';
import { newAccount, type Account } from './account.ts';
import { checkKey } from './auth.ts';
import { readBody, type SentBody } from './body.ts';
import { controlRoutes } from './control.ts';
import { invalid, Problem, problemOf } from './problem.ts';
import { RateLimits } from './rate-limits.ts';
import type { ApiRequest, Reply, Route } from './route.ts';
import { accountRoute } from './routes/account.ts';
import { attributeRoutes } from './routes/attributes.ts';
import { companyRoutes } from './routes/companies.ts';
import { contactRoutes } from './routes/contacts.ts';
import { eventRoutes } from './routes/events.ts';
import { listMemberRoutes } from './routes/list-members.ts';
import { listRoutes } from './routes/lists.ts';
import { fileText, processRoutes } from './routes/processes.ts';

const BASE = '/v3';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** The app that stands in for api.brevo.com, its control routes included. */
export function brevoApp(options: SandboxOptions, traffic: Traffic): Hono<{ Bindings: HttpBindings }> {
  const account = newAccount(options, traffic.log);
  const limits = new RateLimits(options);
  const app = new Hono<{ Bindings: HttpBindings }>();
  const reset = (): void => void Object.assign(account, newAccount(options, traffic.log));
  app.route('/__sandbox', controlRoutes(account, traffic, reset));
  app.get('/files/:id/:name', (c) => {
    const text = fileText(account, c.req.param('id'), c.req.param('name'));
    return text === undefined ? c.notFound() : c.text(text, 200, { 'content-type': 'text/csv' });
  });
  for (const route of routesOf(account, options)) {
    const name = `${route.method} ${route.path}`;
    app.on(route.method, BASE + route.path, (c) =>
      traffic.serve(c, name, () => handle(c, route, { name, account, traffic, limits })),
    );
  }
  app.notFound((c) => {
    const answer: Answer = { status: 404, body: problemOf(404).body, headers: JSON_TYPE };
    return traffic.serve(c, `${c.req.method} unknown`, () => Promise.resolve({ how: 'whole', answer }));
  });
  return app;
}

/** Every route; the fixed paths come before those that an identifier would match. */
function routesOf(account: Account, options: SandboxOptions): Route[] {
  return [
    accountRoute(options),
    ...attributeRoutes(account),
    ...listMemberRoutes(account),
    ...listRoutes(account),
    ...processRoutes(account),
    ...contactRoutes(account),
    ...eventRoutes(account),
    ...companyRoutes(account),
  ];
}

interface Setting {
  name: string;
  account: Account;
  traffic: Traffic;
  limits: RateLimits;
}

const EFFECTS: FaultEffects = { error: (status) => problemOf(status).body };

async function handle(
  c: ServerContext,
  route: Route,
  { name, account, traffic, limits }: Setting,
): Promise<Sending> {
  const headers: Record<string, string> = { ...JSON_TYPE };
  const sent = await readBody(c);
  const answered = (reply: () => Reply): Answer => {
    const answer = answerOf(reply, headers);
    traffic.report(c, c.req.path.slice(BASE.length), sent.body, answer);
    return answer;
  };
  try {
    checkKey(c.req.header('api-key'), route.path);
    takeFromLimits(limits, route, headers);
  } catch (error) {
    return { how: 'whole', answer: answered(() => rethrow(error)) };
  }
  const real = (): Answer => {
    account.processes.catchUp(Date.now());
    return answered(() => route.answer(requestOf(c, route, sent)));
  };
  return withFaults(traffic.faults.due(name), EFFECTS, headers, real);
}

/** Counts the request and adds the rate headers; throws Problem 429 when a window is used up. */
function takeFromLimits(limits: RateLimits, route: Route, headers: Record<string, string>): void {
  const verdict = limits.take(route, Date.now());
  Object.assign(headers, verdict.headers);
  if (!verdict.allowed) throw new Problem(429, 'too_many_requests', 'The expected rate limit is exceeded.');
}

/** Throws Problem for a body that could not be read and for a parameter the route does not take. */
function requestOf(c: ServerContext, route: Route, { body, bytes, problem }: SentBody): ApiRequest {
  if (problem !== undefined) throw problem;
  const { origin, searchParams: query } = new URL(c.req.url);
  for (const name of query.keys())
    if (!(route.query ?? []).some((known) => name === known || name.startsWith(`${known}[`)))
      throw invalid(`Parameter ${name} is not allowed`);
  return { params: c.req.param(), query, body, bytes, now: Date.now(), origin };
}

function answerOf(reply: () => Reply, headers: Record<string, string>): Answer {
  try {
    const { status, body } = reply();
    if (body !== undefined) return { status, body: JSON.stringify(body), headers };
    const { 'content-type': _none, ...others } = headers;
    return { status, body: '', headers: others };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: error.status, body: error.body, headers };
  }
}

function rethrow(error: unknown): never {
  throw error;
}
