// What a complete replica must hold, stream by stream: straightforward on purpose, and shared with no reader.
import { fieldsOf, type Fields } from '../../json.ts';
import { DEFAULT_VERSION } from '../api-version.ts';
import { companyItems, noteItems, tagItems } from '../records/addressable.ts';
import { companyRecord } from '../records/company.ts';
import { contactRecord } from '../records/contact.ts';
import { conversationRecord } from '../records/conversation.ts';
import { admins, dataAttributes, segments, tags, teams } from '../records/directory.ts';
import { contactEvents } from '../records/event.ts';
import { partList } from '../records/part.ts';
import { CONSENTS, subscriptionItems } from '../records/subscription.ts';
import { STATUS } from '../table.ts';
import type { Workspace } from '../workspace.ts';
import { withIsoTimes } from './iso.ts';
import { recordHash } from './record-hash.ts';

type Truth = (workspace: Workspace) => Iterable<Fields>;

/** The records of a stream, times in ISO form; undefined for a stream that does not exist. */
export function truthOf(workspace: Workspace, stream: string): Iterable<Fields> | undefined {
  const records = TRUTHS[stream]?.(workspace);
  return records === undefined ? undefined : isoRecords(records);
}

function* isoRecords(records: Iterable<Fields>): Iterable<Fields> {
  for (const record of records) yield fieldsOf(withIsoTimes(record));
}

const TRUTHS: Record<string, Truth> = {
  admins: () => admins(DEFAULT_VERSION, true),
  teams: () => teams(DEFAULT_VERSION),
  tags: () => tags(DEFAULT_VERSION),
  segments: (workspace) => segments(workspace, 'contact', true).map(withUpdatedAt),
  company_segments: (workspace) => segments(workspace, 'company', true).map(withUpdatedAt),
  contact_attributes: (workspace) =>
    dataAttributes(workspace, 'contact', false, DEFAULT_VERSION).map(withHash),
  company_attributes: (workspace) =>
    dataAttributes(workspace, 'company', false, DEFAULT_VERSION).map(withHash),
  contacts,
  companies,
  conversations,
  conversation_parts,
  contact_events,
};

const withUpdatedAt = (segment: Fields): Fields => ({
  ...segment,
  updated_at: segment['updated_at'] ?? segment['created_at'],
});
const withHash = (attribute: Fields): Fields => ({ ...attribute, _sdc_record_hash: recordHash(attribute) });

function* active(table: { size: number; row(index: number): { status: number } }): Iterable<number> {
  for (let index = 0; index < table.size; index++) if (table.row(index).status === STATUS.active) yield index;
}

function* contacts(workspace: Workspace): Iterable<Fields> {
  for (const index of active(workspace.contacts)) {
    const row = workspace.contacts.row(index);
    const record = contactRecord(workspace, index, row, DEFAULT_VERSION);
    const notes = noteItems(index, row.notes);
    record['notes'] = { ...fieldsOf(record['notes']), data: notes, has_more: false };
    for (const consent of CONSENTS) {
      const name = consent === 'opt_in' ? 'opted_in_subscription_types' : 'opted_out_subscription_types';
      const data = subscriptionItems(workspace, index, consent);
      record[name] = { ...fieldsOf(record[name]), data, has_more: false };
    }
    setList(record, 'tags', tagItems(workspace, index, row.tags));
    setList(record, 'companies', companyItems(workspace, index, row.companies));
    yield record;
  }
}

function* companies(workspace: Workspace): Iterable<Fields> {
  for (const index of active(workspace.companies)) {
    const record = companyRecord(workspace, index, workspace.companies.row(index), DEFAULT_VERSION);
    for (const name of ['tags', 'segments']) setList(record, name, fieldsOf(record[name])[name]);
    yield record;
  }
}

function* conversations(workspace: Workspace): Iterable<Fields> {
  for (const index of active(workspace.conversations)) {
    const record = conversationRecord(workspace, index, workspace.conversations.row(index), DEFAULT_VERSION);
    for (const name of ['tags', 'contacts']) setList(record, name, fieldsOf(record[name])[name]);
    yield record;
  }
}

function* conversation_parts(workspace: Workspace): Iterable<Fields> {
  for (const index of active(workspace.conversations)) {
    const row = workspace.conversations.row(index);
    const { id } = conversationRecord(workspace, index, row, DEFAULT_VERSION);
    const parts = partList(workspace, index, row, DEFAULT_VERSION, true);
    for (const part of parts.conversation_parts)
      yield {
        ...part,
        conversation_id: id,
        conversation_created_at: row.created_at,
        conversation_updated_at: row.updated_at,
        conversation_total_parts: parts.total_count,
      };
  }
}

function* contact_events(workspace: Workspace): Iterable<Fields> {
  const now = Math.floor(Date.now() / 1000);
  for (const index of active(workspace.contacts)) yield* contactEvents(workspace, index, now);
}

/** Puts a plain list in the place of a wrapped one; an empty list leaves no key. */
function setList(record: Fields, name: string, list: unknown): void {
  if (!Array.isArray(list) || list.length === 0) delete record[name];
  else record[name] = list;
}
