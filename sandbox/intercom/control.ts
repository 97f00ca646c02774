// The control routes of the Intercom half: truth, changes, the index, besides counts and faults.
import { Hono } from 'hono';
import { controlBody, controlProblem, jsonLines, trafficControls } from '../traffic/control.ts';
import type { Traffic } from '../traffic/exchange.ts';
import { FAULTS } from '../traffic/fault-rules.ts';
import { archive, ArchiveError, type ArchiveRequest } from './archive.ts';
import { mutate, MutationError, type MutationRequest } from './mutations.ts';
import { touch, TouchError, type TouchRequest } from './touch.ts';
import { truthOf } from './truth/truth.ts';
import { webhookControls } from './webhooks/control.ts';
import { SubscriptionError, type Webhooks } from './webhooks/sender.ts';
import type { Workspace } from './workspace.ts';

/** Mounted under /__sandbox. A request that cannot be read is a 400 with `{error}`. */
export function controlRoutes(workspace: Workspace, traffic: Traffic, webhooks: Webhooks): Hono {
  const app = new Hono();
  app.onError(controlProblem([ArchiveError, MutationError, SubscriptionError, TouchError]));
  app.route('/', trafficControls(traffic, FAULTS));
  app.get('/truth/:stream', (c) => {
    const records = truthOf(workspace, c.req.param('stream'));
    if (records === undefined) return c.json({ error: `no stream ${c.req.param('stream')}` }, 404);
    return jsonLines(records);
  });
  app.route('/webhooks', webhookControls(webhooks));
  app.post('/mutate', async (c) => {
    const changes = mutate(workspace, await controlBody<MutationRequest>(c));
    webhooks.tell(changes);
    return c.json(changes);
  });
  app.post('/index', (c) => {
    workspace.catchUp();
    return c.json({});
  });
  app.post('/archive', async (c) => c.json(archive(workspace, await controlBody<ArchiveRequest>(c))));
  app.post('/touch', async (c) => c.json(touch(workspace, await controlBody<TouchRequest>(c))));
  return app;
}
