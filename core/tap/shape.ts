// Brings a vendor's record into the form its schema declares: times as ISO text, undeclared fields off.
import { isRow, type JsonSchema, type Row } from '../protocol/messages.ts';
import { epochSeconds, isoMicroseconds } from '../time.ts';

/** What to do with fields beside the schema, and whom to tell. */
export interface ShapeOptions {
  /** The stream's whole schema; what is in it but not in the selected one goes silently. */
  declared: JsonSchema;
  includeUndeclared: boolean;
  /** Called for each undeclared field and each time that cannot be read, with the field's path. */
  onProblem: (path: string, problem: 'undeclared' | 'time') => void;
}

type Convert = (value: unknown) => unknown;

/** Compiles the selected schema into a function that changes a record in place. */
export function compileShape(selected: JsonSchema, options: ShapeOptions): (record: Row) => Row {
  const shape = compileObject(selected, options.declared, '', options);
  return (record) => shape(record) as Row;
}

// Types that let a number stand as it is beside text.
const BESIDE_TEXT = ['integer', 'number', 'object'];

const keep: Convert = (value) => value;
const drop: Convert = () => undefined;

function compileObject(
  selected: JsonSchema,
  declared: JsonSchema,
  path: string,
  options: ShapeOptions,
): Convert {
  const plan = new Map<string, Convert>();
  for (const [name, schema] of Object.entries(declared.properties ?? {})) {
    const chosen = selected.properties?.[name];
    plan.set(name, chosen ? compileValue(chosen, schema, join(path, name), options) : drop);
  }
  const undeclared = (name: string): Convert => {
    const convert = options.includeUndeclared ? keep : drop;
    plan.set(name, convert);
    if (convert === drop) options.onProblem(join(path, name), 'undeclared');
    return convert;
  };
  // The fields of a record mostly come in the order of the last one's: looking there saves hashing their names.
  const names: string[] = [];
  const converts: Convert[] = [];
  return (value) => {
    if (!isRow(value)) return value;
    let at = 0;
    for (const name in value) {
      if (names[at] !== name) {
        names[at] = name;
        converts[at] = plan.get(name) ?? undeclared(name);
      }
      const convert = converts[at] as Convert;
      at += 1;
      if (convert === keep) continue;
      const before = value[name];
      const after = convert(before);
      // Most values stay, and comparing costs less than storing. An undefined field is left out by
      // JSON.stringify, and costs less than deleting it.
      if (after !== before) value[name] = after;
    }
    return value;
  };
}

function compileValue(
  selected: JsonSchema,
  declared: JsonSchema,
  path: string,
  options: ShapeOptions,
): Convert {
  const types = [declared.type].flat();
  if (declared.format === 'date-time') return (value) => toTime(value, path, options);
  if (declared.properties) return compileObject(selected, declared, path, options);
  if (types.includes('array') && declared.items) {
    const item = compileValue(selected.items ?? declared.items, declared.items, `${path}[]`, options);
    if (item === keep) return keep;
    return (value) => (Array.isArray(value) ? value.map(item) : value);
  }
  // Some ids are numbers in one API version and text in another; a text column takes both.
  if (types.includes('string') && !BESIDE_TEXT.some((type) => types.includes(type))) {
    return (value) => (typeof value === 'number' ? String(value) : value);
  }
  return keep;
}

function toTime(value: unknown, path: string, options: ShapeOptions): string | null | undefined {
  if (value === null || value === undefined || value === '') return value === undefined ? undefined : null;
  const text = isoMicroseconds(epochSeconds(value));
  if (text === undefined) options.onProblem(path, 'time');
  return text ?? null;
}

function join(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}
