// Generated from target-brevo.json by npm run generate; do not edit.

/** Settings of target-brevo. */
export interface TargetBrevoConfig {
  /** API key of the Brevo account (`xkeysib-…`), from SMTP & API in its settings. */
  api_key: string;
  /** Another API host; https, but for loopback. */
  base_url?: string;
  /** Seconds to wait for an answer; 0 means the default. */
  request_timeout?: number;
  /** Source path to Brevo attribute, as `{"company.name": "COMPANY_NAME"}`. Replaces the attributes of the preset. */
  field_mapping?: {};
  /** Groups of the preset's attributes to use: `contacts`, `engagement`, `conversations`, `ai_agent`. All of them without a `field_mapping`, otherwise none. */
  attribute_groups?: string[];
  /** Rule to list, by id or name, as `{"all_users": 35, "leads": "Leads"}`. */
  lists?: {};
  /** Intercom tag to list, by id or name, as `{"VIP": 40}`. */
  tag_lists?: {};
  /** YAML file with any of the four settings above and their longer forms; what is set here wins. */
  mapping?: string;
  /** File in which the rows and what Brevo confirmed are kept. Keep it between runs. */
  replica_path?: string;
  /** File that gets a line for each row that Brevo refused. */
  rejects_path?: string;
  /** How many refused rows a run may have and still succeed. */
  max_rejects?: number;
  /** Create the attributes that the account lacks; otherwise the run refuses to start and names them. */
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
  /** What to do about a stream that the mapping does not name. */
  on_unknown_stream?: 'ignore' | 'fail';
  /** Check each record against its stream's schema; a record that fails stops the run. */
  validate_records?: boolean;
  /** Add the `_sdc_*` columns to each row of the replica; otherwise those that come in are taken off. */
  add_record_metadata?: boolean;
}
