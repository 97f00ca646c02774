// One call of the account's API, metered in its group, and the reading of pages.
import { ApiError } from '../../../core/errors.ts';
import type { Answer, ApiRequest } from '../../../core/http/vendor.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { groupOf, type BrevoClient } from '../../../vendors/brevo.ts';

/** What varies from call to call. `route` is the path with its variables named, where it has any. */
export type Call = Pick<ApiRequest, 'method' | 'path' | 'query' | 'body' | 'repeat' | 'maxWaitMs'> & {
  route?: string;
};

/** A list in pages: `of` names the property with the rows, `size` is the most a page may have. */
export interface Paged {
  path: string;
  route?: string;
  of: string;
  size: number;
  /** False for the few lists that know no order. */
  sorted?: boolean;
  query?: Row & ApiRequest['query'];
}

/** A part of a path, such as an e-mail with a plus sign. */
export const inPath = (text: string | number): string => encodeURIComponent(text);

/**
 * Sends one call.
 * @throws AuthError, or ApiError for what is refused or still fails after its tries
 */
export function send({ client }: BrevoClient, call: Call): Promise<Answer> {
  const group = groupOf(call.method, call.path);
  return client.answer({ route: call.path, ...call, groups: [group], stream: group });
}

/** The body of an answer that must have one. @throws as `send` does */
export async function read<T>(api: BrevoClient, call: Call): Promise<T> {
  const { status, body } = await send(api, call);
  if (typeof body === 'object' && body !== null) return body as T;
  const text = `${call.method} ${call.route ?? call.path}: Brevo answered ${status} without saying what`;
  throw new ApiError(text, { status, retryable: false, ambiguous: true });
}

/** All rows of a list in order of creation, page by page. @throws as `send` does */
export async function* pages<T>(
  api: BrevoClient,
  { path, route, of, size, sorted = true, query }: Paged,
): AsyncGenerator<T> {
  for (let offset = 0; ;) {
    const body = await read<Row>(api, {
      method: 'GET',
      path,
      ...(route === undefined ? {} : { route }),
      query: { ...query, limit: size, offset, ...(sorted && { sort: 'asc' }) },
    });
    const rows = (body[of] ?? []) as T[];
    yield* rows;
    offset += rows.length;
    const { count } = body;
    if (rows.length === 0 || (typeof count === 'number' ? offset >= count : rows.length < size)) return;
  }
}

/** What `task` gives; undefined where Brevo says that the thing does not exist. @throws whatever else `task` does */
export async function unlessMissing<T>(task: Promise<T>): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    // A missing contact has been seen with either status.
    if (error instanceof ApiError && (error.status === 404 || error.code === 'document_not_found'))
      return undefined;
    throw error;
  }
}
