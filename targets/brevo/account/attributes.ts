// The account's contact attributes: reading, creating, and adding options.
import { ApiError } from '../../../core/errors.ts';
import type { BrevoClient } from '../../../vendors/brevo.ts';
import type { AttributeType } from '../model.ts';
import { inPath, read, send } from './calls.ts';

/** An attribute as the account has it. */
export interface AttributeOnAccount {
  /** In upper case. */
  name: string;
  /** normal, transactional, category, calculated or global; the last two count by themselves and take no values. */
  category: string;
  /** `category` for those of that category; undefined where the account tells of none, such as for `global`. */
  type: AttributeType | (string & {}) | undefined;
  /** What a multiple choice or a category offers, by label; empty for other types. */
  options: string[];
  /** Numbers of a category's options, in the order of `options`. */
  values: number[];
}

/** An attribute to create. `options` for a multiple choice or a category. */
export interface NewAttribute {
  name: string;
  type: AttributeType;
  options?: string[];
}

interface Shown {
  name: string;
  category: string;
  type?: string;
  enumeration?: { value: number; label: string }[];
  multiCategoryOptions?: string[];
}

/** Every attribute: https://developers.brevo.com/reference/get-attributes */
export async function readAttributes(api: BrevoClient): Promise<AttributeOnAccount[]> {
  const call = { method: 'GET', path: '/contacts/attributes' } as const;
  const { attributes = [] } = await read<{ attributes?: Shown[] }>(api, call);
  return attributes.map(({ name, category, type, enumeration = [], multiCategoryOptions = [] }) => ({
    name,
    category,
    type: category === 'category' ? 'category' : type,
    options: category === 'category' ? enumeration.map(({ label }) => label) : multiCategoryOptions,
    values: enumeration.map(({ value }) => value),
  }));
}

/**
 * Creates an attribute: https://developers.brevo.com/reference/create-attribute. One of that name and type
 * that is there already, as after a lost answer, will do.
 * @throws ApiError
 */
export async function createAttribute(api: BrevoClient, attribute: NewAttribute): Promise<void> {
  const { name, type, options = [] } = attribute;
  try {
    await send(api, { method: 'POST', ...addressOf(name, type), body: definition(type, options) });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    const existing = (await readAttributes(api)).find((one) => one.name === name.toUpperCase());
    if (existing?.type !== type) throw error;
    if (options.length > 0) await extendOptions(api, existing, options);
  }
}

/** Makes a multiple choice or a category offer these options too: https://developers.brevo.com/reference/update-attribute */
export async function extendOptions(
  api: BrevoClient,
  attribute: Pick<AttributeOnAccount, 'name' | 'type' | 'options' | 'values'>,
  options: readonly string[],
): Promise<void> {
  const { name, type } = attribute;
  // Whether the options are added or replace those there are is not documented: all of them serve both.
  const union = [...new Set([...attribute.options, ...options])];
  if (union.length === attribute.options.length) return;
  const isCategory = type === 'category';
  const body = isCategory ? { enumeration: numbered(union, attribute.values) } : choices(union);
  await send(api, {
    method: 'PUT',
    ...addressOf(name, isCategory ? 'category' : 'multiple-choice'),
    body,
  });
}

function addressOf(name: string, type: AttributeType): { path: string; route: string } {
  const category = type === 'category' ? 'category' : 'normal';
  const base = `/contacts/attributes/${category}`;
  return { path: `${base}/${inPath(name)}`, route: `${base}/{name}` };
}

function definition(type: AttributeType, options: readonly string[]): Record<string, unknown> {
  if (type === 'category') return { type, enumeration: numbered(options, []) };
  return type === 'multiple-choice' ? { type, ...choices(options) } : { type };
}

const choices = (options: readonly string[]): Record<string, unknown> => ({
  multiCategoryOptions: [...options],
});

// Options keep their numbers; new ones go on from the highest.
function numbered(options: readonly string[], values: readonly number[]): { value: number; label: string }[] {
  const highest = Math.max(0, ...values);
  return options.map((label, n) => ({ value: values[n] ?? highest + n - values.length + 1, label }));
}
