// How far a sync is, as terminals and programs are told.
import type { VendorName } from './sync-result.ts';

/** How far a sync is. */
export interface Progress {
  /** Since it began. */
  seconds: number;
  /** The streams that are read, in their order. */
  streams: StreamProgress[];
  /** Requests to Brevo that carry changes: sent, and planned by now. */
  brevo: { sent: number; planned: number };
  /** The share of each vendor's rate budget that is used, 0 to 1. */
  budgets: Record<VendorName, number>;
  /** As far as it can be told. */
  secondsLeft?: number;
}

/** How far one stream is. */
export interface StreamProgress {
  name: string;
  /** Rows that came. */
  read: number;
  /** How many Intercom counted, where it says. */
  expected?: number;
  /** Rows a second, since the stream began. */
  rate: number;
  complete: boolean;
}
