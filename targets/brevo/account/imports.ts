// The import of many contacts at once: starting it, following it, and the files that tell what it refused.
import type { AttributeValue } from '../model.ts';
import type { BrevoClient } from '../../../vendors/brevo.ts';
import { inPath, read } from './calls.ts';

/** What to import: https://developers.brevo.com/reference/import-contacts */
export interface ImportBody {
  /** One of the two; `fileBody` is CSV with semicolons. */
  jsonBody?: { email?: string; attributes?: Record<string, AttributeValue> }[];
  fileBody?: string;
  listIds: number[];
  updateExistingContacts?: boolean;
  emptyContactsAttributes?: boolean;
  emailBlacklist?: boolean;
  smsBlacklist?: boolean;
  disableNotification?: boolean;
}

/** A process as the API tells of it: https://developers.brevo.com/reference/get-process */
export interface Process {
  id: number;
  /** queued, in_process, processing, completed, failed or cancelled. */
  status: string;
  /** By kind of failure the address of a CSV, null where there is none. */
  files: Record<string, string | null>;
}

interface Shown {
  id: number;
  status: string;
  info?: { import?: Record<string, string | null> };
}

/**
 * Starts an import and gives the id of its process.
 * @throws ApiError `ambiguous` where it may have been started: look among the newest processes
 */
export async function startImport(api: BrevoClient, body: ImportBody): Promise<number> {
  const call = { method: 'POST', path: '/contacts/import', body, repeat: false } as const;
  return (await read<{ processId: number }>(api, call)).processId;
}

/** One process. */
export async function readProcess(api: BrevoClient, id: number): Promise<Process> {
  const path = `/processes/${inPath(id)}`;
  return processOf(await read<Shown>(api, { method: 'GET', path, route: '/processes/{id}' }));
}

// The most that a page of processes may have.
const NEWEST = 50;

/** The newest processes, newest first. */
export async function readNewestProcesses(api: BrevoClient): Promise<Process[]> {
  const query = { limit: NEWEST, offset: 0, sort: 'desc' };
  const { processes = [] } = await read<{ processes?: Shown[] }>(api, {
    method: 'GET',
    path: '/processes',
    query,
  });
  return processes.map(processOf);
}

const processOf = ({ id, status, info }: Shown): Process => ({ id, status, files: info?.import ?? {} });
