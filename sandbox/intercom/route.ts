// What a route is to the app: a path, the permission it needs and a function from request to body.
import type { ApiVersion } from './api-version.ts';

/** A request that passed authentication and parsing. */
export interface ApiRequest {
  /** The path as asked, without the query. */
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  version: ApiVersion;
  /** Scheme, host and port the client used; links in answers start with it. */
  origin: string;
}

/** One endpoint. `answer` gives the JSON body of a 200, or throws Problem. */
export interface Route {
  method: 'GET' | 'POST';
  /** Hono syntax; together with the method it names the route in faults and counts. */
  path: string;
  /** The permission a token must have; none for what every token may do. */
  scope?: Scope;
  /** Served without a token. */
  open?: boolean;
  answer(request: ApiRequest): unknown;
}

export const SCOPES = [
  'admins',
  'companies',
  'contacts',
  'conversations',
  'data_attributes',
  'events',
  'segments',
  'tags',
  'teams',
] as const;

/** What `sandbox-token-without-<scope>` may lack. */
export type Scope = (typeof SCOPES)[number];
