// Where real Intercom, and with it the sandbox, goes beyond its own description. Everything else is a violation.

/** Routes the description does not have. */
export const UNDESCRIBED_ROUTES: Record<string, string> = {
  'POST /auth/eagle/token': 'the token exchange is documented in the OAuth guide only',
};

/** Query parameters the description does not have, by route and name. */
export const UNDESCRIBED_PARAMETERS: Record<string, Record<string, string>> = {
  'GET /segments': {
    type: 'type=company lists company segments on every version, but is documented nowhere',
  },
  'GET /events': { before: 'comes with the link to the next page', since: 'comes with the links of a page' },
};

/** Answers that have another schema than the description gives the route. */
export const OTHER_SCHEMAS: Record<string, { schema: string; reason: string }> = {
  'GET /events': {
    schema: 'data_event_list',
    reason: 'the route declares the summary, which it gives for summary=true only',
  },
};
