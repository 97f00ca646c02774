// What a sync did: the facts of `files.lastSync`, which status, SDK and report tell.
import type { Change, Reject } from '../targets/brevo/model.ts';
import type { FieldChange } from '../targets/brevo/plan/fields.ts';
import type { Resource } from './connector.ts';

/** One sync of one connector, whether it went well or not. Times are ISO 8601 in UTC. */
export interface SyncResult {
  connector: string;
  type: 'full' | 'incremental';
  resources: Resource[];
  started_at: string;
  ended_at: string;
  /** `rejects` is done, with records waiting in the rejects file. */
  outcome: 'done' | 'rejects' | 'failed' | 'interrupted';
  /** Why it failed, in one line. */
  problem?: string;
  /** The exit code that goes with it. */
  exit_code: number;
  /** What was read, by stream. */
  streams: Record<string, StreamResult>;
  /** Streams that were read to their end, by this sync or one before it. */
  whole: string[];
  brevo: BrevoResult;
  /** Requests sent, tries included. */
  requests: Record<VendorName, number>;
  /** At most 600, evenly over time. */
  budgets: BudgetSample[];
  /** At most 20, the slowest first. */
  slowest: SlowRequest[];
  /** The first 1,000. */
  changes: ContactChange[];
  /** The first 1,000 that wait in the rejects file. */
  rejects: RejectShown[];
}

/** The two sides of a connector. */
export type VendorName = 'intercom' | 'brevo';

/** What was read of one stream. */
export interface StreamResult {
  records: number;
  /** Rows that came, whether wanted or older than the bookmark. */
  read: number;
  /** How many rows Intercom counted; absent where it does not say. */
  expected?: number;
  requests: number;
  retries: number;
  /** Time in which at least one request waited for its turn or for a retry. */
  waited_seconds: number;
  seconds: number;
  complete: boolean;
  problem?: string;
  /** Other figures by name, as `lists completed`. */
  notes: Record<string, number>;
}

/** What became of the contacts at Brevo. */
export interface BrevoResult {
  /** Contacts that were looked at. */
  contacts: number;
  created: number;
  updated: number;
  /** Gone at the source: unlisted, blocklisted or deleted, as `on_delete` says. */
  removed: number;
  /** The others at Brevo, read by this sync or an earlier one. */
  unchanged: number;
  /** Contacts that are not sent, in this sync or an earlier one: no e-mail, or one that another contact has. */
  skipped: number;
  /** Contacts and events that Brevo refused in this sync. */
  rejected: number;
  /** Records that wait in the rejects file. */
  rejects_waiting: number;
  lists: ListMoves[];
  /** Events sent, by name. */
  events: Record<string, number>;
}

/** Who has entered and left one list. */
export interface ListMoves {
  list: number;
  /** As the configuration names it. */
  name?: string;
  joins: number;
  leaves: number;
}

/** The share of each vendor's rate budget that was used, 0 to 1, `t` seconds after the start. */
export interface BudgetSample extends Record<VendorName, number> {
  t: number;
}

/** One request. */
export interface SlowRequest {
  vendor: VendorName;
  method: string;
  /** Path with its variables named. */
  route: string;
  seconds: number;
  /** 0 where no answer came. */
  status: number;
}

/** What is sent of one contact. */
export interface ContactChange {
  /** Intercom's id. */
  id: string;
  email?: string;
  kind: Change['kind'];
  fields: FieldChange[];
  joins: number[];
  leaves: number[];
}

/** A record that Brevo refused, without what was to be sent. */
export type RejectShown = Omit<Reject, 'payload'>;
