// A plan as a file of JSON lines: made by one run, done exactly so by a later one, or refused.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ConfigError } from '../../../core/errors.ts';
import { isRow, type Row } from '../../../core/protocol/messages.ts';
import type { Change, Confirmed } from '../model.ts';
import { fieldChanges } from './fields.ts';
import type { PlanSummary } from './tally.ts';

/** What a plan goes with; where any of it has moved the plan is void. */
export interface PlanBasis {
  /** Hash of the mapping. */
  mapping: string;
  /** Tells the account from any other; no secret. */
  account: string;
  /** `Replica.id`. */
  replica: string;
}

/** The first line of a plan. */
export interface PlanHeader extends PlanBasis {
  type: 'plan';
  version: 1;
  /** Stamp in the replica, see `stampPlan`. */
  stamp: string;
  /** Up to which change of a row the plan goes. */
  sequence: number;
  /** ISO 8601. */
  planned_at: string;
  /** The STATE that may be printed once the plan is done; null where the input had none. */
  state: Row | null;
  summary: PlanSummary;
}

/** What a plan reads and stamps in the replica. */
export interface PlanSource {
  meta(name: string): string | undefined;
  setMeta(name: string, value: string): void;
  changes(): Iterable<Change>;
  confirmed(id: string): Confirmed | undefined;
}

const STAMP = 'plan';

/** Makes the plan in the replica the one that may be done later. To be committed. */
export function stampPlan(replica: Pick<PlanSource, 'setMeta'>): string {
  const stamp = randomUUID();
  replica.setMeta(STAMP, stamp);
  return stamp;
}

/** No plan made so far may be done: rows come in, or another plan is made or sent. To be committed. */
export function voidPlans(replica: Pick<PlanSource, 'setMeta'>): void {
  replica.setMeta(STAMP, '');
}

/** The lines of a plan: the header, one for each change with its fields before and after, and a last one that seals it. */
export function* planLines(
  header: PlanHeader,
  replica: Pick<PlanSource, 'changes' | 'confirmed'>,
): Generator<string> {
  const digest = createHash('sha256');
  const sealed = (row: object): string => {
    const line = JSON.stringify(row);
    digest.update(line).update('\n');
    return line;
  };
  yield sealed(header);
  let changes = 0;
  for (const change of replica.changes()) {
    const fields = fieldChanges(change, replica.confirmed(change.id));
    yield sealed({ type: 'change', id: change.id, kind: change.kind, fields, change });
    changes += 1;
  }
  yield JSON.stringify({
    type: 'end',
    changes,
    events: header.summary.events,
    sha256: digest.digest('hex'),
  });
}

/**
 * Reads a plan to its end before anything of it is done.
 * @throws ConfigError where it cannot be read, was altered or cut off (with the line), or does not go with `basis` any more
 */
export async function checkPlan(
  file: string,
  basis: PlanBasis,
  replica: Pick<PlanSource, 'meta'>,
): Promise<PlanHeader> {
  let header: PlanHeader | undefined;
  let isSealed = false;
  let changes = 0;
  const digest = createHash('sha256');
  for await (const { text, row, place } of linesOf(file)) {
    if (isSealed) throw new ConfigError(`${place}: nothing may follow the end of a plan`);
    if (!header) {
      header = headerOf(row, place);
      refuseMoved(header, basis, replica, file);
    } else if (row['type'] === 'change') changes += 1;
    else {
      isSealed =
        row['type'] === 'end' && row['changes'] === changes && row['sha256'] === digest.digest('hex');
      if (!isSealed)
        throw new ConfigError(`${place}: the plan was altered after it was made; make a new one with --plan`);
    }
    if (!isSealed) digest.update(text).update('\n');
  }
  if (header && isSealed) return header;
  throw new ConfigError(`${file}: the plan is cut off; make a new one with --plan --format json`);
}

/** The changes of a plan that `checkPlan` passed. @throws ConfigError */
export async function* planChanges(file: string): AsyncGenerator<Change> {
  for await (const { row } of linesOf(file)) if (row['type'] === 'change') yield row['change'] as Change;
}

interface PlanLine {
  text: string;
  row: Row;
  /** `FILE:LINE`. */
  place: string;
}

async function* linesOf(file: string): AsyncGenerator<PlanLine> {
  const input = createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      yield { text, row: parsed(text, `${file}:${line}`), place: `${file}:${line}` };
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`${file}: cannot read the plan (${code})`, { cause });
  }
}

function parsed(text: string, place: string): Row {
  try {
    const row: unknown = JSON.parse(text);
    if (isRow(row)) return row;
  } catch {
    // Told below, like a line of another kind.
  }
  throw new ConfigError(`${place}: no JSON object; a plan is what --plan --format json prints`);
}

function headerOf(row: Row, place: string): PlanHeader {
  if (row['type'] !== 'plan')
    throw new ConfigError(`${place}: no plan; it is what --plan --format json prints`);
  if (row['version'] !== 1)
    throw new ConfigError(
      `${place}: a plan of version ${String(row['version'])}; this program does version 1`,
    );
  return row as unknown as PlanHeader;
}

function refuseMoved(
  header: PlanHeader,
  basis: PlanBasis,
  replica: Pick<PlanSource, 'meta'>,
  file: string,
): void {
  const moved =
    header.account !== basis.account
      ? 'the account is another one, or its attributes or lists have changed since it was made'
      : header.mapping !== basis.mapping
        ? 'the mapping or a setting has changed since it was made'
        : header.replica !== basis.replica
          ? 'it was made with another replica'
          : replica.meta(STAMP) !== header.stamp
            ? 'the replica has moved on since it was made'
            : undefined;
  if (moved !== undefined) throw new ConfigError(`${file}: the plan is void: ${moved}; make a new one`);
}
