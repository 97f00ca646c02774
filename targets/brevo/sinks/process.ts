// Runs a bulk import: starts it, follows its process to the end, and reads which rows it refused.
import { ApiError, ExpectedError } from '../../../core/errors.ts';
import { sleep } from '../../../core/http/retry.ts';
import type { BrevoAccount } from '../account/account.ts';
import type { Process } from '../account/imports.ts';
import type { Change } from '../model.ts';
import type { Replica } from '../replica/replica.ts';
import { parseCsv } from './csv.ts';
import { noteImport } from './import-note.ts';

/** The calls that running an import takes. */
export type ProcessCalls = Pick<BrevoAccount, 'process' | 'newestProcesses' | 'csv'>;

/** What following a process works with. */
export interface FollowDeps {
  account: ProcessCalls;
  replica: Replica;
  signal: AbortSignal;
  /** Seconds before a process is asked about for the first time; later less often. */
  pollSeconds: number;
  /** Milliseconds after which the run gives up. */
  patienceMs?: number;
}

/** By kind of refusal the address of a CSV, null where there is none. */
type Files = Process['files'];

// A process costs requests that there are a hundred an hour of.
const SLOWER = 1.5;
const SLOWEST_MS = 60_000;
const PATIENCE_MS = 3 * 3_600_000;
const TRIES = 3;
const ENDS: readonly string[] = ['completed', 'failed', 'cancelled'];

/** Whether a process of this status does nothing any more. */
export const hasEnded = (status: string): boolean => ENDS.includes(status);

/**
 * Runs one import: `start` gives the id of its process. Its files of refused rows once it is completed; undefined
 * where it was refused or failed. The replica has a note of it until it has ended.
 * @throws AuthError, ApiError, ExpectedError where it takes too long, and the reason where the run is told to stop
 */
export async function runImport(deps: FollowDeps, start: () => Promise<number>): Promise<Files | undefined> {
  const { account, replica } = deps;
  const before = await newestOf(account);
  noteImport(replica, { before });
  const id = await startOnce(account, start, before).catch(refused);
  if (id !== undefined) noteImport(replica, { before, id });
  const process = id === undefined ? undefined : await follow(deps, id);
  noteImport(replica, undefined);
  return process?.status === 'completed' ? process.files : undefined;
}

/**
 * Asks about a process until it has ended.
 * @throws AuthError, ApiError, ExpectedError where it takes too long, and the reason where the run is told to stop
 */
export async function follow(
  { account, signal, pollSeconds, patienceMs = PATIENCE_MS }: FollowDeps,
  id: number,
): Promise<Process> {
  const end = Date.now() + patienceMs;
  for (let wait = pollSeconds * 1000; ; wait = slower(wait)) {
    await sleep(wait, signal);
    const process = await account.process(id);
    if (hasEnded(process.status)) return process;
    if (Date.now() >= end)
      throw new ExpectedError(
        `Brevo has not ended import ${id} yet (${process.status}), and would overwrite by it what is sent now: ` +
          'nothing more is sent before it has; run again later',
      );
  }
}

const slower = (wait: number): number => Math.max(wait, Math.min(SLOWEST_MS, wait * SLOWER));

const newestOf = async (account: ProcessCalls): Promise<number> =>
  Math.max(0, ...(await account.newestProcesses()).map(({ id }) => id));

/** A lost answer does not mean that nothing was started: the newest process tells. */
async function startOnce(
  account: ProcessCalls,
  start: () => Promise<number>,
  before: number,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.ambiguous) throw error;
      const started = await newestOf(account);
      if (started > before) return started;
      if (attempt === TRIES) throw error;
    }
  }
}

/** An import that is refused as a whole says nothing of its rows. @throws whatever else it is */
function refused(error: unknown): undefined {
  if (!(error instanceof ApiError) || error.retryable || error.ambiguous) throw error;
}

/** The changes whose rows are in the files of refused ones. @throws ApiError */
export async function refusedIn(
  account: Pick<ProcessCalls, 'csv'>,
  files: Files,
  changes: Iterable<Change>,
): Promise<Change[]> {
  const named = new Set<string>();
  for (const url of Object.values(files))
    if (url !== null) for (const name of namesIn(await account.csv(url))) named.add(name);
  if (named.size === 0) return [];
  return [...changes].filter(({ extId, email }) => named.has(`ext ${extId}`) || named.has(`email ${email}`));
}

function namesIn(text: string): string[] {
  const [header = [], ...lines] = parseCsv(text);
  const columns = header.map((name) => name.trim().toUpperCase());
  const kinds = { EXT_ID: 'ext', EMAIL: 'email' } as const;
  return lines.flatMap((cells) =>
    cells.flatMap((cell, n) => {
      const kind = kinds[columns[n] as keyof typeof kinds];
      return kind === undefined || cell === ''
        ? []
        : [`${kind} ${kind === 'email' ? cell.toLowerCase() : cell}`];
    }),
  );
}
