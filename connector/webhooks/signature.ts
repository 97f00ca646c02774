// Whether a request comes from Intercom: its signature over the body's very bytes.
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ConfigError } from '../../core/errors.ts';
import { isSame } from '../same-text.ts';

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

/** The secret. @throws ConfigError where it is empty: anybody could sign with it */
export function requireSecret(secret: string | undefined): string {
  if (secret !== undefined && secret.trim() !== '') return secret;
  throw new ConfigError(
    '"webhooks.secret" is missing: set it to the client secret of your Intercom app (Developer Hub, Basic information); ' +
      'without it anybody could send notifications',
  );
}

/** Verifies by every signature that a request carries, in constant time; one without any is refused. @throws ConfigError */
export function verifierOf(given: string | undefined): Verifier {
  const secret = requireSecret(given);
  return (headers, body) => {
    const carried = SIGNATURES.filter(({ header }) => headers[header] !== undefined);
    const good = carried.filter(({ header, algorithm, prefix }) => {
      const expected = `${prefix}${createHmac(algorithm, secret).update(body).digest('hex')}`;
      return isSame(String(headers[header]), expected);
    });
    return good.length > 0 && good.length === carried.length;
  };
}
