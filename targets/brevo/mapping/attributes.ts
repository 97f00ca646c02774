// Which attributes are written, and what each is made of: field_mapping, or the preset's groups, and single ones.
import { ConfigError } from '../../../core/errors.ts';
import type { Attribute } from '../../../schemas/config/target-brevo-mapping.types.ts';
import type { AttributeType } from '../model.ts';
import { attributeName, isIdentifier } from './attribute-names.ts';
import { CONVERTERS } from './converters.ts';
import { oneOf, type Layers } from './layers.ts';
import type { AttributeMapping, Path, WildcardMapping } from './mapping.ts';
import { parsePath } from './path.ts';
import { COMPUTED, sourceOf } from './sources.ts';

/** What an attribute is written as: a source path, or more about it. */
type Long = Exclude<Attribute, string>;

/** One attribute as it stands somewhere. */
interface Line {
  name: string;
  long: Long;
  group?: string;
  at: string;
}

/** Attributes, and what of the identity stands among them. */
export interface AttributeMappings {
  attributes: AttributeMapping[];
  wildcards: WildcardMapping[];
  /** Undefined where the identity's own path counts. */
  email: Path | undefined;
  phone: Path | undefined;
}

/** All that is written about attributes. @throws ConfigError */
export function attributeMappings(layers: Layers): AttributeMappings {
  const lines = [...fieldLines(layers), ...groupLines(layers)];
  const types = layers.merged('types');
  const hint = (text: string): AttributeType | undefined => types.get(text)?.value;
  const own = singleLines(layers);
  const names = new Set(own.map(({ name }) => name));
  const written = [...lines.filter(({ name }) => !names.has(name)), ...own, ...tagLines(layers)];
  refuseTwice(written);
  const single = written.filter(({ name }) => name !== '*' && !isIdentifier(name));
  return {
    attributes: single.map((line) => mappingOf(line, hint)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    wildcards: written.filter(({ name }) => name === '*').map(wildcardOf),
    email: identityPath(written, 'EMAIL'),
    phone: identityPath(written, 'SMS'),
  };
}

/** `path: NAME`, or `path: {name: NAME, …}`. */
function fieldLines(layers: Layers): Line[] {
  return layers.entries('field_mapping').map(({ name: path, value, at }) => {
    const { name, ...rest } = typeof value === 'string' ? { name: value } : value;
    return lineOf(name, { ...rest, path }, at);
  });
}

function groupLines(layers: Layers): Line[] {
  const groups = layers.merged('groups');
  const all = layers.isOperators('field_mapping') ? [] : [...groups.keys()];
  const at = layers.at(['attribute_groups']);
  const asked = (layers.get('attribute_groups') ?? all).map((name) =>
    oneOf(name, [...groups.keys()], 'attribute group', at),
  );
  const mapped = new Set(fieldLines(layers).map(({ name }) => name));
  return [...new Set(asked)]
    .flatMap((group) => {
      const entry = groups.get(group);
      return Object.entries(entry?.value ?? {}).map(([name, value]) => ({
        ...lineOf(name, longOf(value), entry?.at ?? at),
        group,
      }));
    })
    .filter(({ name }) => name === '*' || !mapped.has(name));
}

/** `NAME: path`, or `NAME: {path: …}` or `{sql: …}`. */
function singleLines(layers: Layers): Line[] {
  return [...layers.merged('attributes').values()].map(({ name, value, at }) =>
    lineOf(name, longOf(value), at),
  );
}

function tagLines(layers: Layers): (Line & { only?: string[] })[] {
  const sources = { tag_attribute: 'tags.names', conversation_tag_attribute: 'conversations.tags' } as const;
  return (Object.keys(sources) as (keyof typeof sources)[]).flatMap((key) => {
    const value = layers.get(key);
    if (value === undefined) return [];
    const { name, tags } = typeof value === 'string' ? { name: value, tags: undefined } : value;
    const long: Long = { path: sources[key], type: 'multiple-choice' };
    return [{ ...lineOf(name, long, layers.at([key])), ...(tags && { only: tags }) }];
  });
}

function longOf(value: Attribute): Long {
  return typeof value === 'string' ? { path: value } : value;
}

function lineOf(name: string, long: Long, at: string): Line {
  if ((long.path === undefined) === (long.sql === undefined))
    throw new ConfigError(`${at}: "${name}" must have either "path" or "sql"`);
  if ((name === '*') !== (long.path?.endsWith('.*') ?? false))
    throw new ConfigError(
      `${at}: "${long.path ?? name}" must be written as "custom_attributes.*" with the name "*"`,
    );
  if (name === '*') return { name, long, at };
  const upper = attributeName(name, at);
  if (isIdentifier(upper) && upper !== 'EMAIL' && upper !== 'SMS')
    throw new ConfigError(
      `${at}: ${upper} identifies contacts at Brevo; of these target-brevo writes EMAIL and SMS`,
    );
  return { name: upper, long, at };
}

function refuseTwice(lines: Line[]): void {
  const seen = new Map<string, Line>();
  for (const one of lines) {
    const other = seen.get(one.name);
    if (other && one.name !== '*')
      throw new ConfigError(
        `${one.at}: "${textOf(one)}" and "${textOf(other)}" would both be ${one.name} at Brevo: give one another name`,
      );
    seen.set(one.name, one);
  }
}

function mappingOf(
  { name, long, group, at, only }: Line & { only?: string[] },
  hint: (text: string) => AttributeType | undefined,
): AttributeMapping {
  const { path, sql, convert, nulls = 'clear' } = long;
  const source = sql === undefined ? sourceOf(path ?? '', at) : { sql };
  const gives = convert && CONVERTERS[oneOf(convert, Object.keys(CONVERTERS), 'converter', at)]?.gives;
  if (gives && long.type && gives !== long.type)
    throw new ConfigError(
      `${at}: the converter "${convert}" gives ${gives}, and ${name} is to be ${long.type}`,
    );
  const type =
    long.type ?? (gives || ('computed' in source ? computedType(source.computed) : hint(path ?? '')));
  if (sql !== undefined && type === undefined)
    throw new ConfigError(`${at}: "${name}" is made by SQL and needs a "type"`);
  // SQLite has no booleans of its own.
  const read = convert ?? (sql !== undefined && type === 'boolean' ? 'boolean' : undefined);
  return {
    name,
    source,
    type,
    nulls,
    text: path ?? sql ?? '',
    ...(read && { convert: read }),
    ...(group && { group }),
    ...(only && { only }),
  };
}

function computedType(name: string): AttributeType {
  return COMPUTED[name as keyof typeof COMPUTED];
}

function wildcardOf({ long, group, at }: Line): WildcardMapping {
  const text = long.path ?? '';
  const source = sourceOf(text.slice(0, -2), at);
  if (!('path' in source) || long.type || long.convert)
    throw new ConfigError(`${at}: "${text}" must be of the contact itself, without a type or a converter`);
  return { path: source.path, nulls: long.nulls ?? 'clear', text, ...(group && { group }) };
}

/** The path of an identifier among the attributes. */
function identityPath(lines: Line[], name: 'EMAIL' | 'SMS'): Path | undefined {
  const found = lines.find((one) => one.name === name);
  if (!found) return undefined;
  const { path, type, convert, nulls } = found.long;
  if (path === undefined || type || convert || nulls || !('path' in sourceOf(path, found.at)))
    throw new ConfigError(
      `${found.at}: ${name} identifies contacts: it needs a path in the contact, and nothing else`,
    );
  return parsePath(path);
}

const textOf = ({ long }: Line): string => long.path ?? long.sql ?? '';
