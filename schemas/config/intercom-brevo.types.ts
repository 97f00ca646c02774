// Generated from intercom-brevo.json by npm run generate; do not edit.

/** Groups of the preset's attributes to use: `contacts`, `engagement`, `conversations`, `ai_agent`. All of them without a `field_mapping`, otherwise none. */
export type AttributeGroups = string[];

/** What `intercom-brevo.yaml` holds. */
export interface ConnectorsFile {
  /**
   * Workspaces by name; or a list of them, each with its `name`.
   *
   * @minItems 1
   */
  connectors:
    | {
        [k: string]: ConnectorSettings;
      }
    | ConnectorSettings[];
  field_mapping?: FieldMapping;
  brevo?: BrevoAccountSettings;
  /** Folder of state, replica and rejects, one folder in it per connector; relative to this file. */
  state_dir?: string;
}
export interface ConnectorSettings {
  /** Name of the connector, in the list form; letters, digits, `_`, `.` and `-`. */
  name?: string;
  /** Whether `sync` without a name and `run` include it. */
  enabled?: boolean;
  /** Access token of the workspace, from the Developer Hub. Without it the one that `connect` has stored. */
  access_token?: string;
  /** OAuth app that `connect` asks for access with. */
  client_id?: string;
  /** Secret of that app; it also signs notifications. */
  client_secret?: string;
  /** Intercom API version to ask for. */
  api_version?: '2.11' | '2.12' | '2.13' | '2.14' | '2.15' | '2.16';
  /** Where the workspace is hosted. */
  region?: 'us' | 'eu' | 'au';
  /** Another API host in place of `region`; https, but for loopback. */
  base_url?: string;
  /** Read what changed since then where there is no bookmark: ISO 8601 or `MM/DD/YYYY`. Without it everything is read. */
  start_date?: string;
  /** `auto` paces by Intercom's rate headers; a plan caps at 20, 50 or 100 requests per 10 s, one search a second and one scroll opened a minute. */
  rate_limit?: 'auto' | 'starter' | 'pro' | 'premium';
  /** Most requests under way at once. */
  max_concurrency?: number;
  /** Seconds to wait for an answer; 0 means the default. */
  request_timeout?: number;
  /** How far before its start a run sets its bookmarks, for changes that Intercom's search does not show at once. */
  lookback_seconds?: number;
  /** How long to wait, at each opening, while another companies scroll is open; one that a run lost is waited for at least 90 s. */
  scroll_wait_seconds?: number;
  sync?: SyncSettings;
  /** Which way; for now from Intercom to Brevo alone, the others are refused. */
  direction?: 'intercom_to_brevo' | 'brevo_to_intercom' | 'bidirectional';
  lists?: Lists;
  tag_lists?: TagLists;
  attribute_groups?: AttributeGroups;
  field_mapping?: FieldMapping;
  /** YAML file with `lists`, `field_mapping` and the like in their longer forms, relative to this one; what is set here wins. */
  mapping?: string;
  brevo?: BrevoAccountSettings;
  webhooks?: WebhooksSettings;
  /** The same as `log_level: debug`, whatever that says. */
  debug?: boolean;
  /** How much is logged; `verbose` adds what tap and target say, `debug` each request. */
  log_level?: 'error' | 'warn' | 'info' | 'verbose' | 'debug';
  /** Log each notification. */
  log_webhooks?: boolean;
}
/** What is read of the workspace. */
export interface SyncSettings {
  /** Contacts, their attributes and segments: streams `contacts`, `contact_attributes`, `segments`. */
  contacts?: boolean;
  /** Conversations and their parts, which cost a request each: streams `conversations`, `conversation_parts`. */
  conversations?: boolean;
  /** Companies: streams `companies`, `company_attributes`, `company_segments`. */
  companies?: boolean;
  /** Events of contacts, which cost a request for each changed contact: stream `contact_events`. */
  events?: boolean;
  /** Names of tags, which `tag_lists` needs: stream `tags`. */
  tags?: boolean;
}
/** Rule to list, by id or name, as `{"all_users": 35, "leads": "Leads"}`. */
export interface Lists {}
/** Intercom tag to list, by id or name, as `{"VIP": 40}`. */
export interface TagLists {}
/** Source path to attribute at Brevo, as `company.plan: COMPANY_PLAN`; replaces the attributes of the preset. That of a connector wins over the common one, path by path. */
export interface FieldMapping {}
/** The Brevo account, and how it is written to. A connector's own settings win over the common ones. */
export interface BrevoAccountSettings {
  /** API key of the Brevo account (`xkeysib-…`), from SMTP & API in its settings. Without it the variable `BREVO_API_KEY` is read. */
  api_key?: string;
  /** Another API host; https, but for loopback. */
  base_url?: string;
  /** Seconds to wait for an answer; 0 means the default. */
  request_timeout?: number;
  /** How many refused records may wait and a sync still go on from where it got to. Without it any number: the sync ends with 5. */
  max_rejects?: number;
  /** Create the attributes that the account lacks, as happens without this setting; with `false` a sync refuses to start and names them. */
  create_attributes?: boolean;
  /** Send events from then on: ISO 8601. Without it from the first run on, so that no history is sent. */
  events_since?: string;
  /** One request per contact, or Brevo's bulk import for many at once. */
  load_method?: 'records' | 'import';
  /** How often to ask whether an import is done. */
  import_poll_seconds?: number;
  /** Read contacts back and report attributes that Brevo dropped without a word. */
  verify?: 'off' | 'sample' | 'all';
  /** What becomes of a contact that was archived or deleted at the source. */
  on_delete?: 'keep' | 'blocklist' | 'unlist' | 'delete';
  /** Leave contacts without an e-mail address out, or send them by phone, or by ext_id alone. */
  contacts_without_email?: 'skip' | 'phone' | 'ext_id';
}
/** How notifications of Intercom are taken. */
export interface WebhooksSettings {
  /** The app's client secret, which signs notifications; `client_secret` where it is left out. */
  secret?: string;
  /** Port to listen on. */
  port?: number;
  /** Path of the URL that Intercom sends to. */
  path?: string;
}
