// The OAuth token exchange.
import { fieldsOf } from '../../json.ts';
import { Problem } from '../problem.ts';
import type { Route } from '../route.ts';

const CODE = 'sandbox-code';

/** POST /auth/eagle/token, form or JSON: `sandbox-code` with any client buys the sandbox's token. */
export const oauthRoute: Route = {
  method: 'POST',
  path: '/auth/eagle/token',
  open: true,
  answer: ({ body }) => {
    const { code, client_id, client_secret } = fieldsOf(body);
    if (code !== CODE || !client_id || !client_secret)
      throw new Problem(401, 'unauthorized', 'Unauthorized Code');
    return { token_type: 'Bearer', token: 'sandbox-token', access_token: 'sandbox-token' };
  },
};
