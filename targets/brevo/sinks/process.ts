// Starts a bulk import and follows its process to the end, then reads which rows it refused.
import { ApiError } from '../../../core/errors.ts';
import { sleep } from '../../../core/http/retry.ts';
import type { BrevoAccount } from '../account/account.ts';
import type { Change } from '../model.ts';
import { parseCsv } from './csv.ts';

/** The calls that following takes. */
export type ProcessCalls = Pick<BrevoAccount, 'process' | 'newestProcesses' | 'csv'>;

/** By kind of refusal the address of a CSV, null where there is none. */
type Files = Record<string, string | null>;

// A process costs requests that there are a hundred an hour of.
const SLOWER = 1.5;
const SLOWEST_MS = 60_000;
/** An import that takes longer is given up on: its contacts are sent one by one. */
const PATIENCE_MS = 3 * 3_600_000;
const TRIES = 3;

/**
 * Runs one import: `start` gives the id of its process. Its files of refused rows once it is completed; undefined
 * where it failed, took too long, or the signal came first.
 * @throws AuthError, ApiError
 */
export async function follow(
  account: ProcessCalls,
  start: () => Promise<number>,
  { pollSeconds, signal }: { pollSeconds: number; signal: AbortSignal },
): Promise<Files | undefined> {
  const id = await startOnce(account, start);
  const end = Date.now() + PATIENCE_MS;
  for (let wait = pollSeconds * 1000; !signal.aborted && Date.now() < end; wait = slower(wait)) {
    await sleep(wait, signal).catch(() => undefined);
    const { status, files } = await account.process(id);
    if (status === 'completed') return files;
    if (status === 'failed' || status === 'cancelled') return undefined;
  }
  return undefined;
}

const slower = (wait: number): number => Math.max(wait, Math.min(SLOWEST_MS, wait * SLOWER));

/** A lost answer does not mean that nothing was started: the newest process tells. */
async function startOnce(account: ProcessCalls, start: () => Promise<number>): Promise<number> {
  const newest = async (): Promise<number> =>
    Math.max(0, ...(await account.newestProcesses()).map(({ id }) => id));
  const before = await newest();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.ambiguous) throw error;
      const started = await newest();
      if (started > before) return started;
      if (attempt === TRIES) throw error;
    }
  }
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
