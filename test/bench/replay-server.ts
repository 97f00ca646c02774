// Serves recorded pages as a workspace of any number of contacts, cheaply enough that the tap is what is measured.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Contact {
  id: string;
  updated_at: number;
}

/** A recorded page: its bytes up to the end of each contact, and where in them the values are that differ each time. */
interface Template {
  bytes: Buffer;
  contacts: { id: number; updatedAt: number; end: number }[];
}

interface Search {
  query: unknown;
  pagination: { per_page: number; starting_after?: string };
}

const HEAD = '{"type":"list","data":[';
const YEARS = 3 * 365 * 86_400;
const [file = '', size = '0'] = process.argv.slice(2);
const total = Number(size);
const step = Math.max(1, Math.floor(YEARS / Math.max(1, total)));
const oldest = Math.floor(Date.now() / 1000) - total * step;
const templates = readFileSync(file, 'utf8').split('\n').map(templateOf);

function templateOf(line: string): Template {
  const { data } = JSON.parse(line) as { data: Contact[] };
  const parts = [Buffer.from(HEAD)];
  const contacts: Template['contacts'] = [];
  let end = HEAD.length;
  for (const [n, contact] of data.entries()) {
    const bytes = Buffer.from((n === 0 ? '' : ',') + JSON.stringify(contact));
    const id = end + bytes.indexOf(contact.id);
    const updatedAt = end + bytes.indexOf(String(contact.updated_at), bytes.indexOf('"updated_at":'));
    end += bytes.length;
    contacts.push({ id, updatedAt, end });
    parts.push(bytes);
  }
  return { bytes: Buffer.concat(parts), contacts };
}

// Contact number n was updated at oldest + n * step, so a stretch of time is a stretch of numbers.
function range(query: unknown): { from: number; to: number } {
  const text = JSON.stringify(query);
  const [, since = '0'] = /"operator":">","value":(\d+)/.exec(text) ?? [];
  const [, until = 'Infinity'] = /"operator":"<","value":(\d+)/.exec(text) ?? [];
  const from = Math.max(0, Math.ceil((Number(since) - oldest) / step));
  return { from, to: Math.min(total, Math.floor((Number(until) - oldest) / step) + 1) };
}

function answer({ query, pagination }: Search): Buffer {
  const { from, to } = range(query);
  const start = Number(pagination.starting_after ?? from);
  const template = templates[Math.floor(start / pagination.per_page) % templates.length];
  const contacts = template?.contacts.slice(0, Math.max(0, Math.min(pagination.per_page, to - start))) ?? [];
  const next = start + contacts.length;
  const pages = next < to ? { next: { starting_after: String(next) } } : {};
  const tail = `],"total_count":${Math.max(0, to - from)},"pages":${JSON.stringify(pages)}}`;
  const rows = template?.bytes.subarray(0, contacts.at(-1)?.end ?? HEAD.length) ?? Buffer.alloc(0);
  const bytes = Buffer.concat([rows, Buffer.from(tail)]);
  for (const [n, { id, updatedAt }] of contacts.entries()) {
    bytes.write((start + n).toString(16).padStart(24, '0'), id, 'latin1');
    bytes.write(String(oldest + (start + n) * step), updatedAt, 'latin1');
  }
  return bytes;
}

const ME = Buffer.from(JSON.stringify({ type: 'admin', app: { id_code: 'replay', timezone: 'UTC' } }));

async function respond(request: IncomingMessage): Promise<Buffer> {
  return request.method === 'POST' ? answer((await json(request)) as Search) : ME;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await respond(request);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

const server = createServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ intercom: `http://127.0.0.1:${port}` })}\n`);
});
