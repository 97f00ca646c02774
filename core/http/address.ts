// Where requests go: which hosts are safe for a secret, and the URL of one request.
import { ConfigError } from '../errors.ts';

/**
 * Refuses what is no address, and a host that would see the secret in clear.
 * @throws ConfigError
 */
export function checkBaseUrl(baseUrl: string): void {
  // It may hold a password, so that it is not repeated.
  if (!URL.canParse(baseUrl))
    throw new ConfigError('"base_url" is no address; write one such as https://api.example.com');
  if (isSafe(baseUrl)) return;
  const { protocol, hostname } = new URL(baseUrl);
  throw new ConfigError(
    `"base_url" must be https (http is for loopback addresses only), not ${protocol}//${hostname}`,
  );
}

/** Whether it is an address at which nobody on the way sees what is said. */
export function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}

/** `path` under the base URL, which may have a path and parameters of its own. */
export function addressOf(
  baseUrl: string,
  path: string,
  query: Record<string, string | number | undefined> = {},
): URL {
  const url = new URL(baseUrl);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}
