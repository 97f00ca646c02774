// The converters by name: what each makes of a value, and the type of attribute that it is for.
import { countryCode } from '../person/country.ts';
import { phoneNumber } from '../person/phone.ts';
import { epochSeconds } from '../../../core/time.ts';
import type { AttributeType, AttributeValue } from '../model.ts';
import { dayOf } from './day.ts';
import { splitName } from './person-names.ts';

/** Why a value cannot be sent; to be read after the attribute's name. */
export interface Failure {
  failure: string;
}

/** What else a converter may look at. */
export interface ConvertContext {
  /** Country of the contact, as its row has it: national phone numbers are read by it. */
  country?: unknown;
}

/** A value as Brevo takes it, null for an empty one, or why there is none. Never throws. */
export type Convert = (value: unknown, context: ConvertContext) => AttributeValue | null | Failure;

interface Converter {
  gives: AttributeType;
  convert: Convert;
}

const MAX_OPTION = 200;

/** The converters that a mapping may name. */
export const CONVERTERS: Record<string, Converter> = {
  text: { gives: 'text', convert: toText },
  lower: { gives: 'text', convert: ofText((text) => text.toLowerCase()) },
  join: { gives: 'text', convert: toText },
  json: { gives: 'text', convert: (value) => JSON.stringify(value) },
  full_name: { gives: 'text', convert: ofText((text) => text.trim().replace(/\s+/gu, ' ')) },
  first_name: { gives: 'text', convert: ofText((text) => splitName(text).first) },
  last_name: { gives: 'text', convert: ofText((text) => splitName(text).last) },
  e164: { gives: 'text', convert: toPhone },
  number: { gives: 'float', convert: (value) => strictNumber(parsedNumber(value)) },
  count: {
    gives: 'float',
    convert: (value) => (Array.isArray(value) ? value.length : failed(value, 'no array')),
  },
  seconds: { gives: 'float', convert: toSeconds },
  boolean: { gives: 'boolean', convert: parsedBoolean },
  day: { gives: 'date', convert: (value) => dayOf(value) ?? failed(value, 'no date') },
  list: { gives: 'multiple-choice', convert: toOptions },
};

/** What a type makes of a value where no converter is named: nothing is guessed. */
export const BY_TYPE: Record<AttributeType, Convert> = {
  text: toText,
  category: toText,
  float: strictNumber,
  boolean: (value) =>
    typeof value === 'boolean' ? value : failed(value, 'neither true nor false', 'boolean'),
  date: (value) => dayOf(value) ?? failed(value, 'no date'),
  'multiple-choice': toOptions,
};

/** A failure that shows no more of the value than is needed to find it. */
export function failed(value: unknown, what: string, converter?: string): Failure {
  const text = JSON.stringify(value);
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return {
    failure: `${shown} is ${what}${converter ? `; the converter "${converter}" reads texts too` : ''}`,
  };
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    const texts = value.filter((item) => item !== null && item !== undefined).map(toText);
    return texts.filter((text) => text !== '').join(', ');
  }
  // A plan is `{id, name}`: its name is what people mean by it.
  const { name } = value as { name?: unknown };
  if (name === undefined) return JSON.stringify(value);
  return name === null ? '' : toText(name);
}

function ofText(change: (text: string) => string): Convert {
  return (value) => change(toText(value));
}

function toPhone(value: unknown, { country }: ConvertContext): string | Failure {
  const phone = phoneNumber(toText(value), () => countryCode(country));
  return 'number' in phone ? phone.number : { failure: `${JSON.stringify(value)} ${phone.problem}` };
}

function parsedNumber(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : value;
}

function strictNumber(value: unknown): number | Failure {
  return typeof value === 'number' && Number.isFinite(value) ? value : failed(value, 'no number', 'number');
}

function toSeconds(value: unknown): number | Failure {
  const seconds = epochSeconds(value);
  return Number.isFinite(seconds) ? seconds : failed(value, 'no time');
}

const BOOLEANS = new Map<unknown, boolean>([
  ...[1, '1', 'true', 'yes', 'y', 'on'].map((value) => [value, true] as const),
  ...[0, '0', 'false', 'no', 'n', 'off'].map((value) => [value, false] as const),
]);

function parsedBoolean(value: unknown): boolean | Failure {
  if (typeof value === 'boolean') return value;
  const key = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return BOOLEANS.get(key) ?? failed(value, 'neither true nor false');
}

function toOptions(value: unknown): string[] | Failure {
  const options = [...new Set([value].flat().map(optionOf))].filter((option) => option !== '');
  const long = options.find((option) => option.length > MAX_OPTION);
  return long === undefined ? options : failed(long, `longer than the ${MAX_OPTION} characters of an option`);
}

function optionOf(item: unknown): string {
  return item === null || item === undefined ? '' : toText(item).trim();
}
