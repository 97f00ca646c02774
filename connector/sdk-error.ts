// Errors as programs meet them: each with a code that stays the same, whatever its message says.
import { ApiError, AuthError, ConfigError, messageOf, StreamsFailed } from '../core/errors.ts';
import { withoutSecrets } from '../core/log.ts';
import { BusyError } from './errors.ts';

/**
 * What to do about it. `CONFIG`: mend an option or the configuration. `AUTHORISATION`: mend the credentials, or grant the
 * permission that the message names. `UNREACHABLE`: the vendor did not answer. `VENDOR`: it refused, or failed for too long.
 * `BUSY`: another process is at work on the connector. `ABORTED`: the signal, or `disconnect`, stopped it. `FAILED`: anything else.
 */
export type ErrorCode = 'CONFIG' | 'AUTHORISATION' | 'UNREACHABLE' | 'VENDOR' | 'BUSY' | 'ABORTED' | 'FAILED';

/** What every method of a client rejects with; `cause` is what it comes from. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The error for programs; `signal` is the one that could stop the work. */
export function connectorError(cause: unknown, signal?: AbortSignal): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  if (signal?.aborted) return new ConnectorError('ABORTED', 'stopped before it was done', { cause });
  return new ConnectorError(codeOf(cause), withoutSecrets(messageOf(cause)), { cause });
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof StreamsFailed) return codeOf(error.cause);
  if (error instanceof BusyError) return 'BUSY';
  if (error instanceof ConfigError) return 'CONFIG';
  if (error instanceof AuthError) return 'AUTHORISATION';
  if (error instanceof ApiError) return error.status === 0 ? 'UNREACHABLE' : 'VENDOR';
  return 'FAILED';
}
