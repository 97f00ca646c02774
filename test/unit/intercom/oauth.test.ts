// The exchange of an OAuth code for a token: once, with advice where it is refused.
import { expect, test, vi } from 'vitest';
import { ApiError, AuthError } from '../../../core/errors.ts';
import type { Client } from '../../../core/http/client.ts';
import { exchangeCode } from '../../../taps/intercom/oauth.ts';

const config = { code: 'c0de=', client_id: 'id', client_secret: 's3cret' };

function exchange(answer: () => Promise<unknown>) {
  const json = vi.fn<() => Promise<unknown>>(answer);
  const close = vi.fn<() => Promise<void>>(() => Promise.resolve());
  return { json, close, token: exchangeCode(config, { json, close } as unknown as Client, 'connection') };
}

test.each([
  [{ token_type: 'Bearer', token: 'a', access_token: 'a' }, 'a'],
  [{ token: 'b' }, 'b'],
])('%j gives the token', async (answer, expected) => {
  const { json, close, token } = exchange(() => Promise.resolve(answer));
  expect(await token).toBe(expected);
  expect(json).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ method: 'POST', path: '/auth/eagle/token', body: config, attempts: 1 }),
  );
  expect(close).toHaveBeenCalledOnce();
});

test('a refused code says what to do, and nothing of the secrets', async () => {
  const refused = new AuthError('POST /auth/eagle/token: 401 (Unauthorized Code)', { status: 401 });
  const { close, token } = exchange(() => Promise.reject(refused));
  const error = await token.catch((one: unknown) => one);
  expect(error).toBeInstanceOf(AuthError);
  expect(String(error)).toMatch(
    /Unauthorized Code\); the "code" works once and for about five minutes: authorise/,
  );
  expect(String(error)).not.toMatch(/c0de|s3cret/);
  expect(close).toHaveBeenCalledOnce();
});

test.each([{}, null, undefined])('an answer without a token is refused: %j', async (answer) => {
  await expect(exchange(() => Promise.resolve(answer)).token).rejects.toThrow('answered without a token');
});

test('a failure of another kind stays what it is', async () => {
  const failure = new ApiError('POST: 503', { status: 503, retryable: true });
  const { close, token } = exchange(() => Promise.reject(failure));
  await expect(token).rejects.toBe(failure);
  expect(close).toHaveBeenCalledOnce();
});
