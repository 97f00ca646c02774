// Sends the planned changes of contacts: in waves, some at once, and those last that wait for others.
import type { Log } from '../../../core/log.ts';
import type { Change, Confirmed, Outcome } from '../model.ts';
import type { Rejects } from '../rejects.ts';
import type { Replica } from '../replica/replica.ts';
import { atOnce } from './at-once.ts';
import { Claims } from './claims.ts';
import { sendChange, type ContactCalls, type OnConflict } from './contacts.ts';
import { countSent, type ContactCounts } from './counts.ts';
import { partMoves, sendMoves, type ListCalls } from './lists.ts';
import { awaitsEmail, heldBy } from './refusals.ts';

/** How many requests are under way at once. The rate limit decides the pace: this only has to cover the latency. */
const WIDTH = 16;
/** So many changes are noted as under way in one transaction. */
const WAVE = 2000;
/** So many notes are written out; the rest is counted. */
const NOTES = 20;

/** What sending contacts works with. */
export interface ContactDeps {
  account: ContactCalls & ListCalls;
  replica: Replica;
  rejects: Rejects;
  log: Log;
  /** Aborted: what is under way is finished, nothing is begun. */
  signal: AbortSignal;
  /** Stream of the contacts. */
  stream: string;
  /** The replica's sequence when the plan was made: who changed since then stays dirty. */
  sequence: number;
  /** Grows with what is sent. */
  counts: ContactCounts;
  /** Contacts that are delivered already, and counted. */
  delivered?: ReadonlySet<string>;
}

/**
 * Sends every change in the plan, and confirms each in the replica as soon as its outcome is known. Those that
 * take an identifier which another one gives up come after that one.
 * @throws AuthError, ApiError and ExpectedError once what was under way is finished
 */
export async function sendContacts(deps: ContactDeps): Promise<void> {
  await new Round(deps).send();
}

class Round {
  readonly #deps: ContactDeps;
  readonly #claims = new Claims();
  readonly #released = new Set<string>();
  #later: Change[] = [];
  /** Who gives up what is known, and waited for unasked; but for those of whom nothing is certain. */
  #first: OnConflict = 'refuse';

  constructor(deps: ContactDeps) {
    this.#deps = deps;
  }

  async send(): Promise<void> {
    const unsure = this.#expectAll();
    if (unsure.size > 0) this.#first = 'wait';
    // What these hold at Brevo is not certain, so all else may be waiting for them.
    if (unsure.size > 0) await this.#pass(this.#planned((id) => unsure.has(id)));
    await this.#pass(this.#planned((id) => !unsure.has(id)));
    await this.#sendLater();
  }

  /** Learns who gives up what. The contacts of whom Brevo's state is not certain. */
  #expectAll(): Set<string> {
    const unsure = new Set<string>();
    for (const change of this.#deps.replica.changes()) {
      const isDelivered = this.#deps.delivered?.has(change.id) === true;
      if (!isDelivered && change.kind !== 'create') this.#expect(change, unsure);
    }
    return unsure;
  }

  #expect(change: Change, unsure: Set<string>): void {
    const before = this.#before(change);
    this.#claims.expect(change, before);
    if (before?.unsure === true) unsure.add(change.id);
  }

  *#planned(passes: (id: string) => boolean): Generator<Change> {
    const { replica, delivered } = this.#deps;
    for (const change of replica.changes())
      if (passes(change.id) && delivered?.has(change.id) !== true) yield change;
  }

  /** What was confirmed of the record that the change is about. */
  #before(change: Change): Confirmed | undefined {
    const { replica } = this.#deps;
    if (change.kind === 'create') return undefined;
    return replica.confirmed(change.id) ?? replica.confirmed(change.extId);
  }

  async #pass(changes: Iterable<Change>): Promise<void> {
    for (const wave of chunks(changes, WAVE)) {
      if (this.#deps.signal.aborted) return;
      this.#noteUnderWay(wave);
      const { moves, others } = partMoves(wave);
      const { account, signal } = this.#deps;
      await this.#sendEach(others, WIDTH, undefined);
      const doubtful = await sendMoves(account, moves, signal, (change) =>
        this.#settle(change, { ok: true, confirmed: change.after }),
      );
      await this.#sendEach(doubtful, WIDTH, undefined);
    }
  }

  /** Those that wait: as long as some get on, then by giving up what they hold, in the end without what they wait for. */
  async #sendLater(): Promise<void> {
    let how: OnConflict = 'wait';
    while (this.#later.length > 0 && !this.#deps.signal.aborted) {
      const waiting = this.#later.splice(0);
      const released = this.#released.size;
      this.#noteUnderWay(waiting);
      // A new contact that takes what another one failed to give up would take that one's record over: they come last.
      const inOrder = [...waiting.filter(isKnown), ...waiting.filter((change) => !isKnown(change))];
      await this.#sendEach(inOrder, how === 'wait' ? WIDTH : 1, how);
      const isStuck = this.#later.length === waiting.length && this.#released.size === released;
      how = isStuck ? (how === 'wait' ? 'release' : 'refuse') : 'wait';
    }
  }

  async #sendEach(changes: Iterable<Change>, width: number, how: OnConflict | undefined): Promise<void> {
    await atOnce(changes, width, this.#deps.signal, (change) => this.#sendOne(change, how));
  }

  async #sendOne(change: Change, how: OnConflict | undefined): Promise<void> {
    if (this.#claims.isBusy(change)) return void this.#later.push(change);
    const holder = this.#claims.holder(change);
    if (holder !== undefined && how === 'refuse' && !isKnown(change))
      return this.#settle(change, { ok: false, reject: heldBy(holder, change, this.#deps.stream) });
    const mayTry = isKnown(change) && (how === 'release' || how === 'refuse');
    if (holder !== undefined && !mayTry) return void this.#later.push(change);
    if (how === 'release' && !this.#mayRelease(change)) return void this.#later.push(change);
    const { account, stream, replica, counts } = this.#deps;
    const onConflict = how ?? this.#first;
    this.#claims.begin(change);
    try {
      const sent = await sendChange(account, change, {
        stream,
        before: this.#before(change),
        onConflict,
        isOurs: (extId) => replica.row(stream, extId) !== undefined,
      });
      if (sent === 'wait') return void this.#later.push(change);
      if (change.kind === 'update' && 'created' in sent && sent.created) counts.anew.add(change.id);
      if ('released' in sent) this.#release(change, sent.released);
      else await this.#settle(change, sent);
    } finally {
      this.#claims.end(change);
    }
  }

  /** Once is enough, and only where somebody may gain by it. */
  #mayRelease(change: Change): boolean {
    return this.#claims.givesUp(change) && !this.#released.has(change.id);
  }

  #release(change: Change, held: Confirmed): void {
    this.#released.add(change.id);
    this.#claims.settle(change, held);
    this.#later.push(change);
  }

  #noteUnderWay(changes: readonly Change[]): void {
    const { replica } = this.#deps;
    replica.begin();
    for (const { id, after } of changes) replica.setUnderWay(id, after);
    replica.commit();
  }

  async #settle(change: Change, outcome: Outcome): Promise<void> {
    const { replica, rejects, stream, sequence, counts } = this.#deps;
    // Not settled before it is on the disk.
    if (outcome.reject) {
      await rejects.add([outcome.reject]);
      counts.rejected += 1;
    }
    replica.begin();
    replica.setConfirmed(change.id, outcome.ok ? outcome.confirmed : replica.confirmed(change.id));
    if (outcome.ok && change.extId !== change.id) this.#handOver(change);
    replica.clearDirty(change.id, sequence);
    replica.commit();
    if (!outcome.ok) return;
    this.#claims.settle(change, outcome.confirmed);
    if (!outcome.reject && !awaitsEmail(change)) rejects.settle({ stream, key: change.id });
    countSent(counts, change);
    this.#tell(change, outcome.notes ?? []);
  }

  /** The record now belongs to the one who took it over. */
  #handOver(change: Change): void {
    const { replica } = this.#deps;
    if (replica.confirmed(change.extId)?.extId === change.extId)
      replica.setConfirmed(change.extId, undefined);
  }

  #tell(change: Change, notes: readonly string[]): void {
    if (notes.length === 0) return;
    const { log, stream, counts } = this.#deps;
    counts.curtailed += 1;
    if (counts.curtailed > NOTES) return;
    for (const note of notes) log.warn({ stream }, `contact ${change.id}: ${note}`);
    if (counts.curtailed === NOTES) log.warn({ stream }, 'further contacts like these are only counted');
  }
}

const isKnown = ({ kind }: Change): boolean => kind !== 'create';

function* chunks<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
