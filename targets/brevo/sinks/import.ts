// Loads many contacts by Brevo's bulk import, one part at a time; what does not show up afterwards is for single requests.
import { sleep } from '../../../core/http/retry.ts';
import type { Log } from '../../../core/log.ts';
import { BATCH } from '../../../vendors/brevo.ts';
import type { BrevoAccount, ContactOnAccount } from '../account/account.ts';
import type { Change } from '../model.ts';
import type { Rejects } from '../rejects.ts';
import {
  bytesOf,
  fileOf,
  groupOf,
  importRow,
  isPlain,
  Owners,
  type ImportGroup,
  type ImportRow,
  type Types,
} from './import-rows.ts';
import { importNote } from './import-note.ts';
import { refusedIn, runImport, type FollowDeps } from './process.ts';
import { TechnicalList, type TechnicalListCalls } from './technical-list.ts';
import { missingIn } from './verify.ts';

/** What importing works with. */
export interface ImportDeps extends FollowDeps {
  account: Pick<BrevoAccount, 'contacts' | 'importContacts'> & FollowDeps['account'] & TechnicalListCalls;
  rejects: Rejects;
  log: Log;
  /** Stream of the contacts. */
  stream: string;
  /** The replica's sequence when the plan was made. */
  sequence: number;
  types: Types;
  /** Hears of each change that was read back as it was sent. */
  onArrived: (change: Change) => void;
  /** How long to wait before each look for what was imported, in milliseconds; reads lag behind writes. */
  waits?: readonly number[];
}

/** Fewer are sent faster, and more safely, by a request each. */
const FEWEST = 50;
/** Together more than the 30 seconds by which reads lag. */
const WAITS = [0, 5000, 10_000, 20_000];
/** Clocks differ, and a contact that is read once too often does no harm. */
const MARGIN_MS = 120_000;

interface Part {
  group: ImportGroup;
  rows: ImportRow[];
  columns: Set<string>;
  bytes: number;
}

/**
 * Imports those planned changes that an import can make without merging or losing anything, and confirms the ones
 * that are read back as they were sent. The others are still to be sent.
 * @throws AuthError, ApiError, ExpectedError where an import takes too long, and the reason where the run is told to stop
 */
export async function importPlanned(deps: ImportDeps): Promise<void> {
  if (deps.replica.planSize() < FEWEST) return;
  const list = new TechnicalList(deps.account);
  try {
    const owners = await Owners.read(deps.account);
    for (const part of partsOf(deps.replica.changes(), deps.types, owners)) {
      if (deps.signal.aborted) break;
      await load(deps, part, list);
    }
  } finally {
    // An import that has not begun yet still needs it.
    if (!importNote(deps.replica)) await list.remove();
  }
}

function* partsOf(changes: Iterable<Change>, types: Types, owners: Owners): Generator<Part> {
  const open = new Map<string, Part>();
  for (const change of changes) {
    if (!isPlain(change) || !owners.claim(change)) continue;
    const row = importRow(change, types);
    const group = groupOf(change);
    const name = JSON.stringify(group);
    let part = open.get(name) ?? emptyPart(group);
    if (sizeWith(part, row) > BATCH.importBytes) {
      yield part;
      part = emptyPart(group);
    }
    part.bytes += bytesOf(row);
    part.rows.push(row);
    for (const column of row.cells.keys()) part.columns.add(column);
    open.set(name, part);
  }
  for (const part of open.values()) if (part.rows.length >= FEWEST) yield part;
}

const emptyPart = (group: ImportGroup): Part => ({ group, rows: [], columns: new Set(), bytes: 0 });

/** The bytes of the request, each row counted with a separator for every column. */
function sizeWith({ rows, columns, bytes }: Part, row: ImportRow): number {
  const width = columns.size + row.cells.size;
  return bytes + bytesOf(row) + (rows.length + 2) * width;
}

async function load(deps: ImportDeps, part: Part, list: TechnicalList): Promise<void> {
  const { account, replica, log, stream } = deps;
  const since = Date.now() - MARGIN_MS;
  const { group, rows } = part;
  // An import must name a list.
  const listIds = group.lists.length > 0 ? group.lists : [await list.id()];
  replica.begin();
  for (const { change } of rows) replica.setUnderWay(change.id, change.after);
  replica.commit();
  log.info({ stream }, `importing ${rows.length} contacts`);
  const body = {
    fileBody: fileOf(rows),
    listIds,
    updateExistingContacts: true,
    emptyContactsAttributes: false,
    disableNotification: true,
    ...(group.emailBlacklist && { emailBlacklist: true }),
    ...(group.smsBlacklist && { smsBlacklist: true }),
  };
  const files = await runImport(deps, () => account.importContacts(body));
  const open = new Map(rows.map(({ change }) => [change.extId, change]));
  for (const change of await refusedIn(account, files ?? {}, open.values())) open.delete(change.extId);
  const arrived = files === undefined ? 0 : await readBack(deps, open, since);
  if (arrived < rows.length)
    log.warn({ stream }, `${rows.length - arrived} of them did not arrive as sent: they get a request each`);
}

/** Looks for the imported contacts, by their ext_id, until all are there or reads cannot lag any more; confirms them, and counts them. */
async function readBack(deps: ImportDeps, open: Map<string, Change>, since: number): Promise<number> {
  const sought = open.size;
  const modifiedSince = new Date(since).toISOString();
  for (const wait of deps.waits ?? WAITS) {
    if (open.size === 0 || deps.signal.aborted) break;
    await sleep(wait);
    const seen: Change[] = [];
    for await (const contact of deps.account.contacts({ modifiedSince })) {
      const change = open.get(String(contact.attributes['EXT_ID']));
      if (!change || !isAsSent(contact, change)) continue;
      open.delete(change.extId);
      seen.push(change);
    }
    confirm(deps, seen);
    for (const change of seen) deps.onArrived(change);
  }
  return sought - open.size;
}

function isAsSent(contact: ContactOnAccount, change: Change): boolean {
  const { email, sms, emailBlacklisted, smsBlacklisted, attributes, addLists } = change;
  return (
    (email === undefined || contact.email?.toLowerCase() === email) &&
    (sms === undefined || `+${String(contact.attributes['SMS'])}` === sms) &&
    (emailBlacklisted !== true || contact.emailBlacklisted) &&
    (smsBlacklisted !== true || contact.smsBlacklisted) &&
    addLists.every((list) => contact.listIds.includes(list)) &&
    missingIn(contact, attributes).length === 0
  );
}

function confirm({ replica, rejects, stream, sequence }: ImportDeps, changes: readonly Change[]): void {
  replica.begin();
  for (const { id, after } of changes) {
    replica.setConfirmed(id, after);
    replica.clearDirty(id, sequence);
  }
  replica.commit();
  for (const { id } of changes) rejects.settle({ stream, key: id });
}
