// What a configuration declares: connections of a workspace to an account, ready to be used.
import type { TapIntercomConfig } from '../schemas/config/tap-intercom.types.ts';
import type { BrevoSettings } from '../targets/brevo/settings.ts';

/** What `sync:` and `--resources` name. */
export const RESOURCES = ['contacts', 'conversations', 'companies', 'events', 'tags'] as const;

/** One of them. */
export type Resource = (typeof RESOURCES)[number];

/** How much is logged; `verbose` adds what tap and target say of each step, `debug` each request. */
export type LogLevel = 'error' | 'warn' | 'info' | 'verbose' | 'debug';

/** One connection of a workspace to an account. */
export interface Connector {
  /** Key under `connectors`, or `name` in the list form. */
  name: string;
  enabled: boolean;
  /** `<state_dir>/<name>`, readable by its owner alone; made when it is first needed. */
  folder: string;
  /** Paths in `folder`. */
  files: Record<ConnectorFile, string>;
  /** What tap-intercom takes. It has no `access_token` where neither the configuration nor `files.token` gives one. */
  intercom: TapIntercomConfig;
  /** What target-brevo takes. */
  brevo: BrevoSettings;
  /** Those that are switched on. */
  resources: ReadonlySet<Resource>;
  webhooks: WebhookSettings;
  logLevel: LogLevel;
}

/** What is kept of a connector: the tap's state, the target's replica and rejects, who holds the lock, … */
export type ConnectorFile =
  | 'state'
  | 'replica'
  | 'rejects'
  | 'lock'
  | 'inbox'
  | 'lastSync'
  | 'token'
  | 'workspace';

/** How notifications of Intercom are taken. */
export interface WebhookSettings {
  /** The app's client secret, which signs the notifications. */
  secret?: string;
  port: number;
  path: string;
  /** Whether each notification is logged. */
  log: boolean;
}

/** The connectors of one configuration. */
export interface Connectors {
  /** Where they are declared. */
  file: string;
  stateDir: string;
  all: readonly Connector[];
  /** The one of this name; without a name the only one. @throws ConfigError naming those there are */
  get: (name?: string) => Connector;
}
