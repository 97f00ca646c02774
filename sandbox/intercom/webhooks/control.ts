// The control routes of the webhooks: who gets them, and when.
import { Hono } from 'hono';
import { controlBody } from '../../traffic/control.ts';
import type { Sending, Subscription, Webhooks } from './sender.ts';

/** Mounted under /__sandbox/webhooks. */
export function webhookControls(webhooks: Webhooks): Hono {
  const app = new Hono();
  app.get('/', (c) => c.json(webhooks.report()));
  app.post('/', async (c) => {
    await webhooks.subscribe(await controlBody<Subscription>(c));
    return c.json({});
  });
  app.post('/send', async (c) => c.json(await webhooks.send(await controlBody<Sending>(c))));
  return app;
}
