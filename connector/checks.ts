// What `test` finds out of a connector: both vendors asked, one line a check, nothing written.
import { ApiError, AuthError, ConfigError, ExpectedError } from '../core/errors.ts';
import { describeFailure } from '../core/stream.ts';
import { probe } from '../core/tap/probe.ts';
import type { IntercomApi } from '../taps/intercom/api.ts';
import { tapIntercom } from '../taps/intercom/index.ts';
import { accountChecks } from '../targets/brevo/modes.ts';
import { unknownSources } from './config/build.ts';
import type { Connector, Resource } from './connector.ts';
import { openIntercom, type IntercomConnection } from './intercom.ts';
import type { VendorName } from './sync-result.ts';
import { requireToken, type SyncContext } from './sync.ts';
import { Inbox } from './webhooks/inbox.ts';

/** One finding. */
export interface Finding {
  vendor: VendorName;
  /** Null for what is worth knowing and stands in nobody's way. */
  ok: boolean | null;
  text: string;
}

/** All findings; `error` is the first that stands in the way of a sync. */
export interface Findings {
  checks: Finding[];
  error?: ExpectedError;
}

type Context = Pick<SyncContext, 'log' | 'signal'>;

/** The stream that shows whether a resource can be read, and what people call the resource. */
const READABLE: Record<Resource, { stream: string; what: string }> = {
  contacts: { stream: 'contacts', what: 'Contacts' },
  conversations: { stream: 'conversations', what: 'Conversations' },
  companies: { stream: 'companies', what: 'Companies' },
  events: { stream: 'contact_events', what: 'Events' },
  tags: { stream: 'tags', what: 'Tags' },
};

/** Asks Intercom. @throws what is no finding but a fault */
export async function checkIntercom(connector: Connector, { log, signal }: Context): Promise<Findings> {
  const found = new Found('intercom');
  let intercom: IntercomConnection | undefined;
  try {
    requireToken(connector);
    intercom = await openIntercom(connector.intercom, { log, signal });
    const { api } = intercom;
    found.add(true, 'API connection successful');
    addWorkspace(found, connector, api);
    for (const resource of connector.resources) await addReadable(found, resource, api, { log, signal });
  } catch (error) {
    found.fail('API connection', withAdvice(error));
  } finally {
    await intercom?.close();
  }
  await addWebhooks(found, connector);
  return found.findings();
}

/** Asks Brevo. @throws what is no finding but a fault */
export async function checkBrevo(connector: Connector, context: Context): Promise<Findings> {
  const found = new Found('brevo');
  try {
    const [key, ...others] = await accountChecks({ ...context, config: connector.brevo });
    if (key?.ok) found.add(true, 'API connection successful');
    for (const { ok, text } of [key, ...others].filter((one) => one !== undefined)) {
      if (ok) found.add(true, text);
      else found.fail('', key?.ok ? new ConfigError(text) : new AuthError(text));
    }
  } catch (error) {
    found.fail('API connection', error);
  }
  for (const text of new Set(unknownSources(connector.brevo).map((one) => one.text))) found.add(null, text);
  return found.findings();
}

class Found {
  readonly #vendor: VendorName;
  readonly #checks: Finding[] = [];
  #error: ExpectedError | undefined;

  constructor(vendor: VendorName) {
    this.#vendor = vendor;
  }

  add(ok: boolean | null, text: string): void {
    this.#checks.push({ vendor: this.#vendor, ok, text });
  }

  /** @throws the error itself where it is a fault of ours, or the end of the run */
  fail(what: string, error: unknown): void {
    if (!(error instanceof ExpectedError)) throw error;
    this.#error ??= error;
    this.add(false, what === '' ? error.message : `${what}: ${error.message}`);
  }

  findings(): Findings {
    return { checks: this.#checks, ...(this.#error && { error: this.#error }) };
  }
}

function addWorkspace(found: Found, { intercom }: Connector, { workspace }: IntercomApi): void {
  const { region: asked, api_version: version = '2.11' } = intercom;
  const region = workspace.region?.toLowerCase();
  const isTold = region !== undefined && (asked !== undefined || intercom.base_url === undefined);
  const name = workspace.name === undefined ? '' : `Workspace ${workspace.name}, `;
  if (isTold && region !== (asked ?? 'us'))
    found.add(
      null,
      `${name}region ${region}, and the configuration says ${asked ?? 'us'}: set "region: ${region}"`,
    );
  else if (region !== undefined) found.add(true, `${name}region ${region}`);
  found.add(true, `API version ${version}`);
}

async function addReadable(
  found: Found,
  resource: Resource,
  api: IntercomApi,
  { log, signal }: Context,
): Promise<void> {
  const { stream: name, what } = READABLE[resource];
  const stream = tapIntercom.streams.find((one) => one.name === name);
  if (!stream) throw new Error(`the tap has no stream ${name}`);
  try {
    await probe(tapIntercom, stream, api, log);
    found.add(true, `${what} readable`);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExpectedError)) throw error;
    const text = describeFailure(stream, error);
    found.fail(`${what} not readable`, error instanceof AuthError ? new AuthError(text) : error);
  }
}

// Intercom has no call that lists what an app has subscribed to: all that can be told is what has come.
async function addWebhooks(found: Found, { name, files, webhooks }: Connector): Promise<void> {
  const facts = await Inbox.factsOf(files.inbox);
  if (facts?.newest !== undefined) {
    const at = new Date(facts.newest).toISOString();
    return found.add(true, `Webhooks registered, last notification seen at ${at}`);
  }
  const where = 'in the Developer Hub under your app > Configure > Webhooks';
  const how = `"intercom-brevo webhooks serve ${name}" takes them at ${webhooks.path}`;
  found.add(null, `none seen yet, of webhooks: their URL and topics are set ${where}; ${how}`);
}

function withAdvice(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.code !== 'intercom_version_invalid') return error;
  return new ConfigError(`${error.message}; set "api_version" to one that Intercom has`, { cause: error });
}
