// What the account lacks for a mapping, and where the two do not go together.
import { QUOTA } from '../../../vendors/brevo.ts';
import type { AttributeOnAccount, NewAttribute } from '../account/attributes.ts';
import type { AttributeType } from '../model.ts';
import type { Fields } from './fields.ts';
import type { AttributeMapping, Mapping } from './mapping.ts';

const TYPES = ['text', 'float', 'boolean', 'date', 'category', 'multiple-choice'] as const;
const MAX_OPTION = 200;

/** What has to be done before the first write, and why it must not be. */
export interface AttributePlan {
  create: NewAttribute[];
  /** Names of those that will be made once a row tells their type. */
  untyped: string[];
  /** Options that multiple choices lack. */
  extend: { attribute: AttributeOnAccount; options: string[] }[];
  /** Reasons to refuse, each naming an attribute. */
  problems: string[];
  /** Type of each attribute by its name; one that no row has had a value of is not among them. */
  types: Map<string, AttributeType>;
}

/** What decides besides mapping and account. */
export interface AttributePlanOptions {
  /** Whether missing attributes may be created. */
  create: boolean;
  /** What rows told of types. */
  fields?: Fields;
  /** Options of multiple choices that are needed, by attribute; those with an allow-list need none here. */
  options?: ReadonlyMap<string, Iterable<string>>;
}

/** Compares `mapping`, its wildcards made attributes already, with what the account has. Asks nobody. */
export function planAttributes(
  mapping: Pick<Mapping, 'attributes'>,
  account: readonly AttributeOnAccount[],
  options: AttributePlanOptions,
): AttributePlan {
  const plan: AttributePlan = { create: [], untyped: [], extend: [], problems: [], types: new Map() };
  const existing = new Map(account.map((attribute) => [attribute.name, attribute]));
  for (const one of mapping.attributes) {
    const attribute = existing.get(one.name);
    if (attribute) fit(one, attribute, options, plan);
    else add(one, options, plan);
  }
  const count = account.filter(({ category }) => category !== 'global').length + plan.create.length;
  if (plan.create.length > 0 && count > QUOTA.attributes)
    plan.problems.push(
      `the account would have ${count} attributes, and Brevo allows ${QUOTA.attributes}: map fewer, or delete some there`,
    );
  return plan;
}

/** For an attribute that the account has. */
function fit(
  one: AttributeMapping,
  attribute: AttributeOnAccount,
  options: AttributePlanOptions,
  plan: AttributePlan,
): void {
  const { name, category } = attribute;
  const type = TYPES.find((known) => known === attribute.type);
  if (category !== 'normal' && category !== 'category') {
    plan.problems.push(`${name} is of the category ${category} at Brevo, which takes no values of contacts`);
  } else if (type === undefined) {
    plan.problems.push(`${name} has the type ${attribute.type} at Brevo, which cannot be written`);
  } else if (one.type !== undefined && one.type !== type) {
    plan.problems.push(
      `${name} is ${type} at Brevo, and "${one.text}" is ${one.type}: Brevo would ignore it; map it to another attribute, or with another type or converter`,
    );
  } else {
    plan.types.set(name, type);
    if (type !== 'multiple-choice') return;
    const missing = needed(one, options, plan).filter((option) => !attribute.options.includes(option));
    if (missing.length > 0) plan.extend.push({ attribute, options: missing });
  }
}

/** For an attribute that the account lacks. */
function add(one: AttributeMapping, options: AttributePlanOptions, plan: AttributePlan): void {
  const { name } = one;
  const told = one.type ?? options.fields?.typeOf(one);
  if (!options.create) {
    plan.problems.push(
      `${name} (${told ?? 'text'}) is missing at Brevo: create it there, or set create_attributes to true`,
    );
  } else if (told === 'category') {
    plan.problems.push(`${name} is missing at Brevo: a category has to be created there, with its options`);
  } else if (told === undefined && 'path' in one.source) {
    plan.untyped.push(name);
  } else {
    const type = told ?? 'text';
    plan.types.set(name, type);
    const choices = type === 'multiple-choice' ? { options: needed(one, options, plan) } : {};
    plan.create.push({ name, type, ...choices });
  }
}

function needed(one: AttributeMapping, options: AttributePlanOptions, plan: AttributePlan): string[] {
  const all = [...new Set(one.only ?? options.options?.get(one.name) ?? [])];
  const long = one.only?.find((option) => option.length > MAX_OPTION);
  if (long !== undefined)
    plan.problems.push(`${one.name} cannot have an option of more than ${MAX_OPTION} characters: "${long}"`);
  return all.filter((option) => option !== '' && option.length <= MAX_OPTION);
}
