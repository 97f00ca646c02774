// The control routes of the Intercom half: truth, counts, changes, faults. No token, no limit, not counted.
import { Hono, type Context } from 'hono';
import { FaultRuleError, parseFaultRules } from '../traffic/fault-rules.ts';
import type { Traffic } from '../traffic/exchange.ts';
import { mutate, MutationError, type MutationRequest } from './mutations.ts';
import { touch, TouchError, type TouchRequest } from './touch.ts';
import { truthOf } from './truth/truth.ts';
import type { Workspace } from './workspace.ts';

/** Mounted under /__sandbox. A request that cannot be read is a 400 with `{error}`. */
export function controlRoutes(workspace: Workspace, traffic: Traffic): Hono {
  const app = new Hono();
  app.get('/truth/:stream', (c) => {
    const records = truthOf(workspace, c.req.param('stream'));
    if (records === undefined) return c.json({ error: `no stream ${c.req.param('stream')}` }, 404);
    return new Response(ReadableStream.from(lines(records)), {
      headers: { 'content-type': 'application/x-ndjson' },
    });
  });
  app.get('/requests', (c) => c.json(traffic.log.report()));
  app.post('/requests/reset', (c) => {
    traffic.log.reset();
    return c.json({});
  });
  app.post('/mutate', async (c) => c.json(mutate(workspace, await body<MutationRequest>(c))));
  app.post('/faults', async (c) => {
    const rules = parseFaultRules(await body(c));
    traffic.faults.replace(rules);
    return c.json({ rules: rules.length });
  });
  app.post('/index', (c) => {
    workspace.catchUp();
    return c.json({});
  });
  app.post('/touch', async (c) => c.json(touch(workspace, await body<TouchRequest>(c))));
  app.onError((error, c) => {
    const expected = [FaultRuleError, MutationError, TouchError, SyntaxError].some(
      (kind) => error instanceof kind,
    );
    return c.json({ error: error.message }, expected ? 400 : 500);
  });
  return app;
}

/** The body, `{}` where there is none; whoever gets it checks it. */
async function body<T>(c: Context): Promise<T> {
  const value: T = JSON.parse((await c.req.text()) || '{}');
  return value;
}

const CHUNK = 65_536;

async function* lines(records: Iterable<unknown>): AsyncIterable<Uint8Array> {
  let text = '';
  for (const record of records) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
