// The Brevo account as this target speaks to it: one method for each call it needs.
import { download } from '../../../core/http/download.ts';
import type { Log } from '../../../core/log.ts';
import type { Row } from '../../../core/protocol/messages.ts';
import { brevoClient, PAGE, type BrevoClient, type Connection, type Group } from '../../../vendors/brevo.ts';
import * as attributes from './attributes.ts';
import { inPath, pages, read, send, unlessMissing } from './calls.ts';
import * as companies from './companies.ts';
import { readEvents, sendEvents, type BatchOutcome, type EventBody } from './events.ts';
import * as imports from './imports.ts';
import * as lists from './lists.ts';
import type { Owner } from './owner.ts';

/** What an identifier in a path is: https://developers.brevo.com/reference/get-contact-info */
export type IdentifierType =
  | 'email_id'
  | 'contact_id'
  | 'ext_id'
  | 'phone_id'
  | 'whatsapp_id'
  | 'landline_number_id';

/** A contact as the account has it; phones and EXT_ID are among the attributes. */
export interface ContactOnAccount {
  id: number;
  email?: string;
  emailBlacklisted: boolean;
  smsBlacklisted: boolean;
  listIds: number[];
  attributes: Row;
  /** ISO 8601. */
  createdAt: string;
  modifiedAt: string;
}

/** Which contacts to read. Times are ISO 8601 with milliseconds. */
export interface ContactQuery {
  modifiedSince?: string;
  createdSince?: string;
  /** A list's id. */
  listIds?: number;
}

// --test and start-up had better say that the hour's requests are used up than wait for an hour.
const ME_MAX_WAIT_MS = 10_000;

/**
 * Typed calls. All of them throw AuthError where the account does not let this target in, and ApiError where a
 * call is refused (`retryable: false`) or still fails after its tries (`retryable: true`).
 */
export class BrevoAccount {
  readonly #api: BrevoClient;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;

  constructor(connection: Connection, log: Log, signal?: AbortSignal) {
    this.#api = brevoClient(connection, log, signal);
    this.#timeoutMs = (connection.timeoutSeconds || 300) * 1000;
    this.#signal = signal;
  }

  /** The client below, for its counts. */
  get client(): BrevoClient['client'] {
    return this.#api.client;
  }

  /** The share of the fullest rate window that is used, 0 to 1. */
  get budgetUsed(): number {
    return Math.max(...Object.values(this.#api.budgets).map(({ used }) => used));
  }

  /** How many requests of a group may go now; undefined until its first answer told, Infinity where none limits it. */
  left(group: Group): number | undefined {
    return this.#api.budgets[group].left();
  }

  /** The limits of a group that answers have told of so far. */
  limits(group: Group): { limit: number; seconds: number }[] {
    return this.#api.budgets[group].limits;
  }

  /** Closes the connections. */
  close(): Promise<void> {
    return this.#api.client.close();
  }

  me(): Promise<Owner> {
    return read(this.#api, { method: 'GET', path: '/account', maxWaitMs: ME_MAX_WAIT_MS });
  }

  attributes(): Promise<attributes.AttributeOnAccount[]> {
    return attributes.readAttributes(this.#api);
  }

  createAttribute(attribute: attributes.NewAttribute): Promise<void> {
    return attributes.createAttribute(this.#api, attribute);
  }

  extendOptions(attribute: attributes.AttributeOnAccount, options: readonly string[]): Promise<void> {
    return attributes.extendOptions(this.#api, attribute, options);
  }

  lists(): Promise<lists.List[]> {
    return lists.readLists(this.#api);
  }

  folders(): Promise<lists.Folder[]> {
    return lists.readFolders(this.#api);
  }

  createList(name: string, folderId: number): Promise<number> {
    return lists.createList(this.#api, name, folderId);
  }

  deleteList(id: number): Promise<void> {
    return lists.deleteList(this.#api, id);
  }

  createFolder(name: string): Promise<number> {
    return lists.createFolder(this.#api, name);
  }

  addToList(list: number, extIds: readonly string[]): Promise<lists.Moved> {
    return lists.moveMembers(this.#api, 'add', list, extIds);
  }

  removeFromList(list: number, extIds: readonly string[]): Promise<lists.Moved> {
    return lists.moveMembers(this.#api, 'remove', list, extIds);
  }

  listMembers(list: number): AsyncGenerator<ContactOnAccount> {
    const route = '/contacts/lists/{id}/contacts';
    const path = route.replace('{id}', String(list));
    return pages(this.#api, { path, route, of: 'contacts', size: PAGE.members });
  }

  /** https://developers.brevo.com/reference/create-contact. The id is told where a contact was created, or `getId` asked for it. */
  async postContact(body: Row): Promise<{ created: boolean; id: number | undefined }> {
    const { status, body: answer } = await send(this.#api, { method: 'POST', path: '/contacts', body });
    return { created: status === 201, id: (answer as { id?: number } | undefined)?.id };
  }

  /** https://developers.brevo.com/reference/update-contact. @throws ApiError 404 for a contact that does not exist */
  async putContact(identifier: string, body: Row, type: IdentifierType = 'ext_id'): Promise<void> {
    await send(this.#api, { method: 'PUT', ...oneContact(identifier, type), body });
  }

  /** Undefined where there is none. */
  getContact(identifier: string, type: IdentifierType = 'ext_id'): Promise<ContactOnAccount | undefined> {
    return unlessMissing(read(this.#api, { method: 'GET', ...oneContact(identifier, type) }));
  }

  /** Whether there was one: after a lost answer it is gone all the same. */
  async deleteContact(identifier: string, type: IdentifierType = 'ext_id'): Promise<boolean> {
    const call = { method: 'DELETE', ...oneContact(identifier, type) } as const;
    return (await unlessMissing(send(this.#api, call))) !== undefined;
  }

  /** Contacts, oldest first: https://developers.brevo.com/reference/get-contacts */
  contacts(query: ContactQuery = {}): AsyncGenerator<ContactOnAccount> {
    return pages(this.#api, { path: '/contacts', of: 'contacts', size: PAGE.contacts, query: { ...query } });
  }

  /** A batch of events, by default at least once: sent again where its answer got lost. */
  sendEvents(
    events: readonly EventBody[],
    { repeat = true }: { repeat?: boolean } = {},
  ): Promise<BatchOutcome> {
    return sendEvents(this.#api, events, repeat);
  }

  /** Events of known contacts since then (ISO 8601). */
  events(startDate: string): ReturnType<typeof readEvents> {
    return readEvents(this.#api, startDate);
  }

  importContacts(body: imports.ImportBody): Promise<number> {
    return imports.startImport(this.#api, body);
  }

  process(id: number): Promise<imports.Process> {
    return imports.readProcess(this.#api, id);
  }

  newestProcesses(): Promise<imports.Process[]> {
    return imports.readNewestProcesses(this.#api);
  }

  /** The text of a file that a process names; the key does not go with the request. */
  csv(url: string): Promise<string> {
    const signal = this.#signal ? { signal: this.#signal } : {};
    return download({ url, what: 'file of a process', timeoutMs: this.#timeoutMs, ...signal });
  }

  companies(where?: { attribute: string; value: string }): AsyncGenerator<companies.Company> {
    return companies.readCompanies(this.#api, where);
  }

  createCompany(body: companies.CompanyBody): Promise<string> {
    return companies.createCompany(this.#api, body);
  }

  updateCompany(id: string, body: companies.CompanyBody): Promise<void> {
    return companies.updateCompany(this.#api, id, body);
  }

  linkCompany(id: string, links: Parameters<typeof companies.linkCompany>[2]): Promise<void> {
    return companies.linkCompany(this.#api, id, links);
  }

  companyAttributes(): Promise<companies.CompanyAttribute[]> {
    return companies.readCompanyAttributes(this.#api);
  }

  createCompanyAttribute(label: string, type: companies.CompanyAttributeType): Promise<void> {
    return companies.createCompanyAttribute(this.#api, label, type);
  }
}

// Without its type an ext_id of digits would be taken for a contact's id.
const oneContact = (identifier: string, identifierType: IdentifierType) => ({
  path: `/contacts/${inPath(identifier)}`,
  route: '/contacts/{identifier}',
  query: { identifierType },
});
