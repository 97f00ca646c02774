// What a route is to the app: a path, the query it takes and a function from request to answer.

/** A request that passed authentication and parsing. */
export interface ApiRequest {
  /** Parts of the path, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Parsed JSON; of a multipart form the texts of its fields by name. */
  body: unknown;
  /** Size of the body as sent. */
  bytes: number;
  /** Epoch milliseconds. */
  now: number;
  /** Scheme, host and port the client used; links in answers start with it. */
  origin: string;
}

/** An answer; without a body where Brevo sends none. */
export interface Reply {
  status: number;
  body?: unknown;
}

/** One endpoint. `answer` gives its success, or throws Problem. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v3`, in Hono syntax; together with the method it names the route in faults and counts. */
  path: string;
  /** Query parameters it takes, `name[…]` included; any other is refused. */
  query?: readonly string[];
  answer(request: ApiRequest): Reply;
}

/** A success without a body. */
export const DONE: Reply = { status: 204 };

/** A success with a body. */
export const ok = (body: unknown): Reply => ({ status: 200, body });
