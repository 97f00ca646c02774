// A plain client of the sandbox for its own tests: no retries, no shared code with the tap.
import { expect } from 'vitest';
import { fieldsOf, isFields, type Fields } from '../../../sandbox/json.ts';
import type { Sandbox } from '../../../sandbox/index.ts';

export { fieldsOf, type Fields } from '../../../sandbox/json.ts';

/** What came back; `json` is empty where the body is not a JSON object. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: Fields;
}

/** The objects of a list; none of anything else. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The code of the first error in an error list. */
export const codeOf = (json: Fields): unknown => listOf(json['errors'])[0]?.['code'];

/** Records in the order of their ids. */
export const byId = (a: Fields, b: Fields): number => (String(a['id']) < String(b['id']) ? -1 : 1);

/** One request with the good token; `headers` override. */
export async function call(
  sandbox: Sandbox,
  route: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const answer = await fetch(`${sandbox.intercom}${path}`, {
    method,
    headers: { authorization: 'Bearer sandbox-token', 'content-type': 'application/json', ...headers },
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
  expect(reply.status, `${route}: ${reply.text.slice(0, 200)}`).toBe(200);
  return reply.json;
}

export const ALL: Fields = { field: 'updated_at', operator: '>', value: 1 };

/** Every record a search finds, page by page. `between` runs after each page. */
export async function searchAll(
  sandbox: Sandbox,
  stream: 'contacts' | 'conversations',
  {
    query = ALL,
    order = 'ascending',
    per_page = 150,
    between = async (): Promise<unknown> => undefined,
  } = {},
): Promise<Fields[]> {
  const found: Fields[] = [];
  let starting_after: unknown;
  for (;;) {
    const request = { query, sort: { field: 'updated_at', order }, pagination: { per_page, starting_after } };
    const page = await ok(sandbox, `POST /${stream}/search`, request);
    found.push(...listOf(page['data'] ?? page['conversations']));
    starting_after = fieldsOf(fieldsOf(page['pages'])['next'])['starting_after'];
    if (starting_after === undefined) return found;
    await between();
  }
}

/** Every company of one scroll. */
export async function scrollAll(sandbox: Sandbox): Promise<Fields[]> {
  const found: Fields[] = [];
  let suffix = '';
  for (;;) {
    const page = await ok(sandbox, `GET /companies/scroll${suffix}`);
    const data = listOf(page['data']);
    if (data.length === 0) return found;
    found.push(...data);
    suffix = `?scroll_param=${String(page['scroll_param'])}`;
  }
}

/** The ground truth of a stream. */
export async function truth(sandbox: Sandbox, stream: string): Promise<Fields[]> {
  const { text } = await call(sandbox, `GET /__sandbox/truth/${stream}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => fieldsOf(JSON.parse(line)));
}

/** The ids of records, in their order. */
export const ids = (records: Fields[]): string[] => records.map(({ id }) => String(id));

/** The ids of records, sorted. */
export const sortedIds = (records: Fields[]): string[] => ids(records.toSorted(byId));
