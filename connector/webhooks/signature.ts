// Whether a request comes from Intercom: its signature over the body's very bytes.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ConfigError } from '../../core/errors.ts';

/**
 * How each kind of request is signed, with the app's client secret as the key: notifications of topics by
 * https://developers.intercom.com/docs/webhooks/setting-up-webhooks, what an app's own hooks send by
 * https://developers.intercom.com/docs/canvas-kit#signing-notifications
 */
const SIGNATURES = [
  { header: 'x-hub-signature', algorithm: 'sha1', prefix: 'sha1=' },
  { header: 'x-body-signature', algorithm: 'sha256', prefix: '' },
] as const;

/** Tells whether a body was signed with the secret. */
export type Verifier = (headers: IncomingHttpHeaders, body: Buffer) => boolean;

/**
 * Verifies by every signature that a request carries, in constant time; one without any is refused.
 * @throws ConfigError where the secret is empty: anybody could sign with it
 */
export function verifierOf(secret: string | undefined): Verifier {
  if (secret === undefined || secret.trim() === '') {
    throw new ConfigError(
      '"webhooks.secret" is missing: set it to the client secret of your Intercom app (Developer Hub, Basic information); ' +
        'without it anybody could send notifications',
    );
  }
  return (headers, body) => {
    const given = SIGNATURES.filter(({ header }) => headers[header] !== undefined);
    const good = given.filter(({ header, algorithm, prefix }) => {
      const expected = `${prefix}${createHmac(algorithm, secret).update(body).digest('hex')}`;
      return isSame(String(headers[header]), expected);
    });
    return good.length > 0 && good.length === given.length;
  };
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
