// The Intercom half as a web app: every route passes authentication, rate limit, faults and version in this order.
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { controlRoutes } from './control.ts';
import { checkHeaders, checkScope, checkToken } from './auth.ts';
import { AuthorisationCodes, consentPage } from './consent.ts';
import { mutate } from './mutations.ts';
import { Problem } from './problem.ts';
import type { ApiRequest, Route, Scope } from './route.ts';
import { companyRoutes } from './routes/companies.ts';
import { contactRoutes } from './routes/contacts.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { directoryRoutes } from './routes/directory.ts';
import { oauthRoute } from './routes/oauth.ts';
import { CompaniesScroll } from './scroll.ts';
import { Webhooks } from './webhooks/sender.ts';
import type { Workspace } from './workspace.ts';
import {
  Traffic,
  withFaults,
  type Answer,
  type FaultEffects,
  type Sending,
  type ServerContext,
} from '../traffic/exchange.ts';
import { RateWindow } from '../traffic/rate-window.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** The app that serves a workspace, its control routes included. */
export function intercomApp(workspace: Workspace, traffic: Traffic): Hono<{ Bindings: HttpBindings }> {
  const { options } = workspace;
  const scroll = new CompaniesScroll(workspace.companies, options.scrollIdleSeconds, options.scrollEnding);
  const codes = new AuthorisationCodes(options.codeSeconds);
  const webhooks = new Webhooks(workspace);
  const effects: FaultEffects = {
    expireScroll: () => scroll.expire(),
    mutate: (rule) => webhooks.tell(mutate(workspace, rule)),
    error: (status) => errorFor(status).body,
  };
  const routes = [
    ...directoryRoutes(workspace),
    ...companyRoutes(workspace, scroll, () => traffic.log.count('scroll_conflicts')),
    ...contactRoutes(workspace),
    ...conversationRoutes(workspace),
    oauthRoute(codes),
  ];
  const window = new RateWindow(options.rateLimit);
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/__sandbox', controlRoutes(workspace, traffic, webhooks));
  app.route('/', consentPage(codes));
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    app.on(route.method, route.path, (c) =>
      traffic.serve(c, name, () => handle(c, route, { name, workspace, traffic, window, effects })),
    );
  }
  app.notFound((c) => {
    const sent: Answer = { status: 404, body: errorFor(404).body, headers: JSON_TYPE };
    return traffic.serve(c, `${c.req.method} unknown`, () => Promise.resolve({ how: 'whole', answer: sent }));
  });
  return app;
}

interface Setting {
  name: string;
  workspace: Workspace;
  traffic: Traffic;
  window: RateWindow;
  effects: FaultEffects;
}

async function handle(c: ServerContext, route: Route, setting: Setting): Promise<Sending> {
  const headers: Record<string, string> = { ...JSON_TYPE };
  let requestBody: unknown;
  const sendOwn = (answer: Answer): Answer => {
    setting.traffic.report(c, c.req.path, requestBody, answer);
    return answer;
  };
  try {
    if (route.method === 'POST') requestBody = await readBody(c);
    const lacking = route.open === true ? undefined : checkToken(c.req.header('authorization'));
    if (route.open !== true) takeFromWindow(setting.window, headers);
    const rules = setting.traffic.faults.due(setting.name);
    return await withFaults(rules, setting.effects, headers, () => {
      setting.workspace.catchUp(Date.now() / 1000);
      return sendOwn(realAnswer(c, route, requestBody, headers, lacking));
    });
  } catch (error) {
    return { how: 'whole', answer: sendOwn(problemAnswer(error, headers)) };
  }
}

/** Counts the request and adds the rate headers; throws Problem 429 when the window is used up. */
function takeFromWindow(window: RateWindow, headers: Record<string, string>): void {
  const verdict = window.take(Date.now() / 1000);
  if (verdict.limit === 0) return;
  headers['x-ratelimit-limit'] = String(verdict.limit);
  headers['x-ratelimit-remaining'] = String(verdict.remaining);
  headers['x-ratelimit-reset'] = String(verdict.reset);
  if (!verdict.allowed)
    throw new Problem(429, 'rate_limit_exceeded', `Exceeded rate limit of ${verdict.limit} in 10_seconds`);
}

function realAnswer(
  c: ServerContext,
  route: Route,
  body: unknown,
  headers: Record<string, string>,
  lacking: Scope | undefined,
): Answer {
  try {
    checkScope(route, lacking);
    const request: ApiRequest = {
      path: c.req.path,
      params: c.req.param(),
      query: c.req.query(),
      body,
      version: checkHeaders((name) => c.req.header(name)),
      origin: new URL(c.req.url).origin,
    };
    return { status: 200, body: JSON.stringify(route.answer(request)), headers };
  } catch (error) {
    return problemAnswer(error, headers);
  }
}

async function readBody(c: ServerContext): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return undefined;
  if (c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') === true)
    return Object.fromEntries(new URLSearchParams(text));
  if (c.req.header('content-type')?.startsWith('application/json') !== true)
    throw new Problem(415, 'client_error', 'Content-Type must be application/json');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(
      400,
      'bad_request',
      `bad JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function problemAnswer(error: unknown, headers: Record<string, string>): Answer {
  if (!(error instanceof Problem)) throw error;
  return { status: error.status, body: error.body, headers: { ...headers, ...error.headers } };
}

const CODES: Record<number, string> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limit_exceeded',
  503: 'service_unavailable',
};

/** The error Intercom gives with a status when a fault asks for nothing more precise. */
function errorFor(status: number): Problem {
  const code = CODES[status] ?? (status >= 500 ? 'server_error' : 'client_error');
  return new Problem(status, code, status === 404 ? 'Resource Not Found' : code.replaceAll('_', ' '));
}
