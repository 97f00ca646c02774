// Where real Intercom, and with it the sandbox, goes beyond its own description.
import type { Deviations } from './description.ts';

/** Everything else is a violation. */
export const INTERCOM_DEVIATIONS: Deviations = {
  routes: {
    'POST /auth/eagle/token': 'the token exchange is documented in the OAuth guide only',
  },
  parameters: {
    'GET /segments': {
      type: 'type=company lists company segments on every version, but is documented nowhere',
    },
    'GET /events': {
      before: 'comes with the link to the next page',
      since: 'comes with the links of a page',
    },
  },
  answers: {
    'GET /events': {
      schema: 'data_event_list',
      reason: 'the route declares the summary, which it gives for summary=true only',
    },
  },
  error: 'error',
};
