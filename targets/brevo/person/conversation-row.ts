// What a conversation's row says: whose it is, and how it was rated.
import type { Row } from '../../../core/protocol/messages.ts';
import { property, textOf, timeOf } from './text.ts';

/** A satisfaction rating that was given. */
export interface Rating {
  /** 1 to 5. */
  score: number;
  remark: string | undefined;
  /** Who gave it. */
  contact: string | undefined;
  /** Who was rated. */
  teammate: string | undefined;
  /** Epoch seconds; it stays the same when the score is changed. */
  requestedAt: number | undefined;
  /** Epoch seconds of the score where the API version tells it, else of the request. */
  at: number | undefined;
}

/** Keys of the contacts in a conversation. */
export function contactsOf(row: Row): string[] {
  const contacts = row['contacts'];
  if (!Array.isArray(contacts)) return [];
  return contacts.map((contact) => textOf(property(contact, 'id'))).filter((id) => id !== undefined);
}

/** The contact that a conversation's events belong to: who began it, else the first one in it. */
export function mainContact(row: Row): string | undefined {
  const contacts = contactsOf(row);
  const author = textOf(property(property(row['source'], 'author'), 'id'));
  return contacts.find((id) => id === author) ?? contacts[0];
}

/** The rating, or undefined while it was asked for at most. */
export function ratingOf(row: Row): Rating | undefined {
  const rating = row['conversation_rating'];
  const score = property(rating, 'rating');
  if (typeof score !== 'number') return undefined;
  const requestedAt = timeOf(property(rating, 'created_at'));
  const rater = textOf(property(property(rating, 'contact'), 'id'));
  return {
    score,
    remark: textOf(property(rating, 'remark')),
    contact: contactsOf(row).find((id) => id === rater),
    teammate: textOf(property(property(rating, 'teammate'), 'id')),
    requestedAt,
    at: timeOf(property(rating, 'updated_at')) ?? requestedAt,
  };
}
