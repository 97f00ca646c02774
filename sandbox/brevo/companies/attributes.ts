// Attributes of companies: their definitions and the values they take.
import { isFields } from '../../json.ts';
import defaults from '../data/company-attributes.json' with { type: 'json' };
import { invalid, Problem } from '../problem.ts';

/** One definition, as GET /crm/attributes/companies shows it. */
export interface CompanyAttribute {
  label: string;
  /** The name that `attributes` of a company uses. */
  internalName: string;
  attributeTypeName: string;
  attributeOptions: { key: string; value: string }[];
  isRequired: boolean;
}

const TYPES = ['text', 'user', 'number', 'single-select', 'date', 'boolean', 'multi-choice'];
const MAX_LABEL = 50;

/** The attributes companies have from the start. */
export function defaultCompanyAttributes(): CompanyAttribute[] {
  return defaults.map((attribute) => ({ attributeOptions: [], isRequired: false, ...attribute }));
}

/** Reads the body of POST /crm/attributes; throws Problem 400. */
export function newCompanyAttribute(known: readonly CompanyAttribute[], body: unknown): CompanyAttribute {
  const { label, attributeType, objectType, optionsLabels = [] } = isFields(body) ? body : {};
  if (objectType !== 'companies') throw invalid('objectType should be companies');
  if (typeof label !== 'string' || label === '')
    throw new Problem(400, 'missing_parameter', 'label is missing');
  if (label.length > MAX_LABEL) throw invalid(`label exceeds ${MAX_LABEL} characters`);
  const attributeTypeName = TYPES.find((type) => type === attributeType);
  if (attributeTypeName === undefined) throw invalid('attributeType is invalid');
  const internalName = label.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  if (known.some((attribute) => attribute.internalName === internalName))
    throw invalid('Attribute already exists');
  if (!Array.isArray(optionsLabels)) throw invalid('optionsLabels should be an array');
  const attributeOptions = optionsLabels.map((value, n) => ({ key: `label_${n + 1}`, value: String(value) }));
  return { label, internalName, attributeTypeName, attributeOptions, isRequired: false };
}

/** Whether an attribute keeps a value; what it does not keep is dropped without a word. */
export function keepsValue(
  { attributeTypeName: type, attributeOptions }: CompanyAttribute,
  value: unknown,
): boolean {
  const isOption = (one: unknown): boolean =>
    attributeOptions.some((option) => option.key === one || option.value === one);
  if (type === 'number') return typeof value === 'number';
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'single-select') return isOption(value);
  if (type === 'multi-choice') return Array.isArray(value) && value.every(isOption);
  if (type === 'date') return typeof value === 'string' && !Number.isNaN(Date.parse(value));
  return typeof value === 'string';
}
