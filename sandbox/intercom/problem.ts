// Error answers in Intercom's shape.

let served = 0;

/** An answer that is not a success; route code throws it, the app turns it into a response. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** The body: an error list with an id for support. */
  get body(): string {
    served += 1;
    const request_id = `5a4db0c5-0000-4000-8000-${served.toString(16).padStart(12, '0')}`;
    return JSON.stringify({
      type: 'error.list',
      request_id,
      errors: [{ code: this.code, message: this.message }],
    });
  }
}
