// What a run knows of the source and of Brevo, in one SQLite file: rows, links, identities, confirmations, events, the plan.
import type { Row } from '../../../core/protocol/messages.ts';
import type { StreamPlan } from '../mapping/mapping.ts';
import type { Change, Confirmed } from '../model.ts';
import type { CompanyAtBrevo } from './companies.ts';
import type { EventState, NewEvent, OpenEvent } from './events.ts';
import { fileFailure, openFile, type ReplicaFile } from './file.ts';
import type { Claimant, Identity } from './identities.ts';
import { assemble, recover, type Parts } from './parts.ts';
import type { RecordStore } from './records.ts';
import type { SqlParameters } from './sql.ts';

export type { StreamPlan } from '../mapping/mapping.ts';

/**
 * The replica. Every call is synchronous. Writes are to stand between `begin` and `commit`; what was committed survives
 * the end of the process at any moment. Contacts are named by the key of their row. After a failure it is only to be closed.
 */
export class Replica {
  /** The file was made by this run. */
  readonly isNew: boolean;
  /** Tells this replica from any other. */
  readonly id: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly #file: ReplicaFile;
  readonly #parts: Parts;

  /**
   * Opens the replica at `path`, or makes it, readable by its owner only. A run that died is recovered from: what was under
   * way counts as sent and as unsure. `readonly` opens what is there, beside a run if need be, and changes nothing.
   * @throws ConfigError where the file is no replica, of a newer version, in use by another run, or cannot be written
   */
  static async open(path: string, { readonly = false }: { readonly?: boolean } = {}): Promise<Replica> {
    const file = await openFile(path, readonly);
    try {
      return new Replica(file, readonly);
    } catch (error) {
      file.close();
      throw fileFailure(error, path);
    }
  }

  private constructor(file: ReplicaFile, readonly: boolean) {
    this.#file = file;
    this.#parts = assemble(file);
    this.isNew = file.isNew;
    this.id = this.#parts.meta.get('id') ?? '';
    this.createdAt = Number(this.#parts.meta.get('created_at'));
    if (!readonly) recover(this.#parts);
  }

  /** Opens a transaction, unless one is open. */
  begin(): void {
    this.#parts.transaction.begin();
  }

  /** Ends the open transaction, if there is one. @throws ExpectedError where the file fails */
  commit(): void {
    this.#parts.transaction.commit();
  }

  /** As `commit`, and what was committed so far survives a power cut too: before a STATE is printed. */
  commitDurably(): void {
    this.#parts.transaction.commitDurably();
  }

  /** Undoes the open transaction, if there is one, and lets go of the file. */
  close(): void {
    this.#parts.sql.close();
    this.#parts.transaction.rollback();
    this.#file.close();
  }

  /** What a round that failed has left under way counts as sent and as unsure. In an open transaction. */
  recover(): void {
    recover(this.#parts);
  }

  /** A note of the caller's. */
  meta(name: string): string | undefined {
    return this.#parts.meta.get(`note:${name}`);
  }

  setMeta(name: string, value: string): void {
    this.#parts.meta.set(`note:${name}`, value);
  }

  /**
   * Takes in the plans of all streams, best before the first row: where a plan differs from what the stream's rows were
   * stored by, they are linked anew and every contact becomes dirty.
   * @throws ConfigError where a plan and the stored rows exclude each other
   */
  declare(plans: Iterable<StreamPlan>): void {
    for (const plan of plans) this.#parts.declare(plan);
  }

  /** The rows of a stream, seen by SQL as a view of its name with these columns. @throws ConfigError as `declare` does */
  stream(plan: StreamPlan, columns: string[]): RecordStore {
    return this.#parts.declare(plan, columns);
  }

  /** A row by its key. Nobody may change it. */
  row(stream: string, key: string): Row | undefined {
    return this.#parts.rows.get(stream, key);
  }

  /** The rows linked to a contact, in link order; those that never came are left out. Nobody may change them. */
  rowsOf(stream: string, contact: string): Row[] {
    const num = this.#parts.contacts.num(contact);
    return num === undefined ? [] : this.#parts.rows.ofContact(stream, num);
  }

  /** A contact's row, and whether the stream says that it is gone; undefined where the row never came. */
  contact(id: string): { row: Row; deleted: boolean } | undefined {
    const found = this.#parts.contacts.find(id);
    return found?.body ? { row: JSON.parse(found.body) as Row, deleted: found.deleted === 1 } : undefined;
  }

  /** A number that grows with each change of a row. Read it before what is then cleared up to it. */
  sequence(): number {
    return this.#parts.dirty.sequence();
  }

  /** Contacts that have no row are left out: they become dirty once it comes. */
  markDirty(ids: Iterable<string>): void {
    this.#parts.dirty.step();
    for (const id of ids) this.#parts.dirty.markStored(this.#parts.contacts.mention(id));
  }

  markAllDirty(): void {
    this.#parts.dirty.step();
    this.#parts.dirty.markAll();
  }

  dirtyCount(): number {
    return this.#parts.dirty.count();
  }

  /** Dirty contacts in the order in which they became so, those included that become so meanwhile. */
  dirty(limit?: number): Generator<string> {
    return this.#parts.dirtyContacts.keys(limit);
  }

  /** Clears a contact, unless it became dirty again after `sequence()` had given `upTo`. */
  clearDirty(id: string, upTo: number): void {
    this.#parts.dirty.clear(id, upTo);
  }

  identity(id: string): Identity | undefined {
    const num = this.#parts.contacts.num(id);
    return num === undefined ? undefined : this.#parts.identities.get(num);
  }

  /** Notes who a contact is. The result names the others whose turn may come or go by it: of very many, the first few. */
  setIdentity(id: string, identity: Identity): string[] {
    return this.#parts.identities.set(this.#parts.contacts.mention(id), identity);
  }

  /** Those with this e-mail or phone, the living first, by rank; of very many only the first 100. */
  claimants(kind: 'email' | 'phone', value: string): Claimant[] {
    return this.#parts.identities.claimants(kind, value);
  }

  /** Whether anybody living who has it has unsubscribed: from e-mails, or by a phone from SMS. */
  isUnsubscribed(kind: 'email' | 'phone', value: string): boolean {
    return this.#parts.identities.isUnsubscribed(kind, value);
  }

  /** What Brevo last confirmed. */
  confirmed(id: string): Confirmed | undefined {
    const num = this.#parts.contacts.num(id);
    return num === undefined ? undefined : this.#parts.confirmations.get(num);
  }

  /** Notes what a request is about to make of a contact; to be committed before it is sent. */
  setUnderWay(id: string, after: Confirmed): void {
    this.#parts.confirmations.setUnderWay(this.#parts.contacts.mention(id), after);
  }

  /** Notes what Brevo holds now, undefined for nothing. Nothing is under way any more. */
  setConfirmed(id: string, confirmed: Confirmed | undefined): void {
    this.#parts.confirmations.set(this.#parts.contacts.mention(id), confirmed);
  }

  /** What was confirmed of one contact is another's. */
  moveConfirmed(from: string, to: string): void {
    this.#parts.confirmations.move(this.#parts.contacts.mention(from), this.#parts.contacts.mention(to));
  }

  /** Takes an event to be sent, once. Tells whether it is a new one. */
  addEvent(event: NewEvent): boolean {
    const { parent } = event;
    const stream = parent && this.#parts.streams.get(parent.stream);
    return this.#parts.events.add(event, parent && stream?.table.mention(parent.key));
  }

  /** Events in the order in which they were found; `rejected` ones only where they are asked for. */
  pendingEvents(state: 'pending' | 'rejected' = 'pending'): Generator<OpenEvent> {
    return this.#parts.events.in(state);
  }

  setEvents(keys: Iterable<string>, state: EventState): void {
    this.#parts.events.set(keys, state);
  }

  eventCount(state: EventState): number {
    return this.#parts.events.count(state);
  }

  clearPlan(): void {
    this.#parts.changes.clear();
  }

  addChange(change: Change): void {
    this.#parts.changes.add(change);
  }

  /** Takes the changes of these contacts out of the plan; all are to be taken before anything else is asked. */
  dropChanges(ids: Iterable<string>): Generator<Change> {
    return this.#parts.changes.drop(ids);
  }

  changes(): Generator<Change> {
    return this.#parts.changes.all();
  }

  planSize(): number {
    return this.#parts.changes.count();
  }

  /** What Brevo holds of a company, by the key of its row. */
  company(key: string): CompanyAtBrevo | undefined {
    return this.#parts.companies.get(key);
  }

  setCompany(key: string, company: CompanyAtBrevo | undefined): void {
    this.#parts.companies.set(key, company);
  }

  /** Rows of the operator's SQL over what was committed. @throws ConfigError that names the expression */
  all(sql: string, parameters: SqlParameters = []): Row[] {
    return this.#parts.sql.all(sql, parameters);
  }

  /** The first row of the operator's SQL. @throws ConfigError that names the expression */
  get(sql: string, parameters: SqlParameters = []): Row | undefined {
    return this.#parts.sql.get(sql, parameters);
  }
}
