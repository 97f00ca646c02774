// The error classes, named after the reaction each calls for, and the exit code that goes with it.

/** Exit codes of every binary; orchestrators and the README's table rely on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  authorisation: 3,
  unreachable: 4,
  rejects: 5,
  sigint: 130,
  sigterm: 143,
} as const;

/** An error the operator is expected to meet: it is printed as one line, without a stack. */
export class ExpectedError extends Error {
  readonly exitCode: number = EXIT.failed;
  override get name(): string {
    return this.constructor.name;
  }
}

/** Mend the configuration, a flag or a file: exit 2. */
export class ConfigError extends ExpectedError {
  override readonly exitCode = EXIT.usage;
}

/** Mend the credentials or grant the missing permission: exit 3. */
export class AuthError extends ExpectedError {
  override readonly exitCode = EXIT.authorisation;
  /** The HTTP status, where a vendor refused. */
  readonly status: number | undefined;
  /** What to do about it, beyond the message, where the vendor's answer shows it. */
  readonly advice: string | undefined;
  constructor(message: string, options: ErrorOptions & Partial<Pick<AuthError, 'status' | 'advice'>> = {}) {
    super(message, options);
    this.status = options.status;
    this.advice = options.advice;
  }
}

/** The other side of the pipe broke the Singer protocol: mend the sender. */
export class ProtocolError extends ExpectedError {}

/** Nobody reads our output any more (EPIPE): stop. */
export class OutputClosedError extends ExpectedError {}

/** What is known about a failed request. `status` 0 means that no answer came. */
export interface ApiFailure {
  status: number;
  code?: string;
  requestId?: string;
  /** The vendor may answer differently next time. */
  retryable: boolean;
  /** Seconds the server asked to wait, if it did. */
  retryAfter?: number;
  /** It may have been carried out all the same: the answer got lost or does not say. */
  ambiguous?: boolean;
  /** Identifiers it brought that belong to another record, as the vendor names them. */
  duplicates?: readonly string[];
  /** The body of the answer, where it was one that could be read. */
  body?: unknown;
}

/** A request failed for good, or for now (`retryable`). Exit 4 where no answer ever came. */
export class ApiError extends ExpectedError {
  override readonly exitCode: number;
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly ambiguous: boolean;
  readonly duplicates: readonly string[];
  readonly body: unknown;
  constructor(message: string, failure: ApiFailure, options?: ErrorOptions) {
    super(message, options);
    this.status = failure.status;
    this.code = failure.code;
    this.requestId = failure.requestId;
    this.retryable = failure.retryable;
    this.retryAfter = failure.retryAfter;
    this.ambiguous = failure.ambiguous ?? false;
    this.duplicates = failure.duplicates ?? [];
    this.body = failure.body;
    this.exitCode = failure.status === 0 ? EXIT.unreachable : EXIT.failed;
  }
}

/** Some streams failed while others did not; exits as the first of them would. */
export class StreamsFailed extends ExpectedError {
  override readonly exitCode: number;
  constructor(message: string, first: ExpectedError) {
    super(message, { cause: first });
    this.exitCode = first.exitCode;
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
