// The Brevo half: so far the account of a valid key.
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';

const KEY = 'sandbox-key';

const ACCOUNT = {
  email: 'owner@acme.example',
  firstName: 'Ada',
  lastName: 'Owner',
  companyName: 'Acme',
  address: { street: '1 Example Street', city: 'Dublin', zipCode: 'D01', country: 'Ireland' },
  plan: [{ type: 'free', credits: 300, creditsType: 'sendLimit' }],
};

/** The app that stands in for api.brevo.com. */
export function brevoApp(): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use('/v3/*', async (c, next) => {
    if (c.req.header('api-key') !== KEY)
      return c.json({ code: 'unauthorized', message: 'Key not found' }, 401);
    return next();
  });
  app.get('/v3/account', (c) => c.json(ACCOUNT));
  app.notFound((c) => c.json({ code: 'document_not_found', message: 'Document not found' }, 404));
  return app;
}
