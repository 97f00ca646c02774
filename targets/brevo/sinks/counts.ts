// What became of a round, counted while it is sent, so that it can be told also where sending stops half way.
import type { Change } from '../model.ts';

/** What became of a round. */
export interface Counts {
  contacts: ContactCounts;
  /** How many of the contacts came by import. */
  imported: number;
  events: EventCounts;
  /** False where it was stopped: what was not sent is still planned or pending. */
  complete: boolean;
}

/** What became of the contacts. */
export interface ContactCounts {
  created: number;
  updated: number;
  /** Ids of those that Brevo had not, though they were to be updated: they are among the created. */
  anew: Set<string>;
  /** Unlisted, blocklisted or deleted. */
  removed: number;
  /** As a whole, or its e-mail alone. */
  rejected: number;
  /** Delivered, but for an e-mail or a phone that Brevo refused. */
  curtailed: number;
  /** People who have entered each list, by its id. */
  joins: Record<number, number>;
  leaves: Record<number, number>;
}

/** What became of the events. */
export interface EventCounts {
  sent: number;
  /** Those sent, by the name that Brevo has. */
  names: Record<string, number>;
  rejected: number;
  /** Sent a second time because the first answer was lost: Brevo may hold them twice. */
  repeated: number;
  /** Of contacts that are not at Brevo (yet). */
  waiting: number;
}

const COUNTED: Record<Change['kind'], 'created' | 'updated' | 'removed'> = {
  create: 'created',
  update: 'updated',
  unlist: 'removed',
  blocklist: 'removed',
  delete: 'removed',
};

/** The counts of a round of which nothing has been sent. */
export function noCounts(): Counts {
  return {
    contacts: {
      created: 0,
      updated: 0,
      anew: new Set(),
      removed: 0,
      rejected: 0,
      curtailed: 0,
      joins: {},
      leaves: {},
    },
    imported: 0,
    events: { sent: 0, names: {}, rejected: 0, repeated: 0, waiting: 0 },
    complete: false,
  };
}

/** Counts a change that Brevo has taken. */
export function countSent(counts: ContactCounts, { id, kind, addLists, removeLists }: Change): void {
  counts[COUNTED[counts.anew.has(id) ? 'create' : kind]] += 1;
  for (const list of addLists) counts.joins[list] = (counts.joins[list] ?? 0) + 1;
  for (const list of removeLists) counts.leaves[list] = (counts.leaves[list] ?? 0) + 1;
}
