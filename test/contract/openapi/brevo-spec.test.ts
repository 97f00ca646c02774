// The check against Brevo's description: it must see what is wrong.
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../sandbox/index.ts';
import { brevoSpecPresent, checkExchange } from './spec.ts';

const CREATED: Exchange = {
  side: 'brevo',
  method: 'POST',
  path: '/contacts',
  query: {},
  requestBody: { email: 'a@acme.example', attributes: { FIRSTNAME: 'Ada', TAGS: ['vip'] }, getId: true },
  status: 201,
  responseBody: { id: 1 },
};
const PUT = {
  ...CREATED,
  method: 'PUT',
  path: '/contacts/1',
  requestBody: {},
  status: 204,
  responseBody: undefined,
};
const ADD = {
  ...CREATED,
  path: '/contacts/lists/35/contacts/add',
  requestBody: { extIds: ['A'] },
  responseBody: { contacts: { success: ['A'], failure: [] } },
};

describe.skipIf(!brevoSpecPresent)('the check against Brevo’s description', () => {
  it.each([
    ['a contact', CREATED],
    ['an update without a body in its answer', PUT],
    ['members by ext_id', ADD],
    ['a batch of events, which came later', { ...CREATED, path: '/events/batch' }],
    [
      'a refused key',
      { ...CREATED, status: 401, responseBody: { code: 'unauthorized', message: 'Key not found' } },
    ],
  ])('lets through %s', (_name, exchange) => {
    expect(checkExchange(exchange)).toEqual([]);
  });

  it.each([
    ['an unknown route', { ...CREATED, path: '/people' }, 'POST /people: not in the description'],
    [
      'a key that POST does not have',
      { ...CREATED, requestBody: { email: 'a@acme.example', unlinkListIds: [1] } },
      'POST /contacts 201: request key unlinkListIds is not in the description',
    ],
    [
      'a value of the wrong type',
      { ...CREATED, requestBody: { email: 'a@acme.example', listIds: ['35'] } },
      'POST /contacts 201: request/listIds/0 must be integer',
    ],
    [
      'null for an attribute',
      { ...CREATED, requestBody: { attributes: { FIRSTNAME: null } } },
      'POST /contacts 201: request/attributes/FIRSTNAME must be string',
    ],
    [
      'an answer where none belongs',
      { ...PUT, responseBody: { id: 1 } },
      'PUT /contacts/{identifier} 204: answer has a body',
    ],
    [
      'an unknown type of identifier',
      { ...PUT, query: { identifierType: 'intercom_id' } },
      "PUT /contacts/{identifier} 204: parameter identifierType cannot be 'intercom_id'",
    ],
    [
      'too many members at once',
      { ...ADD, requestBody: { extIds: Array.from({ length: 151 }, (_, n) => `C${n}`) } },
      'POST /contacts/lists/{listId}/contacts/add 201: request/extIds must NOT have more than 150 items',
    ],
    [
      'two kinds of members',
      { ...ADD, requestBody: { extIds: ['A'], ids: [1] } },
      'POST /contacts/lists/{listId}/contacts/add 201: request must NOT have more than 1 properties',
    ],
    [
      'an unknown success',
      { ...CREATED, status: 202 },
      'POST /contacts 202: status is not in the description',
    ],
    [
      'an error of another shape',
      { ...CREATED, status: 400, responseBody: { error: 'x' } },
      "POST /contacts 400: answer must have required property 'code'",
    ],
  ])('sees %s', (_name, exchange, problem) => {
    expect(checkExchange(exchange)).toContain(problem);
  });
});
