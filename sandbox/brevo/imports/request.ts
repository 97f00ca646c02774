// The body of POST /contacts/import, checked.
import { fieldsOf, isFields, type Fields } from '../../json.ts';
import type { Account } from '../account.ts';
import { invalid, Problem } from '../problem.ts';
import { numberList } from '../request.ts';
import type { ContactImport } from './contacts.ts';
import { parseCsv } from './csv.ts';

const MAX_BYTES = 10 * 1024 * 1024;
const SOURCES = ['fileBody', 'fileUrl', 'jsonBody'];

/** Reads what to import, and creates the list it asks for. Throws Problem 400. */
export function readImport(account: Account, body: Fields, bytes: number, now: number): ContactImport {
  const [source, ...more] = SOURCES.filter((name) => body[name] !== undefined);
  if (source === undefined || more.length > 0)
    throw new Problem(400, 'missing_parameter', `Exactly one of ${SOURCES.join(', ')} is required`);
  if (bytes > MAX_BYTES) throw new Problem(400, 'out_of_range', `${source} exceeds 10 MB`);
  const csv = source !== 'jsonBody';
  const rows = csv ? csvRows(body['fileBody']) : jsonRows(body['jsonBody']);
  return {
    rows,
    csv,
    listIds: listsOf(account, body, now),
    updateExisting: body['updateExistingContacts'] !== false,
    emptyClears: body['emptyContactsAttributes'] === true,
    emailBlacklist: body['emailBlacklist'] === true,
    smsBlacklist: body['smsBlacklist'] === true,
  };
}

function listsOf(account: Account, body: Fields, now: number): number[] {
  const listIds = numberList(body['listIds'], 'listIds');
  for (const id of listIds) if (!account.lists.has(id)) throw invalid(`List ID ${id} does not exist`);
  if (!isFields(body['newList'])) {
    if (listIds.length === 0) throw new Problem(400, 'missing_parameter', 'listIds is missing');
    return listIds;
  }
  const { listName, folderId } = body['newList'];
  return [...listIds, account.lists.createList(listName, folderId, now).id];
}

function csvRows(text: unknown): Fields[] {
  if (typeof text !== 'string') throw invalid('Only fileBody and jsonBody can be read');
  const [header = [], ...rows] = parseCsv(text);
  const names = header.map((name) => (name.trim().toLowerCase() === 'email' ? 'EMAIL' : name.trim()));
  return rows.map((cells) => Object.fromEntries(names.map((name, n) => [name, cells[n] ?? ''])));
}

function jsonRows(rows: unknown): Fields[] {
  if (!Array.isArray(rows)) throw invalid('jsonBody should be an array');
  return rows.map((row: unknown) => {
    const { email, attributes } = fieldsOf(row);
    return { ...(email !== undefined && { EMAIL: email }), ...fieldsOf(attributes) };
  });
}
