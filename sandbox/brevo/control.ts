// The control routes of the Brevo half: what the account holds, how to prepare it, besides counts and faults.
import { Hono } from 'hono';
import { controlBody, controlProblem, jsonLines, trafficControls } from '../traffic/control.ts';
import type { Traffic } from '../traffic/exchange.ts';
import { FAULTS } from '../traffic/fault-rules.ts';
import type { Account } from './account.ts';
import { contactTruth, type Contact } from './contacts/contact.ts';
import { seed, SeedError } from './seed.ts';

/** The faults that make sense without an Intercom workspace. */
export const BREVO_FAULTS = FAULTS.filter((fault) => fault !== 'expire_scroll' && fault !== 'mutate');

/** Mounted under /__sandbox; `reset` empties the account. A request that cannot be read is a 400 with `{error}`. */
export function controlRoutes(account: Account, traffic: Traffic, reset: () => void): Hono {
  const app = new Hono();
  app.onError(controlProblem([SeedError]));
  app.use(async (_c, next) => {
    account.processes.catchUp(Date.now());
    await next();
  });
  app.route('/', trafficControls(traffic, BREVO_FAULTS));
  app.get('/account', () => jsonLines(mapped(account.contacts.current.all(), contactTruth)));
  app.get('/events', () => jsonLines(account.events));
  app.get('/companies', () => jsonLines(account.companies.all()));
  app.get('/lists', () =>
    jsonLines(
      account.lists.all().map((list) => ({ ...list, contacts: account.contacts.current.members(list.id) })),
    ),
  );
  app.post('/seed', async (c) => c.json(seed(account, await controlBody(c), Date.now())));
  app.post('/reset', (c) => {
    reset();
    return c.json({});
  });
  return app;
}

function* mapped(contacts: Iterable<Contact>, show: (contact: Contact) => unknown): Iterable<unknown> {
  for (const contact of contacts) yield show(contact);
}
