// What this folder reads of the replica.
import type { Row } from '../../../core/protocol/messages.ts';
import type { Confirmed } from '../model.ts';

/** A contact that has an e-mail or a number, as the replica keeps it. */
export interface Claimant {
  id: string;
  /** Sorts by who wins, as `identityOf` (identity.ts) makes it. */
  rank: string;
  deleted: boolean;
  /** The contact that it was merged into. */
  mergedInto?: string | undefined;
}

/** Rows, links and identities; the replica is one. */
export interface Reader {
  row(stream: string, key: string): Row | undefined;
  /** Rows linked to a contact, in link order; those that the replica lacks are not among them. */
  rowsOf(stream: string, contact: string): Row[];
  /** Everybody who has the value, ordered by rank. */
  claimants(kind: 'email' | 'phone', value: string): Claimant[];
  /** Whether anybody living who has this e-mail has unsubscribed from e-mails, or who has this phone from SMS. */
  isUnsubscribed(kind: 'email' | 'phone', value: string): boolean;
  /** What Brevo last confirmed of a contact. */
  confirmed(contact: string): Pick<Confirmed, 'lists'> | undefined;
}
