// Connects a connector by OAuth: a person lets the app in, the code becomes a token, the token is kept.
import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../core/errors.ts';
import { hideSecret, type Log } from '../../core/log.ts';
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';
import { CONNECTION, connectionOf, whoAmI } from '../../taps/intercom/api.ts';
import { exchangeCode } from '../../taps/intercom/oauth.ts';
import { CONSENT_PAGES, intercomClient, regionNamed, type Region } from '../../vendors/intercom.ts';
import type { Connector } from '../connector.ts';
import { makeFolder } from '../lock.ts';
import { writeToken } from '../token-file.ts';
import { listenForCode } from './callback.ts';

/** Where a browser comes back to, unless it is led there by another address. */
export const CALLBACK = { port: 8976, path: '/callback' } as const;

/** How to connect. */
export interface ConnectOptions {
  /** Port of the local page; 0 takes a free one. */
  port: number;
  /** The address that the app declares, where it is not that of the local page but leads to it. */
  redirectUrl?: URL;
  /** Shows the address of Intercom's page to whoever is to decide. */
  ask: (url: string) => Promise<void>;
  log: Log;
  signal: AbortSignal;
}

/** The workspace that the app was let into, as far as it says who it is. */
export interface Workspace {
  name: string | undefined;
  region: Region | undefined;
}

/**
 * Resolves when the token is in the connector's file.
 * @throws ConfigError where the app is not declared, AuthError where access is denied or the code refused
 */
export async function connect(
  { name, intercom, files, folder }: Connector,
  { port, redirectUrl, ask, log, signal }: ConnectOptions,
): Promise<Workspace> {
  const { client_id: client, client_secret: secret } = intercom;
  if (!client || !secret) {
    const where = 'they are in the Developer Hub, under Configure > Basic information';
    throw new ConfigError(`${name}: "client_id" and "client_secret" are needed to connect; ${where}`);
  }
  const state = randomBytes(32).toString('base64url');
  const redeem = async (code: string): Promise<Workspace> => {
    const { token, workspace } = await tokenFor({ ...intercom, code }, log, signal);
    makeFolder({ folder });
    const { region } = workspace;
    await writeToken(files.token, { access_token: token, ...(region !== undefined && { region }) });
    return workspace;
  };
  const path = redirectUrl?.pathname ?? CALLBACK.path;
  const callback = await listenForCode({ port, path, state, log, signal, redeem });
  try {
    const back = redirectUrl?.href ?? `http://127.0.0.1:${callback.port}${path}`;
    await ask(consentUrl(intercom, { client_id: client, state, redirect_uri: back }));
    return await callback.answered;
  } finally {
    await callback.close();
  }
}

function consentUrl(
  { region = 'us', base_url: base }: TapIntercomConfig,
  query: Record<'client_id' | 'state' | 'redirect_uri', string>,
): string {
  const page = base === undefined ? CONSENT_PAGES[region] : `${base.replace(/\/$/, '')}/oauth`;
  return `${page}?${new URLSearchParams(query).toString()}`;
}

async function tokenFor(
  config: TapIntercomConfig,
  log: Log,
  signal: AbortSignal,
): Promise<{ token: string; workspace: Workspace }> {
  hideSecret(config.code);
  const connection = connectionOf(config);
  const token = await exchangeCode(config, intercomClient(connection, log, signal), CONNECTION);
  hideSecret(token);
  const client = intercomClient({ ...connection, token }, log, signal);
  try {
    const app = (await whoAmI(client, log))?.app;
    return { token, workspace: { name: app?.name, region: regionNamed(app?.region) } };
  } finally {
    await client.close();
  }
}
