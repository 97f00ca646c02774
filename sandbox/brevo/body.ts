// The body of a request: JSON, or the texts of a form.
import type { ServerContext } from '../traffic/exchange.ts';
import { Problem } from './problem.ts';

/** A body as it came; `problem` says why it could not be read. */
export interface SentBody {
  bytes: number;
  body: unknown;
  problem?: Problem;
}

/** Reads all of it. */
export async function readBody(c: ServerContext): Promise<SentBody> {
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(c);
  const text = await c.req.text();
  const bytes = Buffer.byteLength(text);
  if (text === '') return { bytes, body: undefined };
  if (!type.startsWith('application/json'))
    return {
      bytes,
      body: text,
      problem: new Problem(415, 'not_acceptable', 'Content-Type must be application/json'),
    };
  try {
    return { bytes, body: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { bytes, body: text, problem: new Problem(400, 'bad_request', `Invalid JSON: ${reason}`) };
  }
}

async function readForm(c: ServerContext): Promise<SentBody> {
  const form = await c.req.formData();
  const fields = await Promise.all(
    Array.from(
      form,
      async ([name, value]) => [name, typeof value === 'string' ? value : await value.text()] as const,
    ),
  );
  const bytes = fields.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
  return { bytes, body: Object.fromEntries(fields) };
}
