// Puts contacts on lists and takes them off in bulk, where that is all there is to do about them.
import { BATCH } from '../../../vendors/brevo.ts';
import type { BrevoAccount } from '../account/account.ts';
import type { Change } from '../model.ts';
import { refusal } from './refusals.ts';

/** The calls that lists need. */
export type ListCalls = Pick<BrevoAccount, 'addToList' | 'removeFromList'>;

/** One request: up to 150 contacts onto a list or off it. */
interface Move {
  list: number;
  add: boolean;
  changes: Change[];
}

/** Some changes parted by how they are sent with the fewest requests. */
export interface Parted {
  moves: Move[];
  /** Those that need a request of their own. */
  others: Change[];
}

/** Parts changes: those that only move between lists go in bulk if that takes fewer requests than they are. */
export function partMoves(changes: readonly Change[]): Parted {
  const moving = changes.filter(isOnlyMove);
  const moves = movesOf(moving);
  if (moves.length >= moving.length) return { moves: [], others: [...changes] };
  return { moves, others: changes.filter((change) => !isOnlyMove(change)) };
}

function isOnlyMove(change: Change): boolean {
  const { kind, email, sms, emailBlacklisted, smsBlacklisted } = change;
  return (
    (kind === 'update' || kind === 'unlist') &&
    change.extId === change.after.extId &&
    change.addLists.length + change.removeLists.length > 0 &&
    Object.keys(change.attributes).length === 0 &&
    [email, sms, emailBlacklisted, smsBlacklisted].every((value) => value === undefined)
  );
}

function movesOf(changes: readonly Change[]): Move[] {
  const open = new Map<string, Move>();
  const moves: Move[] = [];
  const join = (list: number, add: boolean, change: Change): void => {
    const name = `${add} ${list}`;
    let move = open.get(name);
    if (move === undefined || move.changes.length === BATCH.listMembers) {
      move = { list, add, changes: [] };
      open.set(name, move);
      moves.push(move);
    }
    move.changes.push(change);
  };
  for (const change of changes) {
    for (const list of change.addLists) join(list, true, change);
    for (const list of change.removeLists) join(list, false, change);
  }
  return moves;
}

/**
 * Makes the moves one after the other. `delivered` gets each contact that is where it belongs; what is returned
 * are those of whom Brevo only says "already in list and/or does not exist": a request of their own tells.
 * @throws AuthError, and ApiError for what is no contact's fault
 */
export async function sendMoves(
  account: ListCalls,
  moves: readonly Move[],
  signal: AbortSignal,
  delivered: (change: Change) => Promise<void>,
): Promise<Change[]> {
  const left = new Map<Change, number>();
  for (const { changes } of moves)
    for (const change of changes) left.set(change, (left.get(change) ?? 0) + 1);
  const doubtful = new Set<Change>();
  for (const move of moves) {
    if (signal.aborted) return [];
    const moved = await make(account, move);
    for (const change of move.changes) {
      if (!moved.has(change.extId)) doubtful.add(change);
      const others = (left.get(change) ?? 1) - 1;
      left.set(change, others);
      if (others === 0 && !doubtful.has(change)) await delivered(change);
    }
  }
  return [...doubtful];
}

/** The ext_ids that were moved. */
async function make(account: ListCalls, { list, add, changes }: Move): Promise<Set<unknown>> {
  const extIds = changes.map(({ extId }) => extId);
  try {
    const { success } = await (add ? account.addToList(list, extIds) : account.removeFromList(list, extIds));
    return new Set(success);
  } catch (error) {
    refusal(error);
    return new Set();
  }
}
