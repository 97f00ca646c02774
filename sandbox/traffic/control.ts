// The control routes that both halves have: counts and faults. No token, no limit, not counted.
import { Hono, type Context } from 'hono';
import type { Traffic } from './exchange.ts';
import { FaultRuleError, parseFaultRules, type Fault } from './fault-rules.ts';

/** The routes for one vendor's traffic; `faults` are those the vendor can make happen. */
export function trafficControls(traffic: Traffic, faults: readonly Fault[]): Hono {
  const app = new Hono();
  app.get('/requests', (c) => c.json(traffic.log.report()));
  app.post('/requests/reset', (c) => {
    traffic.log.reset();
    return c.json({});
  });
  app.post('/faults', async (c) => {
    const rules = parseFaultRules(await controlBody(c), faults);
    traffic.faults.replace(rules);
    return c.json({ rules: rules.length });
  });
  return app;
}

/** Answers 400 with `{error}` for what the caller did wrong, 500 for the rest. */
export function controlProblem(expected: (new (message?: string) => Error)[]) {
  return (error: Error, c: Context): Response => {
    const known = [FaultRuleError, SyntaxError, ...expected].some((kind) => error instanceof kind);
    return c.json({ error: error.message }, known ? 400 : 500);
  };
}

/** The body, `{}` where there is none; whoever gets it checks it. */
export async function controlBody<T>(c: Context): Promise<T> {
  const value: T = JSON.parse((await c.req.text()) || '{}');
  return value;
}

const CHUNK = 65_536;

/** An answer of one JSON object a line, however many there are. */
export function jsonLines(records: Iterable<unknown>): Response {
  return new Response(ReadableStream.from(chunks(records)), {
    headers: { 'content-type': 'application/x-ndjson' },
  });
}

async function* chunks(records: Iterable<unknown>): AsyncIterable<Uint8Array> {
  let text = '';
  for (const record of records) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
