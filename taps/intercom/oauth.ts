// Exchanges an OAuth authorisation code for an access token.
import { AuthError } from '../../core/errors.ts';
import type { Client } from '../../core/http/client.ts';
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';

/**
 * The access token for `code`; its request is counted under `stream`. Intercom's tokens do not expire and cannot be refreshed.
 * https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth
 * @throws AuthError where the code or the app's credentials are refused
 */
export async function exchangeCode(
  config: TapIntercomConfig,
  client: Client,
  stream: string,
): Promise<string> {
  const { code, client_id, client_secret } = config;
  try {
    const answer = await client.json<{ token?: string; access_token?: string } | null | undefined>({
      method: 'POST',
      path: '/auth/eagle/token',
      body: { code, client_id, client_secret },
      route: '/auth/eagle/token',
      stream,
      // A code works once: a second try could only hide what became of the first.
      attempts: 1,
    });
    const token = answer?.access_token ?? answer?.token;
    if (token) return token;
    throw new AuthError('POST /auth/eagle/token: Intercom answered without a token');
  } catch (cause) {
    if (!(cause instanceof AuthError)) throw cause;
    const advice = 'the "code" works once and for about five minutes: authorise the app again';
    throw new AuthError(`${cause.message}; ${advice}`, { cause });
  } finally {
    await client.close();
  }
}
