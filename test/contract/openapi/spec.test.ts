// The check itself: it must see what is wrong.
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../sandbox/index.ts';
import { checkExchange, specPresent } from './spec.ts';

const GOOD: Exchange = {
  side: 'intercom',
  method: 'GET',
  path: '/tags',
  query: {},
  requestBody: undefined,
  status: 200,
  responseBody: {
    type: 'list',
    data: [{ type: 'tag', id: '1', name: 'a', applied_at: null, applied_by: null }],
  },
};
const QUERY = { field: 'created_at', operator: '>', value: 1 };
const SEARCH: Exchange = {
  ...GOOD,
  method: 'POST',
  path: '/contacts/search',
  requestBody: { query: QUERY },
  responseBody: { type: 'list', data: [], total_count: 0 },
};

describe.skipIf(!specPresent)('the check against the description', () => {
  it.each([
    ['a good answer', GOOD],
    ['a good search', SEARCH],
    [
      'an error of any status',
      { ...GOOD, status: 429, responseBody: { type: 'error.list', errors: [{ code: 'x' }] } },
    ],
    ['a route that is declared outside it', { ...GOOD, method: 'POST', path: '/auth/eagle/token' }],
    [
      'a parameter that is declared outside it',
      {
        ...GOOD,
        path: '/segments',
        query: { type: 'company' },
        responseBody: { type: 'segment.list', segments: [] },
      },
    ],
  ])('lets through %s', (_name, exchange) => {
    expect(checkExchange(exchange)).toEqual([]);
  });

  it.each([
    ['an unknown route', { ...GOOD, path: '/tagz' }, 'GET /tagz: not in the description'],
    [
      'an unknown parameter',
      { ...GOOD, query: { page: '1' } },
      'GET /tags 200: parameter page is not in the description',
    ],
    [
      'a value of the wrong type',
      {
        ...GOOD,
        responseBody: {
          type: 'list',
          data: [{ type: 'tag', id: 1, name: 'a', applied_at: null, applied_by: null }],
        },
      },
      'GET /tags 200: answer/data/0/id must be string',
    ],
    [
      'a missing key',
      { ...GOOD, responseBody: { type: 'list' } },
      "GET /tags 200: answer must have required property 'data'",
    ],
    [
      'a null that is not allowed',
      { ...GOOD, responseBody: { type: 'list', data: null } },
      'GET /tags 200: answer/data must be array',
    ],
    ['an unknown success', { ...GOOD, status: 201 }, 'GET /tags 201: status is not in the description'],
    [
      'an error of another shape',
      { ...GOOD, status: 500, responseBody: { error: 'x' } },
      "GET /tags 500: answer must have required property 'errors'",
    ],
    ['a body where none belongs', { ...GOOD, requestBody: {} }, 'GET /tags 200: takes no body'],
    [
      'a search without a query',
      { ...SEARCH, requestBody: {} },
      "POST /contacts/search 200: request must have required property 'query'",
    ],
    [
      'an operator that does not exist',
      { ...SEARCH, requestBody: { query: { ...QUERY, operator: '==' } } },
      'POST /contacts/search 200: request/query/operator must be equal to one of the allowed values',
    ],
    [
      'a missing parameter',
      {
        ...GOOD,
        path: '/events',
        query: { intercom_user_id: 'a' },
        responseBody: { type: 'event.list', events: [] },
      },
      'GET /events 200: parameter type is missing',
    ],
  ])('sees %s', (_name, exchange, problem) => {
    expect(checkExchange(exchange)).toContain(problem);
  });
});
