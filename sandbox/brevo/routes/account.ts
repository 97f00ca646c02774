// The account itself: what a client asks for to see whether its key is good.
import account from '../data/account.json' with { type: 'json' };
import { ok, type Route } from '../route.ts';

/** GET /account. */
export const accountRoute: Route = { method: 'GET', path: '/account', answer: () => ok(account) };
