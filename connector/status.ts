// How a connector stands, from the files it keeps: nothing is asked of either vendor.
import { existsSync } from 'node:fs';
import { EXIT } from '../core/errors.ts';
import { readState } from '../core/json-file.ts';
import type { Row } from '../core/protocol/messages.ts';
import { epochSeconds } from '../core/time.ts';
import { rejectsIn } from '../targets/brevo/rejects.ts';
import { figuresOf } from '../targets/brevo/replica/figures.ts';
import type { Connector } from './connector.ts';
import { holderOf } from './lock.ts';
import { bookmarkTime, kept } from './state-file.ts';
import type { SyncResult } from './sync-result.ts';
import { Inbox } from './webhooks/inbox.ts';

/** The last sync in short. */
export type LastSync = Pick<SyncResult, 'type' | 'started_at' | 'ended_at' | 'outcome' | 'problem'>;

/** How a connector stands. Times are ISO 8601. */
export interface ConnectorStatus {
  name: string;
  enabled: boolean;
  /** There is a token, and no vendor refused the last sync. */
  connected: boolean;
  last_sync: LastSync | null;
  /** The process that is at work on it. */
  running: number | null;
  /** Contacts that are at Brevo. */
  contacts_synced: number;
  /** Conversations and companies that syncs have read, those that are gone left out. */
  conversations_synced: number;
  companies_synced: number;
  rejects_waiting: number;
  /** Notifications that wait to be delivered. */
  inbox_depth: number;
  /** What the next sync reads each stream from. */
  bookmarks: Record<string, string>;
  /** Seconds since the oldest of these; null before the first sync. */
  lag_seconds: number | null;
}

/** @throws ConfigError where one of the files cannot be read */
export async function statusOf(connector: Connector): Promise<ConnectorStatus> {
  const { name, enabled, files, intercom } = connector;
  const last = kept(files.lastSync, 'last sync') as SyncResult | undefined;
  const figures = await figuresOf(files.replica);
  const state = existsSync(files.state) ? readState(files.state) : undefined;
  // A plan fills the replica too, but only a sync leaves a state.
  const read = state && figures?.rows;
  const bookmarks = bookmarksIn(state);
  const oldest = Math.min(...Object.values(bookmarks).map(epochSeconds));
  return {
    name,
    enabled,
    connected: intercom.access_token !== undefined && last?.exit_code !== EXIT.authorisation,
    last_sync: last ? shortOf(last) : null,
    running: holderOf(connector)?.pid ?? null,
    contacts_synced: figures?.atBrevo ?? 0,
    conversations_synced: read?.['conversations'] ?? 0,
    companies_synced: read?.['companies'] ?? 0,
    rejects_waiting: (await rejectsIn(files.rejects)).length,
    inbox_depth: (await Inbox.factsOf(files.inbox))?.waiting ?? 0,
    bookmarks,
    lag_seconds: Number.isFinite(oldest) ? Math.round(Date.now() / 1000 - oldest) : null,
  };
}

/** Of a connector that was never connected, or is no more. */
export function notConnected(name: string): ConnectorStatus {
  return {
    name,
    enabled: false,
    connected: false,
    last_sync: null,
    running: null,
    contacts_synced: 0,
    conversations_synced: 0,
    companies_synced: 0,
    rejects_waiting: 0,
    inbox_depth: 0,
    bookmarks: {},
    lag_seconds: null,
  };
}

function shortOf({ type, started_at, ended_at, outcome, problem }: SyncResult): LastSync {
  return { type, started_at, ended_at, outcome, ...(problem !== undefined && { problem }) };
}

function bookmarksIn(state: Row | undefined): Record<string, string> {
  const bookmarks = Object.entries((state?.['bookmarks'] ?? {}) as Row);
  return Object.fromEntries(bookmarks.map(([stream, bookmark]) => [stream, String(bookmarkTime(bookmark))]));
}
