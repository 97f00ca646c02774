// Signatures of notifications: the vendor's own example, and everything that must not pass.
import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifierOf } from '../../../../connector/webhooks/signature.ts';
import { ConfigError } from '../../../../core/errors.ts';

const SECRET = 'client_secret_example';
const BODY = Buffer.from('{"type":"notification_event","topic":"ping"}');
const SHA1 = 'sha1=91ddb6380d25420ae1efc81f0b9430c9fc18f39e';
const SHA256 = createHmac('sha256', SECRET).update(BODY).digest('hex');
const verify = verifierOf(SECRET);

test("Intercom's example passes, and so does what the app's own hooks send", () => {
  expect(verify({ 'x-hub-signature': SHA1 }, BODY)).toBe(true);
  expect(verify({ 'x-body-signature': SHA256 }, BODY)).toBe(true);
});

test.each([
  ['no signature', {}],
  ['an empty one', { 'x-hub-signature': '' }],
  ['one without its prefix', { 'x-hub-signature': SHA1.slice(5) }],
  ['one in capitals', { 'x-hub-signature': SHA1.toUpperCase() }],
  ['one that is cut', { 'x-hub-signature': SHA1.slice(0, -1) }],
  ['one of another algorithm', { 'x-hub-signature': `sha1=${SHA256}` }],
  ['a good one beside a bad one', { 'x-hub-signature': SHA1, 'x-body-signature': 'ff' }],
])('%s does not pass', (_what, headers) => {
  expect(verify(headers, BODY)).toBe(false);
});

test('another secret, or a body that differs in one byte, does not pass', () => {
  expect(verifierOf('another')({ 'x-hub-signature': SHA1 }, BODY)).toBe(false);
  fc.assert(
    fc.property(fc.nat(BODY.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(BODY);
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(verify({ 'x-hub-signature': SHA1 }, changed)).toBe(false);
    }),
  );
});

describe('without a secret', () => {
  test.each([undefined, '', '  '])('%j refuses to start', (secret) => {
    expect(() => verifierOf(secret)).toThrow(ConfigError);
    expect(() => verifierOf(secret)).toThrow(/"webhooks\.secret" is missing/);
  });
});
