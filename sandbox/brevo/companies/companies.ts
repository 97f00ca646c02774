// Companies: no two requests ever mean the same one unless they name its id.
import { fieldsOf, isFields, type Fields } from '../../json.ts';
import { invalid, missing, Problem } from '../problem.ts';
import { numberList } from '../request.ts';
import {
  defaultCompanyAttributes,
  keepsValue,
  newCompanyAttribute,
  type CompanyAttribute,
} from './attributes.ts';

/** A company as the account keeps it. */
export interface Company {
  id: string;
  attributes: Fields;
  linkedContactsIds: number[];
  linkedDealsIds: string[];
  /** Epoch milliseconds. */
  createdAt: number;
  modifiedAt: number;
}

const FIRST_ID = 0x65f0000000;

/** The companies of an account and their attributes. */
export class Companies {
  readonly #byId = new Map<string, Company>();
  readonly #attributes = defaultCompanyAttributes();
  #created = 0;

  /** Oldest first. */
  all(): Company[] {
    return [...this.#byId.values()];
  }

  attributes(): CompanyAttribute[] {
    return this.#attributes;
  }

  /** Throws Problem 400. */
  createAttribute(body: unknown): CompanyAttribute {
    const attribute = newCompanyAttribute(this.#attributes, body);
    this.#attributes.push(attribute);
    return attribute;
  }

  /** Throws Problem 404. */
  get(id: string): Company {
    const company = this.#byId.get(id);
    if (company === undefined) throw missing('Company not found');
    return company;
  }

  /** Always a new company, whatever its name. Throws Problem 400. */
  create(body: unknown, now: number): Company {
    const { name } = fieldsOf(body);
    if (typeof name !== 'string' || name === '')
      throw new Problem(400, 'missing_parameter', 'name is missing');
    this.#created += 1;
    const id = `${FIRST_ID.toString(16)}${this.#created.toString(16).padStart(14, '0')}`;
    const company = {
      id,
      attributes: {},
      linkedContactsIds: [],
      linkedDealsIds: [],
      createdAt: now,
      modifiedAt: now,
    };
    this.#byId.set(id, this.#changed(company, fieldsOf(body), now));
    return this.get(id);
  }

  /** `linkedContactsIds` replaces the links there are. Throws Problem 400 or 404. */
  update(id: string, body: unknown, now: number): Company {
    this.#byId.set(id, this.#changed(this.get(id), fieldsOf(body), now));
    return this.get(id);
  }

  /** Throws Problem 400 or 404. */
  link(id: string, body: unknown, now: number): void {
    const company = this.get(id);
    const { linkContactIds, unlinkContactIds } = fieldsOf(body);
    const gone = numberList(unlinkContactIds, 'unlinkContactIds');
    const linked = [...company.linkedContactsIds, ...numberList(linkContactIds, 'linkContactIds')];
    const linkedContactsIds = [...new Set(linked)].filter((contact) => !gone.includes(contact));
    this.#byId.set(id, { ...company, linkedContactsIds, modifiedAt: now });
  }

  /** Throws Problem 404. */
  delete(id: string): void {
    this.#byId.delete(this.get(id).id);
  }

  #changed(company: Company, { name, attributes = {}, linkedContactsIds }: Fields, now: number): Company {
    if (!isFields(attributes)) throw invalid('attributes should be an object');
    const kept = Object.entries({ ...attributes, ...(name !== undefined && { name }) }).filter(
      ([key, value]) =>
        this.#attributes.some(
          (attribute) => attribute.internalName === key && (value === '' || keepsValue(attribute, value)),
        ),
    );
    const after = Object.entries({ ...company.attributes, ...Object.fromEntries(kept) });
    return {
      ...company,
      attributes: Object.fromEntries(after.filter(([, value]) => value !== '')),
      linkedContactsIds:
        linkedContactsIds === undefined
          ? company.linkedContactsIds
          : numberList(linkedContactsIds, 'linkedContactsIds'),
      modifiedAt: now,
    };
  }
}

/** The company in an answer of the API. */
export function companyRecord({ createdAt, modifiedAt, attributes, ...company }: Company): Fields {
  return {
    ...company,
    attributes: {
      ...attributes,
      created_at: new Date(createdAt).toISOString(),
      last_updated_at: new Date(modifiedAt).toISOString(),
    },
  };
}
