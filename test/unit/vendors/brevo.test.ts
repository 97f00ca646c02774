// Brevo's facts: groups of endpoints, rate headers, and what each error means.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError, AuthError } from '../../../core/errors.ts';
import { groupOf, readFailure, readRate } from '../../../vendors/brevo.ts';

const KEY = 'xkeysib-0123456789abcdef';

function failure(status: number, body: unknown, headers = {}): ApiError | AuthError {
  return readFailure({ status, headers, body }, 'PUT /contacts/{identifier}', KEY);
}

test.each([
  ['POST', '/contacts', 'contacts'],
  ['PUT', '/contacts/42', 'contacts'],
  ['GET', '/contacts?limit=5', 'contacts'],
  ['POST', '/contacts/import', 'contacts'],
  ['GET', '/contactsOfOthers', 'rest'],
  ['POST', '/events', 'events'],
  ['POST', '/events/batch', 'events'],
  ['GET', '/events', 'rest'],
  ['GET', '/processes/1', 'rest'],
  ['POST', '/companies', 'rest'],
  ['GET', '/account', 'rest'],
])('%s %s is metered as %s', (method, path, group) => {
  expect(groupOf(method, path)).toBe(group);
});

test.each([
  ['all three', { limit: '10', remaining: '9', reset: '1' }, { limit: 10, remaining: 9, resetAt: 5_001_000 }],
  ['one missing', { limit: '10', remaining: '9' }, undefined],
  ['one that is no number', { limit: '10', remaining: 'many', reset: '1' }, undefined],
  ['a negative one', { limit: '10', remaining: '-1', reset: '1' }, undefined],
  ['a limit of nothing', { limit: '0', remaining: '0', reset: '1' }, undefined],
  ['none', {}, undefined],
])('rate headers: %s', (_, values, expected) => {
  const headers = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`x-sib-ratelimit-${name}`, value]),
  );
  expect(readRate(headers, 5_000_000)).toEqual(expected);
});

describe('failures', () => {
  test('a record that is refused says by which identifiers', () => {
    const error = failure(400, {
      code: 'invalid_parameter',
      message: 'Unable to update contact, SMS is already associated with another Contact',
      metadata: { duplicate_identifiers: ['SMS', 'email'] },
    });
    expect(error).toMatchObject({
      status: 400,
      code: 'invalid_parameter',
      duplicates: ['SMS', 'email'],
      retryable: false,
      ambiguous: false,
    });
    expect(error.message).toBe(
      'PUT /contacts/{identifier}: Brevo answered 400 (invalid_parameter: Unable to update contact, SMS is already associated with another Contact)',
    );
  });

  test.each([
    ['Key not found', 'authorised IPs'],
    ['We have detected you are using an unrecognised IP address 1.2.3.4', 'key may be good'],
  ])('401 "%s" names the cause, or both', (message, advice) => {
    const error = failure(401, { code: 'unauthorized', message });
    expect(error).toBeInstanceOf(AuthError);
    expect(error.message).toContain(advice);
    expect(error.message).toContain(message);
  });

  test.each([
    [402, 'not_enough_credits', 'plan or credits'],
    [403, 'permission_denied', 'lacks this permission'],
  ])('%i stops the run and says what is missing', (status, code, advice) => {
    const error = failure(status, { code, message: 'no' });
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ status, message: expect.stringContaining(advice) });
  });

  test.each([
    [408, true, true],
    [425, true, false],
    [429, true, false],
    [500, true, true],
    [501, false, false],
    [502, true, true],
    [503, true, false],
    [505, false, false],
    [522, true, true],
    [524, true, true],
    [400, false, false],
    [404, false, false],
    [405, false, false],
    [415, false, false],
  ])('%i: retryable %s, ambiguous %s', (status, retryable, ambiguous) => {
    expect(failure(status, undefined)).toMatchObject({ retryable, ambiguous });
  });

  test('an account that is busy is tried again, whatever the status', () => {
    expect(failure(400, { code: 'account_in_process', message: 'wait' })).toMatchObject({
      retryable: true,
      ambiguous: false,
    });
  });

  test('a 429 waits for as long as its window lasts', () => {
    const headers = {
      'x-sib-ratelimit-limit': '10',
      'x-sib-ratelimit-remaining': '0',
      'x-sib-ratelimit-reset': '7',
    };
    expect(failure(429, {}, headers)).toMatchObject({ retryAfter: 7 });
  });

  test('whatever the answer holds, the message is one clean line without the key', () => {
    const part = fc.oneof(fc.string(), fc.constant(`key ${KEY}\n`), fc.integer(), fc.constant(null));
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({ code: part, message: part, metadata: fc.oneof(fc.jsonValue(), fc.constant(null)) }),
    );
    const property = fc.property(fc.integer({ min: 300, max: 599 }), body, (status, one) => {
      const { message } = failure(status, one);
      expect(message).toContain(`Brevo answered ${status}`);
      expect(message).not.toContain(KEY);
      // oxlint-disable-next-line no-control-regex
      expect(message).not.toMatch(/[\u0000-\u001f]/);
    });
    fc.assert(property);
  });

  test('a key that stands where the text is cut leaves no piece of itself', () => {
    const { message } = failure(400, { message: `${'x'.repeat(290)}${KEY}` });
    expect(message).not.toContain('xkeysib');
  });
});
