// What workspace and account have to offer, as far as a token and a key are there: read, never written.
import { AuthError, ExpectedError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { CONNECTION, connectionOf, whoAmI } from '../../taps/intercom/api.ts';
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';
import { BrevoAccount } from '../../targets/brevo/account/account.ts';
import type { Client } from '../../core/http/client.ts';
import { HOSTS, intercomClient, regionNamed, type Region } from '../../vendors/intercom.ts';

/** The workspace that a token opens. */
export interface Workspace {
  name: string | undefined;
  region: Region;
  /** Names of its contacts' custom attributes. */
  attributes: string[];
}

/** The account that a key opens. */
export interface Account {
  lists: { id: number; name: string }[];
  /** Those that take values. */
  attributes: { name: string; type: string }[];
}

/** Undefined is what could not be asked. */
export interface Offer {
  workspace?: Workspace;
  account?: Account;
}

/** How to ask. */
export interface OfferSource {
  token?: string | undefined;
  apiKey?: string | undefined;
  /** Other hosts than the vendors'. */
  intercomUrl?: string | undefined;
  brevoUrl?: string | undefined;
  log: Log;
  signal: AbortSignal;
}

/** Asks both; who does not answer, or refuses, is told of in the log and has nothing to offer. */
export async function readOffer(source: OfferSource): Promise<Offer> {
  const [workspace, account] = await Promise.all([
    source.token === undefined ? undefined : unlessRefused(workspaceOf(source), source.log),
    source.apiKey === undefined ? undefined : unlessRefused(accountOf(source), source.log),
  ]);
  return { ...(workspace && { workspace }), ...(account && { account }) };
}

async function unlessRefused<T>(task: Promise<T>, log: Log): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    log.warn(`${error.message}; going on without`);
    return undefined;
  }
}

/** A token works in its own region alone: the first that takes it. @throws AuthError, ApiError */
async function workspaceOf({ token = '', intercomUrl, log, signal }: OfferSource): Promise<Workspace> {
  const config: TapIntercomConfig = { ...(intercomUrl !== undefined && { base_url: intercomUrl }) };
  const regions = intercomUrl === undefined ? (Object.keys(HOSTS) as Region[]) : ['us' as const];
  let refused: unknown;
  for (const region of regions) {
    const client = intercomClient({ ...connectionOf({ ...config, region }), token }, log, signal);
    try {
      const me = await whoAmI(client, log);
      return {
        name: me?.app?.name,
        region: regionNamed(me?.app?.region) ?? region,
        attributes: await customAttributes(client),
      };
    } catch (error) {
      if (!(error instanceof AuthError) || error.status !== 401) throw error;
      refused ??= error;
    } finally {
      await client.close();
    }
  }
  throw refused;
}

// https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/data-attributes/lisdataattributes
async function customAttributes(client: Client): Promise<string[]> {
  const path = '/data_attributes';
  const query = { model: 'contact' };
  const { data = [] } = await client.json<{ data?: Row[] }>({
    method: 'GET',
    path,
    query,
    route: path,
    stream: CONNECTION,
  });
  return data
    .filter(({ custom, archived }) => custom === true && archived !== true)
    .map(({ name }) => String(name));
}

async function accountOf({ apiKey = '', brevoUrl, log, signal }: OfferSource): Promise<Account> {
  const account = new BrevoAccount(
    { apiKey, ...(brevoUrl !== undefined && { baseUrl: brevoUrl }) },
    log,
    signal,
  );
  try {
    const [attributes, lists] = [await account.attributes(), await account.lists()];
    return {
      lists: lists.map(({ id, name }) => ({ id, name })),
      attributes: attributes
        .filter(({ category }) => category === 'normal' || category === 'category')
        .map(({ name, type = 'text' }) => ({ name, type })),
    };
  } finally {
    await account.close();
  }
}
