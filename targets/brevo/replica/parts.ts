// The parts of an open replica, put together.
import { randomUUID } from 'node:crypto';
import type { StreamPlan } from '../mapping/mapping.ts';
import { Changes } from './changes.ts';
import { Companies } from './companies.ts';
import { Confirmations } from './confirmations.ts';
import { Dirty } from './dirty.ts';
import { DirtyContacts } from './dirty-contacts.ts';
import { Events } from './events.ts';
import type { ReplicaFile } from './file.ts';
import { Identities } from './identities.ts';
import { Links } from './links.ts';
import { Meta } from './meta.ts';
import { Records } from './records.ts';
import { RelatedRows } from './related.ts';
import { relink } from './relink.ts';
import { ReadOnlySql } from './sql.ts';
import { Streams } from './streams.ts';
import { CONTACTS, type Table } from './table.ts';
import { Transaction } from './transaction.ts';

/** What a replica is made of. */
export interface Parts {
  meta: Meta;
  transaction: Transaction;
  dirty: Dirty;
  dirtyContacts: DirtyContacts;
  contacts: Table;
  streams: Streams;
  rows: RelatedRows;
  identities: Identities;
  confirmations: Confirmations;
  events: Events;
  changes: Changes;
  companies: Companies;
  sql: ReadOnlySql;
  /** Takes in a stream's plan, and the columns of its view where they are known. */
  declare: (plan: StreamPlan, columns?: string[]) => Records;
}

/** Puts the parts together; a new file gets its name and date. */
export function assemble({ db, path, isNew, reader }: ReplicaFile): Parts {
  const meta = new Meta(db);
  if (isNew) {
    meta.set('id', randomUUID());
    meta.set('created_at', String(Math.floor(Date.now() / 1000)));
  }
  const dirty = new Dirty(db, Number(meta.get('sequence') ?? 0));
  const streams = new Streams(db);
  const rows = new RelatedRows(db, streams);
  const links = new Links(db, dirty);
  const transaction = new Transaction({ db, path, meta, dirty });
  const onChange = (num: number): void => rows.forget(num);
  const recordParts = { path, streams, links, dirty, onChange };
  const contacts = streams.table(CONTACTS);
  const identities = new Identities(db);
  const confirmations = new Confirmations(db);
  return {
    meta,
    transaction,
    dirty,
    dirtyContacts: new DirtyContacts(db, { dirty, contacts, identities, confirmations, rows }),
    contacts,
    streams,
    rows,
    identities,
    confirmations,
    events: new Events(db),
    changes: new Changes(db),
    companies: new Companies(db),
    sql: new ReadOnlySql(reader),
    declare: (plan, columns) =>
      transaction.within(() => {
        rows.forgetExpected();
        const { stream, before } = streams.declare(plan, columns);
        if (stream !== before && relink(recordParts, stream, before)) {
          dirty.step();
          dirty.markAll();
        }
        return new Records(recordParts, stream);
      }),
  };
}

/** What a run that died has left under way may have arrived or not. */
export function recover({ meta, transaction, confirmations, dirty, events }: Parts): void {
  transaction.within(() => {
    meta.set('process', String(process.pid));
    const unsure = confirmations.recover();
    dirty.step();
    for (const contact of unsure) dirty.markStored(contact);
    events.recover();
  });
}
