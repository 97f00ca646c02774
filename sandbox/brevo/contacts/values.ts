// Values of contact attributes: which ones a type takes from the API, from JSON imports and from CSV imports.
import type { Attribute } from '../attributes.ts';

/** What an attribute can hold; days are `YYYY-MM-DD`, a category its number. */
export type AttributeValue = string | number | boolean | string[];

/** A value to keep; null to clear it; undefined where Brevo ignores what came, without a word. */
export type Reading = AttributeValue | null | undefined;

type Read = (value: unknown, attribute: Attribute) => Reading;

const text: Read = (value) => (typeof value === 'string' ? value : undefined);

const READERS: Record<string, Read> = {
  text,
  user: text,
  float: (value) => (Number.isFinite(value) ? Number(value) : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  date: (value) => (typeof value === 'string' && isDay(value) ? value : undefined),
  category: (value, { enumeration = [] }) =>
    enumeration.find((option) => option.label === value || String(option.value) === String(value))?.value,
  'multiple-choice': (value, { multiCategoryOptions = [] }) => {
    const chosen = Array.isArray(value)
      ? multiCategoryOptions.filter((option) => value.includes(option))
      : [];
    return chosen.length > 0 ? chosen : undefined;
  },
};

/** What POST and PUT make of a value: only the attribute's own JSON type counts, and "" clears. */
export function apiValue(attribute: Attribute, value: unknown): Reading {
  if (attribute.category !== 'normal' && attribute.category !== 'category') return undefined;
  return value === '' ? null : READERS[kindOf(attribute)]?.(value, attribute);
}

/** What an import makes of a JSON value: as the API, but for false, which is not applied. */
export function jsonImportValue(attribute: Attribute, value: unknown): Reading {
  if (value === null) return null;
  return value === false ? undefined : apiValue(attribute, value);
}

/** What an import makes of a CSV cell: Yes and No, days as DD-MM-YYYY, options between commas. */
export function csvImportValue(attribute: Attribute, cell: unknown): Reading {
  if (typeof cell !== 'string' || cell === '') return null;
  return apiValue(attribute, CELLS[kindOf(attribute)]?.(cell) ?? cell);
}

const BOOLEANS: Record<string, boolean> = { Yes: true, No: false };

const CELLS: Record<string, (cell: string) => unknown> = {
  float: Number,
  boolean: (cell) => BOOLEANS[cell],
  date: (cell) => cell.split('-').toReversed().join('-'),
  'multiple-choice': (cell) => cell.split(',').map((option) => option.trim()),
};

const kindOf = ({ category, type }: Attribute): string => (category === 'category' ? category : (type ?? ''));

function isDay(value: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
