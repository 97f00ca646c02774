// Ids as Intercom makes them: 24 hex digits that begin with the creation time, or long numbers.

/** Numbers that keep the dice of the kinds of record apart; each also names a machine in ids. */
export const KIND = {
  contact: 11,
  company: 12,
  conversation: 13,
  person: 14,
  email: 15,
  contactTags: 16,
  contactCompanies: 17,
  notes: 18,
  events: 19,
  part: 20,
  companyTags: 21,
  segment: 22,
  directory: 23,
  mutation: 24,
  subscriptions: 25,
} as const;

/** The id of the record at `index`; ids of one kind sort as their indexes do. */
export function hexId(kind: number, createdAt: number, index: number): string {
  const machine = 0x8a68180000 + kind;
  return createdAt.toString(16).padStart(8, '0') + machine.toString(16) + index.toString(16).padStart(6, '0');
}

/** The index a hex id claims; check it by making the id anew. */
export function hexIndex(id: string): number {
  return /^[0-9a-f]{24}$/.test(id) ? parseInt(id.slice(-6), 16) : -1;
}

const FIRST_CONVERSATION = 215_470_000_000_000;

export const conversationId = (index: number): string => String(FIRST_CONVERSATION + index);

/** The index of a conversation id, or -1. */
export function conversationIndex(id: string): number {
  const index = /^\d{15}$/.test(id) ? Number(id) - FIRST_CONVERSATION : -1;
  return index >= 0 ? index : -1;
}

/** Parts of one conversation have growing ids. */
export const partId = (conversation: number, n: number): number =>
  20_000_000_001 + conversation * 100_000 + n;

export const adminId = (index: number): number => 991_267_390 + index;
export const teamId = (index: number): number => 5_017_690 + index;
export const tagId = (index: number): string => String(8_120_300 + index * 7);
export const noteId = (contact: number, n: number): string => String(1_000_000 + contact * 100 + n);
