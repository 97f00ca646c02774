// The account's companies: a hundred calls an hour on most plans, and no key that would make creating one harmless to repeat.
import type { Row } from '../../../core/protocol/messages.ts';
import { PAGE, type BrevoClient } from '../../../vendors/brevo.ts';
import { inPath, read, send, type Call } from './calls.ts';

/** A company as the account has it. */
export interface Company {
  /** 24 hexadecimal digits. */
  id: string;
  attributes: Row;
  linkedContactsIds: number[];
}

/** An attribute of companies; values go under `internalName`. */
export interface CompanyAttribute {
  label: string;
  internalName: string;
  attributeTypeName: string;
}

/** What may be said of a company: https://developers.brevo.com/reference/create-a-company */
export interface CompanyBody {
  name?: string;
  attributes?: Row;
  /** Brevo's ids. When updating, they replace the links there are. */
  linkedContactsIds?: number[];
}

/** Types of company attributes that can be created. */
export type CompanyAttributeType = 'text' | 'number' | 'date' | 'boolean';

// What finds no room in the hour is left for the next run rather than waited for.
const MAX_WAIT_MS = 5000;

const ask = (call: Call): Call => ({ ...call, maxWaitMs: MAX_WAIT_MS });

/** Companies, in pages; all, or those with a value in an attribute: https://developers.brevo.com/reference/get-all-companies */
export async function* readCompanies(
  api: BrevoClient,
  where: { attribute: string; value: string } | undefined,
): AsyncGenerator<Company> {
  const filter = where ? { [`filters[attributes.${where.attribute}]`]: where.value } : {};
  for (let page = 1; ; page += 1) {
    const query = { ...filter, page, limit: PAGE.companies };
    const { items = [] } = await read<{ items?: Company[] }>(
      api,
      ask({ method: 'GET', path: '/companies', query }),
    );
    yield* items;
    if (items.length < PAGE.companies) return;
  }
}

/**
 * Creates a company, always a new one, and gives its id.
 * @throws ApiError `ambiguous` where it may have been created: look for it before trying again
 */
export async function createCompany(api: BrevoClient, body: CompanyBody): Promise<string> {
  const call = ask({ method: 'POST', path: '/companies', body, repeat: false });
  return (await read<{ id: string }>(api, call)).id;
}

/** https://developers.brevo.com/reference/update-a-company */
export async function updateCompany(api: BrevoClient, id: string, body: CompanyBody): Promise<void> {
  await send(api, ask({ method: 'PATCH', path: `/companies/${inPath(id)}`, route: '/companies/{id}', body }));
}

/** Links contacts, by Brevo's ids, and unlinks others: https://developers.brevo.com/reference/link-and-unlink-company-with-contact-and-deal */
export async function linkCompany(
  api: BrevoClient,
  id: string,
  links: { linkContactIds?: number[]; unlinkContactIds?: number[] },
): Promise<void> {
  const route = '/companies/link-unlink/{id}';
  await send(api, ask({ method: 'PATCH', path: route.replace('{id}', inPath(id)), route, body: links }));
}

/** https://developers.brevo.com/reference/get-company-attributes */
export function readCompanyAttributes(api: BrevoClient): Promise<CompanyAttribute[]> {
  return read(api, ask({ method: 'GET', path: '/crm/attributes/companies' }));
}

/** Creates an attribute of companies. @throws ApiError 400 for one that exists already */
export async function createCompanyAttribute(
  api: BrevoClient,
  label: string,
  attributeType: CompanyAttributeType,
): Promise<void> {
  const body = { label, attributeType, objectType: 'companies' };
  await send(api, ask({ method: 'POST', path: '/crm/attributes', body }));
}
