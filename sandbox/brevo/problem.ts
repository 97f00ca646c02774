// Error answers in Brevo's shape.

/** An answer that is not a success; route code throws it, the app turns it into a response. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly metadata: Record<string, unknown> | undefined;

  constructor(status: number, code: string, message: string, metadata?: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.code = code;
    this.metadata = metadata;
  }

  /** The body: code, message and where there is some, metadata. */
  get body(): string {
    return JSON.stringify({ code: this.code, message: this.message, metadata: this.metadata });
  }
}

/** The 400 of a value that cannot be used. */
export const invalid = (message: string): Problem => new Problem(400, 'invalid_parameter', message);

/** The 404 of a thing that does not exist. */
export const missing = (message: string): Problem => new Problem(404, 'document_not_found', message);

const CODES: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthorized',
  402: 'not_enough_credits',
  403: 'permission_denied',
  404: 'document_not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  425: 'account_in_process',
  429: 'too_many_requests',
};

/** The error Brevo gives with a status when a fault asks for nothing more precise. */
export function problemOf(status: number): Problem {
  const code = CODES[status] ?? (status >= 500 ? 'internal_error' : 'bad_request');
  return new Problem(status, code, code.replaceAll('_', ' '));
}
