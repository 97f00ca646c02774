// Contact attributes: their definitions, the types each category allows, and how many there may be.
import { fieldsOf, isFields, type Fields } from '../json.ts';
import defaults from './data/attributes.json' with { type: 'json' };
import { invalid, missing, Problem } from './problem.ts';

/** One definition, as GET /contacts/attributes shows it. */
export interface Attribute {
  name: string;
  category: string;
  /** Absent where the category says it all. */
  type?: string;
  enumeration?: { value: number; label: string }[];
  multiCategoryOptions?: string[];
  calculatedValue?: string;
}

const QUOTA = 200;
const MAX_OPTION = 200;

const TYPES: Record<string, readonly string[]> = {
  normal: ['text', 'date', 'float', 'boolean', 'multiple-choice', 'user'],
  transactional: ['text', 'date', 'float', 'boolean', 'id'],
  category: ['category'],
  calculated: [],
  global: [],
};

/** The definitions of an account by name. */
export class Attributes {
  readonly #byName = new Map(defaults.map((attribute): [string, Attribute] => [attribute.name, attribute]));

  all(): Attribute[] {
    return [...this.#byName.values()];
  }

  /** By its exact name; names in lower case are those of no attribute. */
  get(name: string): Attribute | undefined {
    return this.#byName.get(name);
  }

  /** Adds a definition under the name in upper case; throws Problem 400. */
  create(category: string, name: string, body: unknown): void {
    const upper = name.toUpperCase();
    if (!/^[A-Z0-9_-]+$/.test(upper)) throw invalid('Attribute name is not valid');
    if (this.#byName.has(upper)) throw invalid('Attribute name must be unique');
    if (this.all().filter((attribute) => attribute.category !== 'global').length >= QUOTA)
      throw new Problem(400, 'out_of_range', `An account has at most ${QUOTA} contact attributes`);
    this.#byName.set(upper, { name: upper, category, ...definition(category, fieldsOf(body)) });
  }

  /** Adds options of a multiple choice, or replaces enumeration or formula; throws Problem 400 or 404. */
  update(category: string, name: string, body: unknown): void {
    const attribute = this.#named(category, name);
    const { enumeration, multiCategoryOptions, value } = fieldsOf(body);
    if (category === 'category') attribute.enumeration = readEnumeration(enumeration);
    else if (category === 'normal' && attribute.type === 'multiple-choice')
      attribute.multiCategoryOptions = union(
        attribute.multiCategoryOptions,
        readOptions(multiCategoryOptions),
      );
    else if ((category === 'calculated' || category === 'global') && typeof value === 'string')
      attribute.calculatedValue = value;
    else throw invalid('Nothing of this attribute can be updated');
  }

  /** Throws Problem 404. */
  delete(category: string, name: string): void {
    this.#byName.delete(this.#named(category, name).name);
  }

  /** Removes one option of a multiple choice; throws Problem 404. */
  deleteOption(name: string, option: string): void {
    const attribute = this.#named('normal', name);
    const options = attribute.multiCategoryOptions ?? [];
    if (!options.includes(option)) throw missing('Attribute option not found');
    attribute.multiCategoryOptions = options.filter((one) => one !== option);
  }

  #named(category: string, name: string): Attribute {
    const attribute = this.#byName.get(name);
    if (attribute?.category !== category) throw missing('Attribute not found');
    const own = { ...attribute };
    this.#byName.set(name, own);
    return own;
  }
}

function definition(category: string, body: Fields): Partial<Attribute> {
  const types = TYPES[category];
  if (types === undefined) throw invalid('Attribute category is not valid');
  if (category === 'category') return { enumeration: readEnumeration(body['enumeration']) };
  if (types.length === 0) {
    if (typeof body['value'] !== 'string') throw new Problem(400, 'missing_parameter', 'value is missing');
    return { calculatedValue: body['value'] };
  }
  const type = types.find((allowed) => allowed === body['type']);
  if (type === undefined) throw invalid(`Attribute type is not valid for category ${category}`);
  if (type !== 'multiple-choice') return { type };
  return { type, multiCategoryOptions: union([], readOptions(body['multiCategoryOptions'])) };
}

function readEnumeration(value: unknown): { value: number; label: string }[] {
  if (!Array.isArray(value)) throw new Problem(400, 'missing_parameter', 'enumeration is missing');
  return value.map((option: unknown) => {
    const { value: number, label } = isFields(option) ? option : {};
    if (typeof label !== 'string' || typeof number !== 'number' || !Number.isInteger(number))
      throw invalid('enumeration should have values and labels');
    return { value: number, label };
  });
}

function readOptions(value: unknown): string[] {
  if (!Array.isArray(value)) throw new Problem(400, 'missing_parameter', 'multiCategoryOptions is missing');
  return value.map((option: unknown) => {
    if (typeof option !== 'string' || option === '' || option.length > MAX_OPTION)
      throw invalid(`multiCategoryOptions should be texts of up to ${MAX_OPTION} characters`);
    return option;
  });
}

const union = (before: string[] = [], added: string[]): string[] => [...new Set([...before, ...added])];
