// Generated from tap-intercom.json by npm run generate; do not edit.

/** Settings of tap-intercom. */
export interface TapIntercomConfig {
  /** Access token of the workspace, from the Developer Hub. Needed unless `code` is given. */
  access_token?: string;
  /** OAuth app whose `code` is exchanged for an access token. */
  client_id?: string;
  /** Secret of that OAuth app. */
  client_secret?: string;
  /** Authorisation code of that app's redirect; it works once and for about five minutes. */
  code?: string;
  /** Read what changed since then where there is no bookmark: ISO 8601 or `MM/DD/YYYY`. Without it everything is read. */
  start_date?: string;
  /** Intercom API version to ask for. */
  api_version?: '2.11' | '2.12' | '2.13' | '2.14' | '2.15' | '2.16';
  /** Where the workspace is hosted. */
  region?: 'us' | 'eu' | 'au';
  /** Another API host in place of `region`; https, but for loopback. */
  base_url?: string;
  /** User-Agent of every request. */
  user_agent?: string;
  /** Seconds to wait for an answer; 0 means the default. */
  request_timeout?: number;
  /** How far before its start a run sets its bookmarks, for changes that Intercom's search does not show at once. */
  lookback_seconds?: number;
  /** `auto` paces by Intercom's rate headers; a plan caps at 20, 50 or 100 requests per 10 s, one search a second and one scroll opened a minute. */
  rate_limit?: 'auto' | 'starter' | 'pro' | 'premium';
  /** Most requests under way at once. */
  max_concurrency?: number;
  /** How long to wait, at each opening, while another companies scroll is open; one that a run lost is waited for at least 90 s. */
  scroll_wait_seconds?: number;
  /** Keep fields that Intercom sends and the schema does not declare; otherwise they are dropped with one warning per name. */
  include_undeclared?: boolean;
  /** Send ACTIVATE_VERSION on the attribute streams, so that targets drop rows that are gone. */
  emit_activate_version?: boolean;
}
