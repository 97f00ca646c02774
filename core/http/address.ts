// Where requests go: which hosts are safe for a secret, and the URL of one request.
import { ConfigError } from '../errors.ts';

/**
 * Refuses a host that would see the secret in clear.
 * @throws ConfigError
 */
export function checkBaseUrl(baseUrl: string): void {
  const { protocol, hostname } = new URL(baseUrl);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback)) {
    throw new ConfigError(
      `"base_url" must be https (http is for loopback addresses only), not ${protocol}//${hostname}`,
    );
  }
}

/** `path` under the base URL; a full URL, as links to follow are, keeps its path and gets the base's host. */
export function addressOf(
  baseUrl: string,
  path: string,
  query: Record<string, string | number | undefined> = {},
): URL {
  const base = new URL(baseUrl);
  const url = /^https?:/.test(path) ? new URL(path) : new URL(`${base.href.replace(/\/$/, '')}${path}`);
  // A link may name another host; the token goes to the configured one only.
  url.protocol = base.protocol;
  url.hostname = base.hostname;
  url.port = base.port;
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}
