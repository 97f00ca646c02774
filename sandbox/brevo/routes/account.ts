// The account itself: what a client asks for to see whether its key is good.
import account from '../data/account.json' with { type: 'json' };
import type { SandboxOptions } from '../../options.ts';
import { ok, type Route } from '../route.ts';

/** GET /account. */
export function accountRoute({ brevoAccount: organization_id }: SandboxOptions): Route {
  return { method: 'GET', path: '/account', answer: () => ok({ ...account, organization_id }) };
}
