// One object by its id.
import { ApiError } from '../../core/errors.ts';
import type { ApiRequest } from '../../core/http/vendor.ts';
import type { Row } from '../../core/protocol/messages.ts';
import type { IntercomApi } from './api.ts';
import { isDoubtful } from './gone.ts';

/**
 * The object of this id in a collection, for example `conversations`.
 * @throws ApiError where the answer is another or none: without its lists, it would count as complete
 */
export async function readObject<T extends Row>(
  api: IntercomApi,
  collection: string,
  id: string,
  request: Pick<ApiRequest, 'stream' | 'query'>,
): Promise<T> {
  const route = `/${collection}/{id}`;
  const answer = await api.client.json<T | null | undefined>({
    method: 'GET',
    path: `/${collection}/${encodeURIComponent(id)}`,
    route,
    retry: isDoubtful,
    ...request,
  });
  if (answer && String(answer['id']) === id) return answer;
  const text = `GET ${route}: Intercom answered without the object that was asked for, "${id}"`;
  throw new ApiError(text, { status: 200, retryable: false });
}
