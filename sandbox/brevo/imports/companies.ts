// POST /companies/import: one company a row, told apart by Brevo's own ids alone.
import { fieldsOf, type Fields } from '../../json.ts';
import type { Account } from '../account.ts';
import { Problem } from '../problem.ts';
import { parseCsv } from './csv.ts';

/** The rows of an import and what to do with them. */
export interface CompanyImport {
  rows: Record<string, string>[];
  link: boolean;
  unlink: boolean;
  update: boolean;
  clear: boolean;
}

/** Reads the fields of the form; throws Problem 400. */
export function readCompanyImport(form: Fields): CompanyImport {
  const { file, mapping } = form;
  if (typeof file !== 'string') throw new Problem(400, 'missing_parameter', 'file is missing');
  const [header = [], ...rows] = parseCsv(file, file.split('\n')[0]?.includes(';') === true ? ';' : ',');
  const settings = readMapping(mapping);
  return {
    rows: rows.map((cells) => Object.fromEntries(header.map((name, n) => [name.trim(), cells[n] ?? '']))),
    link: settings['link_entities'] === true,
    unlink: settings['unlink_entities'] === true,
    update: settings['update_existing_records'] === true,
    clear: settings['unset_empty_attributes'] === true,
  };
}

function readMapping(mapping: unknown): Fields {
  try {
    return fieldsOf(JSON.parse(typeof mapping === 'string' ? mapping : '{}'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem(400, 'invalid_parameter', 'mapping should be JSON');
    throw error;
  }
}

/** Creates or updates the companies. */
export function importCompanies(account: Account, { rows, ...settings }: CompanyImport, now: number): void {
  const known = new Map(account.companies.all().map((company) => [company.id, company]));
  for (const { company_id = '', associated_contact = '', ...cells } of rows) {
    const attributes = attributesOf(account, cells, settings.clear);
    const existing = known.get(company_id);
    const { name } = attributes;
    if (existing === undefined && (typeof name !== 'string' || name === '')) continue;
    const company = existing ?? account.companies.create({ name }, now);
    if (existing === undefined || settings.update) account.companies.update(company.id, { attributes }, now);
    const contact = contactId(account, associated_contact);
    if (contact !== undefined && settings.link)
      account.companies.link(company.id, { linkContactIds: [contact] }, now);
    if (contact !== undefined && settings.unlink)
      account.companies.link(company.id, { unlinkContactIds: [contact] }, now);
  }
}

function attributesOf(account: Account, cells: Record<string, string>, clear: boolean): Fields {
  const attributes: Fields = {};
  for (const { internalName, label, attributeTypeName } of account.companies.attributes()) {
    const cell = cells[internalName] ?? cells[label];
    if (cell === undefined || (cell === '' && !clear)) continue;
    attributes[internalName] = attributeTypeName === 'number' && cell !== '' ? Number(cell) : cell;
  }
  return attributes;
}

function contactId(account: Account, text: string): number | undefined {
  const { current } = account.contacts;
  return (/^\d+$/.test(text) ? current.get(Number(text)) : current.owner('EMAIL', text.toLowerCase()))?.id;
}
