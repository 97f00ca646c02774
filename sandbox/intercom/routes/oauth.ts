// The OAuth token exchange.
import type { AuthorisationCodes } from '../consent.ts';
import { fieldsOf } from '../../json.ts';
import { Problem } from '../problem.ts';
import type { Route } from '../route.ts';

const CODE = 'sandbox-code';

/** POST /auth/eagle/token, form or JSON: `sandbox-code`, or one that the page handed out, buys the sandbox's token for any client. */
export function oauthRoute(codes: AuthorisationCodes): Route {
  return {
    method: 'POST',
    path: '/auth/eagle/token',
    open: true,
    answer: ({ body }) => {
      const { code, client_id, client_secret } = fieldsOf(body);
      if (!client_id || !client_secret || !(code === CODE || codes.spend(code)))
        throw new Problem(401, 'unauthorized', 'Unauthorized Code');
      return { token_type: 'Bearer', token: 'sandbox-token', access_token: 'sandbox-token' };
    },
  };
}
