// The connection to one workspace: token, client, the workspace's own facts.
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';
import { digest } from '../../core/digest.ts';
import { AuthError } from '../../core/errors.ts';
import { CLOCK_TOLERANCE_MS, type Client } from '../../core/http/client.ts';
import { hideSecret, type Log } from '../../core/log.ts';
import type { TapApi } from '../../core/tap.ts';
import { intercomClient, type Connection } from '../../vendors/intercom.ts';
import { exchangeCode } from './oauth.ts';

/** What the streams read with. */
export interface IntercomApi extends TapApi {
  client: Client;
  log: Log;
  signal: AbortSignal;
  /** Stands for the workspace in the scroll's lock; tells nothing of the token. */
  workspaceKey: string;
  /** As far as it says who it is. */
  workspace: { id_code?: string; name?: string; region?: string };
  /** IANA name; contact searches match calendar days in it. */
  timezone: string;
  concurrency: number;
  scrollWaitMs: number;
  /** Awaits `wait` and meanwhile tells the operator what is waited for. */
  waitFor: <T>(what: string, wait: Promise<T>) => Promise<T>;
}

/** Whose the token is, as far as it matters. */
export interface Me {
  app?: { id_code?: string; name?: string; region?: string; timezone?: string } | null;
}

/** Requests that belong to no stream are counted under this name. */
export const CONNECTION = 'connection';

/**
 * Connects: exchanges an OAuth code where one is given, then asks who we are.
 * @throws AuthError where the token is refused
 */
export async function openIntercom(
  config: TapIntercomConfig,
  log: Log,
  signal: AbortSignal,
): Promise<IntercomApi> {
  const connection = connectionOf(config);
  const token =
    config.access_token ?? (await exchangeCode(config, intercomClient(connection, log, signal), CONNECTION));
  hideSecret(token);
  const client = intercomClient({ ...connection, token }, log, signal);
  const app = (await whoAmI(client, log))?.app ?? undefined;
  warnOfRegion(config, app?.region, log);
  const now = Date.now();
  let waitingFor: string | undefined;
  return {
    client,
    log,
    signal,
    workspaceKey: digest(`${config.base_url ?? ''} ${app?.id_code ?? token}`),
    workspace: app ?? {},
    timezone: app?.timezone ?? 'UTC',
    concurrency: connection.concurrency,
    scrollWaitMs: (config.scroll_wait_seconds ?? 900) * 1000,
    // A clock of ours that runs ahead would set bookmarks past changes still to come, be it by less than is noticed.
    startedAt: Math.floor((now + Math.min(-CLOCK_TOLERANCE_MS, client.clockSkewMs)) / 1000),
    vendorStartedAt: Math.floor((now + client.clockSkewMs) / 1000),
    statsOf: (stream) => client.statsOf(stream),
    budgetUsed: () => client.budgetUsed,
    waitingFor: () => waitingFor ?? (client.retrying > 0 ? 'a retry' : undefined),
    waitFor: async (what, wait) => {
      waitingFor = what;
      try {
        return await wait;
      } finally {
        waitingFor = undefined;
      }
    },
    observe: (listener) => {
      client.onExchange = listener;
    },
    close: () => client.close(),
  };
}

/** How the workspace is reached, but for the token. */
export function connectionOf(config: TapIntercomConfig): Connection {
  return {
    region: config.region ?? 'us',
    apiVersion: config.api_version ?? '2.11',
    timeoutSeconds: config.request_timeout ?? 0,
    rateLimit: config.rate_limit ?? 'auto',
    concurrency: config.max_concurrency ?? 32,
    ...(config.base_url === undefined ? {} : { baseUrl: config.base_url }),
    ...(config.user_agent === undefined ? {} : { userAgent: config.user_agent }),
  };
}

/**
 * Whose the client's token is; undefined where it may not ask.
 * https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/admins/identifyadmin
 * @throws AuthError where the token is refused
 */
export async function whoAmI(client: Client, log: Log): Promise<Me | undefined> {
  try {
    return await client.json<Me>({ method: 'GET', path: '/me', route: '/me', stream: CONNECTION });
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const { status, message } = error;
    // A genuine token may lack the scope of this one call; a refused one is refused everywhere.
    if (status === 403) {
      log.warn(`${message}; the workspace's timezone is taken to be UTC`);
      return undefined;
    }
    const advice = status === 401 ? 'check "access_token", and the "region" it belongs to' : error.advice;
    throw new AuthError(`${message}; ${advice}`, { status, cause: error });
  }
}

function warnOfRegion(config: TapIntercomConfig, region: string | undefined, log: Log): void {
  const asked = config.region ?? 'us';
  if (typeof region !== 'string' || config.base_url !== undefined || region.toLowerCase() === asked) return;
  log.warn(`the workspace is hosted in region "${region.toLowerCase()}", not "${asked}": set "region"`);
}
