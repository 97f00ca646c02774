// One object by its id.
import { ApiError } from '../../core/errors.ts';
import type { ApiRequest } from '../../core/http/vendor.ts';
import type { Row } from '../../core/protocol/messages.ts';
import type { IntercomApi } from './api.ts';
import { isDoubtful } from './gone.ts';

/**
 * The object that is asked for.
 * @throws ApiError where the answer is none: taken for one without lists, it would count as complete
 */
export async function readObject<T extends Row>(
  api: IntercomApi,
  request: Omit<ApiRequest, 'method'>,
): Promise<T> {
  const answer = await api.client.json<T | null | undefined>({
    method: 'GET',
    retry: isDoubtful,
    ...request,
  });
  if (answer?.['id'] !== undefined) return answer;
  const text = `GET ${request.route}: Intercom answered without an object that has an "id"`;
  throw new ApiError(text, { status: 200, retryable: false });
}
