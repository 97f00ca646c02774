// Objects that vanish between a search and the call that reads them.
import { ApiError } from '../../core/errors.ts';

/** The result, or undefined where Intercom says that the object is deleted (404) or merged away (410). */
export async function unlessGone<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 410)) return undefined;
    throw error;
  }
}
