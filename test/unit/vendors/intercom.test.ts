// Intercom's facts: safe hosts, rate headers, and what each error means.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError, AuthError, ConfigError } from '../../../core/errors.ts';
import { checkBaseUrl } from '../../../core/http/address.ts';
import { describeFailure } from '../../../core/stream.ts';
import { readFailure, readRate } from '../../../vendors/intercom.ts';

const errorList = (code: string, message: string | null, request_id: string | null = 'req-1') => ({
  type: 'error.list',
  request_id,
  errors: [{ code, message }],
});

function failure(status: number, body: unknown, headers = {}): ApiError | AuthError {
  return readFailure({ status, headers, body }, 'GET /contacts');
}

test.each([
  'https://api.intercom.io',
  'https://proxy.example:8443/intercom',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://127.1',
  'http://[::1]:3000',
])('%s is a safe place for a token', (url) => {
  expect(() => checkBaseUrl(url)).not.toThrow();
});

test.each([
  'http://api.intercom.io',
  'http://127.0.0.1.evil.example',
  'http://127.evil.example',
  'http://localhost.evil.example',
  'http://10.0.0.1',
  'http://0.0.0.0',
  'http://[::2]',
  'ftp://localhost',
])('%s would see the token in clear', (url) => {
  expect(() => checkBaseUrl(url)).toThrow(ConfigError);
  expect(() => checkBaseUrl(url)).toThrow('"base_url" must be https');
});

test('a warning of an unsafe host does not repeat what else is in the URL', () => {
  expect(() => checkBaseUrl('http://user:pass@evil.example/?token=x')).toThrow(/not http:\/\/evil\.example$/);
});

test.each([
  [
    'all three headers',
    { limit: '166', remaining: '160', reset: '1700000010' },
    { limit: 166, remaining: 160, resetAt: 1_700_000_010_000 },
  ],
  ['one missing', { limit: '166', remaining: '160' }, undefined],
  ['one that is no number', { limit: '166', remaining: 'many', reset: '1700000010' }, undefined],
  ['none', {}, undefined],
])('rate headers: %s', (_, values, expected) => {
  const headers = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`x-ratelimit-${name}`, value]),
  );
  expect(readRate(headers)).toEqual(expected);
});

describe('an error', () => {
  test.each([
    [401, 'unauthorized: Access Token Invalid'],
    [402, 'payment_required: Pay first'],
    [403, 'api_plan_restricted: Active subscription needed.'],
  ])('%i is a matter of permission, told with its id', (status, said) => {
    const [code = '', text = ''] = said.split(': ');
    const error = failure(status, errorList(code, text));
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ status, exitCode: 3 });
    expect(error.message).toContain(`GET /contacts: Intercom answered ${status} (${said}, request_id req-1)`);
  });

  const TOKEN = 'check "access_token"';
  const PLAN = "the workspace's plan does not include this";
  const PERMISSION = 'grant the permission "Read tags"';
  test.each([
    [401, 'unauthorized', PERMISSION],
    [401, 'missing_authorization', TOKEN],
    [401, 'token_not_found', TOKEN],
    [401, 'token_revoked', TOKEN],
    [401, 'token_suspended', TOKEN],
    [401, 'token_blocked', TOKEN],
    [401, 'token_expired', TOKEN],
    [401, 'token_unauthorized', PERMISSION],
    [401, 'unheard_of', PERMISSION],
    [402, 'payment_required', PLAN],
    [402, 'unheard_of', PLAN],
    [403, 'api_plan_restricted', PLAN],
    [403, 'forbidden', PERMISSION],
    [403, 'action_forbidden', PERMISSION],
    [403, 'constructor', PERMISSION],
  ])('%i %s at a stream says what to do: %s', (status, code, advice) => {
    const error = failure(status, errorList(code, 'text'));
    expect(describeFailure({ permission: 'Read tags' }, error)).toBe(`${error.message}; ${advice}`);
  });

  test('without an answer that can be read names the permission', () => {
    const error = failure(403, '<html>');
    expect(describeFailure({ permission: 'Read tags' }, error)).toBe(`${error.message}; ${PERMISSION}`);
  });

  test('of another kind is told as it is', () => {
    const error = failure(400, errorList('bad_request', 'text'));
    expect(describeFailure({ permission: 'Read tags' }, error)).toBe(error.message);
  });

  test.each([
    [400, false],
    [404, false],
    [408, true],
    [409, false],
    [410, false],
    [422, false],
    [425, true],
    [429, true],
    [500, true],
    [501, false],
    [502, true],
    [503, true],
    [504, true],
    [505, false],
    [520, true],
    [522, true],
    [524, true],
    [529, true],
  ])('%i: worth another try: %s', (status, retryable) => {
    expect(failure(status, errorList('code', 'text'))).toMatchObject({ status, retryable, exitCode: 1 });
  });

  test.each([
    { success: false, errors: [{ code: 7003, message: 'Could not route' }] },
    { errors: [{ code: 'route_not_found', message: 'Could not route' }] },
  ])('of something in between has no code of Intercom: %j', (body) => {
    const error = failure(404, body);
    expect(error).not.toHaveProperty('code', expect.anything());
    expect(error.message).toContain('Could not route');
  });

  test('carries its code, request_id and the wait that was asked for', () => {
    expect(failure(429, errorList('rate_limit_exceeded', 'Too much'), { 'retry-after': '7' })).toMatchObject({
      code: 'rate_limit_exceeded',
      requestId: 'req-1',
      retryAfter: 7,
    });
    expect(failure(400, errorList('scroll_exists', 'x')).message).not.toContain(';');
  });

  test.each<[string, unknown, string]>([
    ['without an explanation', undefined, '(no explanation)'],
    ['that is an HTML page', '<html>', '(no explanation)'],
    ['with a message alone', { message: 'Gateway gone', request_id: null }, '(Gateway gone)'],
    [
      'with control characters',
      errorList('x', '\u001b[31mred\u0000\nnext\u009b', null),
      '(x:  [31mred next )',
    ],
    ['without end', errorList('x', 'y'.repeat(5000), null), `(x: ${'y'.repeat(297)})`],
    ['with errors in an object', { errors: { code: 'x' } }, '(no explanation)'],
    ['with a number for an id', { request_id: 12, errors: [] }, '(no explanation, request_id 12)'],
  ])('%s is told in one line', (_, body, text) => {
    expect(failure(500, body).message).toBe(`GET /contacts: Intercom answered 500 ${text}`);
  });

  test('never fails to be told, whatever the server sent', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('text', null));
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({ request_id: part, message: part, errors: part }),
      fc.record({ errors: fc.array(fc.record({ code: part, message: part })) }),
    );
    const property = fc.property(fc.integer({ min: 300, max: 599 }), body, (status, one) => {
      const error = failure(status, one);
      expect(error.message).toContain(`Intercom answered ${status}`);
      // oxlint-disable-next-line no-control-regex
      expect(error.message).not.toMatch(/[\u0000-\u001f]/);
    });
    fc.assert(property);
  });
});
