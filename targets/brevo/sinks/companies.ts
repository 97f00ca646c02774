// Creates, updates and links companies in Brevo's CRM, as far as the hour's requests go; the rest waits for the next run.
import { ApiError } from '../../../core/errors.ts';
import type { Log } from '../../../core/log.ts';
import type { BrevoAccount } from '../account/account.ts';
import type { Company, CompanyAttribute } from '../account/companies.ts';
import type { Rejects } from '../rejects.ts';
import type { CompanyAtBrevo } from '../replica/companies.ts';
import type { Replica } from '../replica/replica.ts';
import {
  isChanged,
  KEY_ATTRIBUTE,
  linksOf,
  sentOf,
  wantedCompanies,
  type WantedCompany,
} from './company-rows.ts';
import { refusal, rejectOf } from './refusals.ts';

/** What sending companies works with. */
export interface CompanyDeps {
  account: Pick<
    BrevoAccount,
    | 'companies'
    | 'createCompany'
    | 'updateCompany'
    | 'linkCompany'
    | 'companyAttributes'
    | 'createCompanyAttribute'
    | 'getContact'
    | 'left'
  >;
  replica: Replica;
  rejects: Rejects;
  log: Log;
  signal: AbortSignal;
  /** Stream of the companies. */
  stream: string;
}

/** What became of the companies. */
export interface CompanyCounts {
  created: number;
  updated: number;
  linked: number;
  rejected: number;
  /** Not done for want of requests: done next time. */
  deferred: number;
}

/** Requests that are left for whatever else shares the hour's budget, the start of the next run among it. */
const RESERVE = 10;
/** An account with more companies than this is not read through: each one is looked for before it is created. */
const READ = 1000;
const NOTE = 'companies';

/**
 * Makes Brevo's companies agree with the replica. None is ever created twice: its key is in an attribute, and
 * where it is not certain that Brevo lacks it, it is looked for first.
 * @throws AuthError, ApiError and ExpectedError
 */
export async function sendCompanies(deps: CompanyDeps): Promise<CompanyCounts> {
  const counts: CompanyCounts = { created: 0, updated: 0, linked: 0, rejected: 0, deferred: 0 };
  const sender = new CompanySender(deps, counts);
  const known = await sender.prepare();
  for (const wanted of wantedCompanies(deps.replica, deps.stream, known ?? [])) {
    if (deps.signal.aborted) break;
    if (known === undefined) counts.deferred += sender.isDue(wanted) ? 1 : 0;
    else await sender.send(wanted);
  }
  if (counts.deferred > 0)
    deps.log.warn(
      { stream: deps.stream },
      `${counts.deferred} companies are deferred to the next run: Brevo takes about 100 such requests an hour`,
    );
  return counts;
}

function hasKeyAttribute(attributes: readonly CompanyAttribute[]): boolean {
  return attributes.some(({ internalName }) => internalName === KEY_ATTRIBUTE);
}

class CompanySender {
  readonly #deps: CompanyDeps;
  readonly #counts: CompanyCounts;
  #isSpent = false;
  /** Whether the replica knows of every company that has a key. */
  #isComplete = false;

  constructor(deps: CompanyDeps, counts: CompanyCounts) {
    this.#deps = deps;
    this.#counts = counts;
  }

  /** The account's attributes of companies, that of the key among them; undefined where the budget is spent already. */
  async prepare(): Promise<CompanyAttribute[] | undefined> {
    const { account, replica } = this.#deps;
    return this.#within(async () => {
      let known = await account.companyAttributes();
      if (!hasKeyAttribute(known)) {
        // After an answer that was lost, Brevo refuses the second try: what counts is that it is there.
        const failure = await account.createCompanyAttribute(KEY_ATTRIBUTE, 'text').catch(refusal);
        known = await account.companyAttributes();
        if (failure && !hasKeyAttribute(known)) throw failure;
      }
      if (replica.meta(NOTE) === undefined) await this.#readAll();
      this.#isComplete = replica.meta(NOTE) === 'all';
      return known;
    });
  }

  /** Whether anything is to be done. */
  isDue(wanted: WantedCompany): boolean {
    const before = this.#deps.replica.company(wanted.key);
    return before?.id === undefined || isChanged(wanted, before) || linksOf(wanted, before).length > 0;
  }

  async send(wanted: WantedCompany): Promise<void> {
    if (!this.isDue(wanted)) return;
    const { account, rejects, stream } = this.#deps;
    const isShort = this.#isSpent || (account.left('rest') ?? Infinity) <= RESERVE;
    const record = { stream, key: wanted.key };
    try {
      const done = isShort ? undefined : await this.#within(() => this.#bring(wanted));
      if (done === undefined) this.#counts.deferred += 1;
      else rejects.settle(record);
    } catch (error) {
      const failure = refusal(error);
      // Gone at Brevo: to be created anew, next time.
      if (failure.status === 404) return this.#forget(wanted);
      await rejects.add([rejectOf(record, failure, { name: wanted.name, attributes: wanted.attributes })]);
      this.#counts.rejected += 1;
    }
  }

  async #bring(wanted: WantedCompany): Promise<true> {
    const before = await this.#known(wanted.key);
    if (before?.id === undefined) await this.#create(wanted);
    else await this.#update(wanted, { ...before, id: before.id });
    return true;
  }

  /** What Brevo has of a company; looked for where the replica cannot say. */
  async #known(key: string): Promise<CompanyAtBrevo | undefined> {
    const before = this.#deps.replica.company(key);
    if (before?.id !== undefined || (before === undefined && this.#isComplete)) return before;
    for await (const company of this.#deps.account.companies({ attribute: KEY_ATTRIBUTE, value: key }))
      return this.#note(key, { id: company.id, attributes: {}, contacts: [] });
    return undefined;
  }

  async #create(wanted: WantedCompany): Promise<void> {
    const { key, name, attributes, contacts } = wanted;
    const ids = await this.#idsOf(contacts);
    // Without an id: should the answer be lost, the next run looks for it.
    this.#note(key, { attributes: {}, contacts: [] });
    const linkedContactsIds = [...ids.values()];
    const id = await this.#deps.account.createCompany({
      name,
      attributes,
      ...(linkedContactsIds.length > 0 && { linkedContactsIds }),
    });
    this.#note(key, { id, attributes: sentOf(wanted), contacts: [...ids.keys()] });
    this.#counts.created += 1;
  }

  async #update(wanted: WantedCompany, before: CompanyAtBrevo & { id: string }): Promise<void> {
    const { key, name, attributes } = wanted;
    let now = before;
    if (isChanged(wanted, before)) {
      const cleared = Object.keys(before.attributes).filter((one) => one !== 'name' && !(one in attributes));
      const clearing = Object.fromEntries(cleared.map((one) => [one, '']));
      await this.#deps.account.updateCompany(before.id, { name, attributes: { ...clearing, ...attributes } });
      now = { ...before, attributes: sentOf(wanted) };
      this.#note(key, now);
      this.#counts.updated += 1;
    }
    if (linksOf(wanted, before).length > 0) await this.#link(wanted, now);
  }

  async #link(wanted: WantedCompany, now: CompanyAtBrevo & { id: string }): Promise<void> {
    const joining = await this.#idsOf(wanted.contacts.filter((contact) => !now.contacts.includes(contact)));
    const left = now.contacts.filter((contact) => !wanted.contacts.includes(contact));
    const leaving = await this.#idsOf(left);
    if (joining.size + leaving.size > 0)
      await this.#deps.account.linkCompany(now.id, {
        linkContactIds: [...joining.values()],
        unlinkContactIds: [...leaving.values()],
      });
    const stayed = now.contacts.filter((contact) => !left.includes(contact));
    this.#note(wanted.key, { ...now, contacts: [...stayed, ...joining.keys()].toSorted() });
    this.#counts.linked += 1;
  }

  /** Brevo's ids of contacts, which links need; those that are gone there are left out. */
  async #idsOf(contacts: readonly string[]): Promise<Map<string, number>> {
    const ids = new Map<string, number>();
    for (const contact of contacts) {
      const extId = this.#deps.replica.confirmed(contact)?.extId;
      const found = extId === undefined ? undefined : await this.#deps.account.getContact(extId);
      if (found) ids.set(contact, found.id);
    }
    return ids;
  }

  /** Learns of the companies that an earlier life of this replica created. */
  async #readAll(): Promise<void> {
    const { account, replica } = this.#deps;
    const found: Company[] = [];
    for await (const company of account.companies()) {
      if (found.length === READ) return;
      found.push(company);
    }
    replica.begin();
    for (const { id, attributes } of found) {
      const key = attributes[KEY_ATTRIBUTE];
      if (typeof key === 'string' && key !== '')
        replica.setCompany(key, { id, attributes: {}, contacts: [] });
    }
    replica.setMeta(NOTE, 'all');
    replica.commit();
  }

  #note(key: string, company: CompanyAtBrevo): CompanyAtBrevo {
    const { replica } = this.#deps;
    replica.begin();
    replica.setCompany(key, company);
    replica.commit();
    return company;
  }

  #forget({ key }: WantedCompany): void {
    const { replica } = this.#deps;
    replica.begin();
    replica.setCompany(key, undefined);
    replica.commit();
    this.#counts.deferred += 1;
  }

  /** What `step` gives; undefined once the hour's requests are used up, or an answer was lost. */
  async #within<T>(step: () => Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof ApiError) || !(error.status === 429 || error.ambiguous)) throw error;
      this.#isSpent = error.status === 429;
      return undefined;
    }
  }
}
