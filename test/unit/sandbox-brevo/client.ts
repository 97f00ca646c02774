// A plain client of the Brevo half for its own tests: no retries, no shared code with the target.
import { expect } from 'vitest';
import {
  startSandbox,
  type RequestReport,
  type Sandbox,
  type SandboxOptions,
} from '../../../sandbox/index.ts';
import { fieldsOf, isFields, type Fields } from '../../../sandbox/json.ts';

export { fieldsOf, type Fields } from '../../../sandbox/json.ts';

/** What came back; `json` is empty where the body is not a JSON object. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: Fields;
}

/** A sandbox without limits and with the smallest of workspaces. */
export function startBrevo(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({
    contacts: 1,
    companies: 0,
    conversations: 0,
    brevoContactsPerSecond: 0,
    brevoContactsPerHour: 0,
    brevoEventsPerSecond: 0,
    brevoRestPerHour: 0,
    ...options,
  });
}

/** One request with the good key to the API, or to a control route; `headers` override. */
export async function call(
  { brevo }: Sandbox,
  route: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const answer = await fetch(`${brevo}${path.startsWith('/__sandbox') ? '' : '/v3'}${path}`, {
    method,
    headers: { 'api-key': 'sandbox-key', 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A request that must succeed. */
export async function ok(sandbox: Sandbox, route: string, body?: unknown): Promise<Fields> {
  const reply = await call(sandbox, route, body);
  expect(reply.status, `${route}: ${reply.text.slice(0, 200)}`).toBeLessThan(300);
  return reply.json;
}

/** Status and body of a request, for the ones that fail. */
export async function failing(sandbox: Sandbox, route: string, body?: unknown): Promise<[number, Fields]> {
  const { status, json } = await call(sandbox, route, body);
  return [status, json];
}

/** Creates attributes, lists, contacts and so on. */
export const seed = (sandbox: Sandbox, given: Fields): Promise<Fields> =>
  ok(sandbox, 'POST /__sandbox/seed', given);

/** The lines of a control route. */
export async function held(
  sandbox: Sandbox,
  what: 'account' | 'events' | 'companies' | 'lists',
): Promise<Fields[]> {
  const { text } = await call(sandbox, `GET /__sandbox/${what}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => fieldsOf(JSON.parse(line)));
}

/** The request counts. */
export async function report(sandbox: Sandbox): Promise<RequestReport> {
  const counts: RequestReport = JSON.parse((await call(sandbox, 'GET /__sandbox/requests')).text);
  return counts;
}

/** The only contact of the account. */
export async function onlyContact(sandbox: Sandbox): Promise<Fields> {
  const contacts = await held(sandbox, 'account');
  expect(contacts).toHaveLength(1);
  return fieldsOf(contacts[0]);
}

/** The objects of a list. */
export const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
