// Waits for an import that an earlier run has left behind; until it ends, nothing else may be sent.
import { sleep } from '../../../core/http/retry.ts';
import type { Log } from '../../../core/log.ts';
import { unlessMissing } from '../account/calls.ts';
import { importNote, noteImport, type ImportNote } from './import-note.ts';
import { follow, hasEnded, type FollowDeps } from './process.ts';
import { TechnicalList, type TechnicalListCalls } from './technical-list.ts';

/** What waiting works with. */
export interface EarlierImportDeps extends FollowDeps {
  account: FollowDeps['account'] & TechnicalListCalls;
  log: Log;
}

/**
 * Follows the import that is noted, if there is one, to its end.
 * @throws AuthError, ApiError, ExpectedError where it takes too long, and the reason where the run is told to stop
 */
export async function awaitEarlierImport(deps: EarlierImportDeps): Promise<void> {
  const { account, replica, log } = deps;
  const note = importNote(replica);
  if (!note) return;
  log.info('nothing is sent before the import of an earlier run has ended');
  // One that Brevo does not know any more has ended too.
  for (const id of await processesOf(deps, note)) await unlessMissing(follow(deps, id));
  await new TechnicalList(account).removeLeft();
  noteImport(replica, undefined);
}

/** Its process; where that was never learnt, whatever is under way that is newer. */
async function processesOf(
  { account, signal, pollSeconds }: FollowDeps,
  note: ImportNote,
): Promise<number[]> {
  if (note.id !== undefined) return [note.id];
  // A request that outlived its run may still be on its way.
  await sleep(pollSeconds * 1000, signal);
  const newest = await account.newestProcesses();
  return newest.filter(({ id, status }) => id > note.before && !hasEnded(status)).map(({ id }) => id);
}
