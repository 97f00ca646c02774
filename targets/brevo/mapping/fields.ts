// What only the rows tell: which properties stand under a wildcard, and the types of attributes without a stated one.
import type { Row } from '../../../core/protocol/messages.ts';
import type { AttributeType } from '../model.ts';
import { matches } from './conditions.ts';
import { dayOf } from './day.ts';
import type { AttributeMapping, Mapping, Path } from './mapping.ts';
import { readPath } from './path.ts';

/** Types that the describing stream names, as Intercom's data attributes do. */
const DESCRIBED: Record<string, AttributeType> = {
  string: 'text',
  integer: 'float',
  float: 'float',
  number: 'float',
  boolean: 'boolean',
  date: 'date',
  datetime: 'date',
};

interface Field {
  seen?: AttributeType;
  described?: AttributeType;
}

/** What `Fields.save` writes. */
interface Saved {
  /** Paths that were looked at in every row. */
  watched: string[];
  /** By path and property. */
  fields: Record<string, Record<string, Field>>;
}

/** Properties and their types, gathered from rows, and kept from run to run. */
export class Fields {
  readonly #mapping: Mapping;
  readonly #groups: Map<string, Map<string, Field>>;
  readonly #objects: { path: Path; group: Map<string, Field> }[];
  readonly #single: { path: Path; field: () => Field; name: string }[];
  readonly #watched: string[];
  #changed: boolean;
  /** The mapping looks at what earlier runs did not look at: rows that they stored have to be shown again. */
  readonly blind: boolean;

  /** `saved` is what `save` gave in an earlier run. */
  constructor(mapping: Mapping, saved?: string) {
    this.#mapping = mapping;
    const { watched, fields }: Saved =
      saved === undefined ? { watched: [], fields: {} } : (JSON.parse(saved) as Saved);
    this.#groups = new Map(
      Object.entries(fields).map(([path, group]) => [path, new Map(Object.entries(group))]),
    );
    this.#watched = watchedBy(mapping);
    this.blind = this.#watched.some((text) => !watched.includes(text) && !watched.includes(ownerOf(text)));
    this.#changed = this.blind;
    this.#objects = mapping.wildcards.map(({ path }) => ({ path, group: this.#group(path.join('.')) }));
    this.#single = mapping.attributes.filter(isOpen).map(({ source: { path } }) => {
      const name = path.at(-1) ?? '';
      const group = this.#group(path.slice(0, -1).join('.'));
      return { path, name, field: () => this.#field(group, name) };
    });
  }

  /** Takes note of a contact's row. */
  see(row: Row): void {
    for (const { path, group } of this.#objects) {
      const object = readPath(row, path);
      if (typeof object !== 'object' || object === null) continue;
      for (const [name, value] of Object.entries(object))
        if (value !== null && value !== '') this.#note(this.#field(group, name), name, value);
    }
    for (const { path, name, field } of this.#single) {
      const value = readPath(row, path);
      if (value !== undefined && value !== null && value !== '') this.#note(field(), name, value);
    }
  }

  /** Takes note of a row of the stream that describes properties; rows of other streams are passed over. */
  describe(stream: string, row: Row): void {
    const { described } = this.#mapping;
    if (described?.stream !== stream) return;
    if (!matches(described.only, (source) => ('path' in source ? readPath(row, source.path) : undefined)))
      return;
    const name = readPath(row, described.name);
    const type = DESCRIBED[String(readPath(row, described.type))];
    if (typeof name !== 'string' || type === undefined) return;
    const field = this.#field(this.#group(described.path.join('.')), name);
    if (field.described === type) return;
    field.described = type;
    this.#changed = true;
  }

  /** What a later run is to know, where it has changed since the last call. */
  save(): string | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    const groups = [...this.#groups].map(([path, group]) => [path, Object.fromEntries(group)] as const);
    const saved: Saved = { watched: this.#watched, fields: Object.fromEntries(groups) };
    return JSON.stringify(saved);
  }

  /** The type of what `mapping` reads, as far as rows have told. */
  typeOf({ source }: AttributeMapping): AttributeType | undefined {
    if (!('path' in source)) return undefined;
    const field = this.#groups.get(source.path.slice(0, -1).join('.'))?.get(source.path.at(-1) ?? '');
    return field?.seen && (field.described ?? field.seen);
  }

  /** Properties under `path` that had a value, in order of their names. */
  under(path: Path): string[] {
    const fields = [...(this.#groups.get(path.join('.')) ?? [])];
    return fields
      .filter(([, { seen }]) => seen !== undefined)
      .map(([name]) => name)
      .toSorted();
  }

  #note(field: Field, name: string, value: unknown): void {
    if (field.seen === 'text') return;
    const type = seenType(name, value);
    if (type === undefined || type === field.seen) return;
    field.seen = field.seen === undefined ? type : isNumber(field.seen) && isNumber(type) ? 'float' : 'text';
    this.#changed = true;
  }

  #group(path: string): Map<string, Field> {
    let group = this.#groups.get(path);
    if (group === undefined) this.#groups.set(path, (group = new Map<string, Field>()));
    return group;
  }

  #field(group: Map<string, Field>, name: string): Field {
    let field = group.get(name);
    if (field === undefined) group.set(name, (field = {}));
    return field;
  }
}

type Open = AttributeMapping & { source: { path: Path } };

function isOpen(mapping: AttributeMapping): mapping is Open {
  return mapping.type === undefined && 'path' in mapping.source;
}

function watchedBy({ wildcards, attributes }: Mapping): string[] {
  const single = attributes.filter(isOpen).map(({ text }) => text);
  return [...wildcards.map(({ text }) => text), ...single];
}

/** The wildcard that a property is under. */
function ownerOf(text: string): string {
  return `${text.split('.').slice(0, -1).join('.')}.*`;
}

const isNumber = (type: AttributeType): boolean => type === 'float' || type === 'date';

/** Numbers are days where their name says so: Intercom has custom dates end in `_at`. */
function seenType(name: string, value: unknown): AttributeType | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'boolean') return 'boolean';
  const isDate = name.endsWith('_at') && dayOf(value) !== undefined;
  if (typeof value === 'number') return isDate ? 'date' : 'float';
  return isDate ? 'date' : 'text';
}
