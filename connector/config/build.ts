// Makes a connector of its settings: what the tap takes, what the target takes, and where its files are.
import { dirname, join, resolve } from 'node:path';
import { ConfigError, messageOf } from '../../core/errors.ts';
import { hideSecret } from '../../core/log.ts';
import type { JsonSchema } from '../../core/protocol/messages.ts';
import { compile } from '../../core/validate.ts';
import { checked, type Place } from '../../core/yaml-file.ts';
import type { ConnectorsFile, ConnectorSettings } from '../../schemas/config/intercom-brevo.types.ts';
import target from '../../schemas/config/target-brevo.json' with { type: 'json' };
import companies from '../../schemas/intercom/companies.json' with { type: 'json' };
import contacts from '../../schemas/intercom/contacts.json' with { type: 'json' };
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';
import { settings as tapSettings } from '../../taps/intercom/settings.ts';
import { unknownPaths, type UnknownPath } from '../../targets/brevo/mapping/check.ts';
import { checkSettings, mappingOf, type BrevoSettings } from '../../targets/brevo/settings.ts';
import { RESOURCES, type Connector, type ConnectorFile, type WebhookSettings } from '../connector.ts';
import { readToken } from '../token-file.ts';
import type { NamedSettings, Settings } from './settings.ts';
import type { Variables } from './variables.ts';

/** What holds for all connectors of a configuration. */
export interface Common extends Pick<ConnectorsFile, 'brevo' | 'field_mapping'> {
  /** Path of the configuration, which relative paths in it start from. */
  file: string;
  stateDir: string;
  at: Place;
  variables: Variables;
}

/** Settings that go to the tap as they are. */
const TAP = [
  'access_token',
  'client_id',
  'client_secret',
  'api_version',
  'region',
  'base_url',
  'start_date',
  'rate_limit',
  'max_concurrency',
  'request_timeout',
  'lookback_seconds',
  'scroll_wait_seconds',
] as const satisfies readonly (keyof TapIntercomConfig & keyof ConnectorSettings)[];

/** Settings of a connector that go to the target as they are. */
const TARGET = ['lists', 'tag_lists', 'attribute_groups'] as const satisfies readonly (keyof BrevoSettings)[];

const FILES: Record<ConnectorFile, string> = {
  state: 'state.json',
  replica: 'replica.sqlite',
  rejects: 'rejects.jsonl',
  lock: 'lock',
  inbox: 'inbox.sqlite',
  lastSync: 'last-sync.json',
  token: 'token.json',
  workspace: 'workspace.json',
};

const SCHEMAS: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>(
  Object.entries({ contacts, companies }),
);

const fillDefaults = compile<BrevoSettings>(target, { coerce: true });

/** @throws ConfigError that names the line of what cannot be used */
export function connectorOf({ name, settings, path }: NamedSettings, common: Common): Connector {
  const at: Place = (inner) => common.at([...path, ...inner]);
  const { direction, sync, debug, log_level: level } = settings;
  if (direction !== 'intercom_to_brevo') {
    const text = `"direction: ${direction}" is not there yet: only intercom_to_brevo is`;
    throw new ConfigError(`${at(['direction'])}: ${text}`);
  }
  const folder = join(common.stateDir, name);
  const files = Object.fromEntries(
    Object.entries(FILES).map(([role, file]) => [role, join(folder, file)]),
  ) as Connector['files'];
  return {
    name,
    enabled: settings.enabled,
    folder,
    files,
    intercom: tapConfig(settings, files, at),
    brevo: brevoSettings(settings, files, common, at),
    resources: new Set(RESOURCES.filter((resource) => sync[resource])),
    webhooks: webhookSettings(settings),
    logLevel: debug ? 'debug' : level,
  };
}

function tapConfig(settings: Settings, files: Connector['files'], at: Place): TapIntercomConfig {
  const stored = settings.access_token === undefined ? readToken(files.token) : undefined;
  const config: TapIntercomConfig = { ...stored, ...picked(settings, TAP) };
  hideSecret(config.access_token);
  withLine(at, () => tapSettings(config));
  return config;
}

/** Adds the line to what a check says of a setting that it names first. */
function withLine(at: Place, check: () => void): void {
  try {
    check();
  } catch (cause) {
    const setting = cause instanceof ConfigError ? /^"(\w+)"/.exec(cause.message)?.[1] : undefined;
    if (setting === undefined) throw cause;
    throw new ConfigError(`${at([setting])}: ${messageOf(cause)}`, { cause });
  }
}

function brevoSettings(
  settings: Settings,
  files: Connector['files'],
  common: Common,
  at: Place,
): BrevoSettings {
  const { mapping } = settings;
  const fieldMapping = { ...common.field_mapping, ...settings.field_mapping };
  const apiKey = settings.brevo?.api_key ?? common.brevo?.api_key ?? common.variables['BREVO_API_KEY'];
  if (!apiKey) {
    const text =
      '"brevo.api_key" is missing, and BREVO_API_KEY is set neither in the environment nor in .env';
    throw new ConfigError(`${common.file}: ${text}`);
  }
  hideSecret(apiKey);
  const values = {
    create_attributes: true,
    // What was refused waits in the rejects file; it need not hold the others up.
    max_rejects: Number.MAX_SAFE_INTEGER,
    ...common.brevo,
    ...settings.brevo,
    api_key: apiKey,
    ...picked(settings, TARGET),
    ...(Object.keys(fieldMapping).length > 0 && { field_mapping: fieldMapping }),
    ...(mapping !== undefined && { mapping: resolve(dirname(common.file), mapping) }),
    replica_path: files.replica,
    rejects_path: files.rejects,
  };
  const written: Place = (path) => {
    const [section, source] = path;
    const own = settings.field_mapping ?? {};
    const isOwn = section !== 'field_mapping' || source === undefined || source in own;
    return isOwn ? at(path) : common.at(path);
  };
  const brevo = checked<BrevoSettings>({ values, at: (path) => at(['brevo', ...path]) }, fillDefaults);
  const section: Place = (path) => {
    const isOwn = Object.hasOwn(settings.brevo ?? {}, path[0] ?? '');
    return (isOwn ? at : common.at)(['brevo', ...path]);
  };
  withLine(section, () => checkSettings(brevo, written));
  checkSources(brevo, written);
  return brevo;
}

/** The sources that Intercom's schemas lack. @throws ConfigError where the mapping cannot be used */
export function unknownSources(brevo: BrevoSettings): UnknownPath[] {
  return unknownPaths(mappingOf(brevo), SCHEMAS);
}

/** What Intercom's schemas show to be written wrong need not wait for the first sync to be refused. */
function checkSources(brevo: BrevoSettings, at: Place): void {
  const wrong = unknownSources(brevo).filter((one) => one.wrong);
  const problems = wrong.map(({ text, key: [section, name] }) => {
    const isHere = Object.hasOwn(brevo[section] ?? {}, name);
    return `${at(isHere ? [section, name] : ['mapping'])}: ${text}`;
  });
  if (problems.length > 0) throw new ConfigError([...new Set(problems)].join('; '));
}

function webhookSettings({
  webhooks,
  client_secret: clientSecret,
  log_webhooks: log,
}: Settings): WebhookSettings {
  const { port, path, secret = clientSecret } = webhooks;
  for (const one of [secret, clientSecret]) hideSecret(one);
  return { ...(secret !== undefined && { secret }), port, path, log };
}

function picked<Key extends string, Of extends Partial<Record<Key, unknown>>>(
  from: Of,
  names: readonly Key[],
): Partial<Pick<Of, Key>> {
  const set = names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]);
  return Object.fromEntries(set) as Partial<Pick<Of, Key>>;
}
