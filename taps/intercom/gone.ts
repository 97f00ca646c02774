// Objects that vanish between a search and the call that reads them.
import { ApiError } from '../../core/errors.ts';

const GONE: ReadonlySet<number> = new Set([404, 410]);

/** The result, or undefined where Intercom itself, by a code, says that the object is deleted (404) or merged away (410). */
export async function unlessGone<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof ApiError && GONE.has(error.status) && error.code !== undefined) return undefined;
    throw error;
  }
}

/** Whether something between Intercom and us said that it is gone: worth another try. */
export function isDoubtful({ status, code }: ApiError): boolean {
  return GONE.has(status) && code === undefined;
}
